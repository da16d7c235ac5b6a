"""`moadon programme`: documents, checked, published and told in words."""

import sys
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import typer

from moadon.interfaces.cli.given import CLUB, FORMAT, Format, moment_of, tell, tell_rows
from moadon.interfaces.cli.ground import ground
from moadon.interfaces.cli.outcome import REFUSED, CannotRun
from moadon.interfaces.cli.programme_life import app as life
from moadon.interfaces.cli.programme_life import members_in, read_text, telling_notice
from moadon.kernel.sentences import LANGUAGES

app = typer.Typer(no_args_is_help=True)
app.registered_commands += life.registered_commands


class Depth(StrEnum):
    """How much is told."""

    POSTER = "poster"
    MEMBER = "member"
    MANAGER = "manager"


DEPTH = typer.Option(Depth.MEMBER, "--depth", help="A line each, what members get, or everything.")


FILE = typer.Argument(..., help="The document, YAML or JSON; - for the standard input.")
TEMPLATE = typer.Argument("", help="Which one. Without it they are listed.")
PROGRAMME = typer.Argument("", help="The programme's id. Not needed where a club has one.")


@app.command("publish")
def publish(
    file: str = FILE,
    club: str = CLUB,
    at: str = typer.Option("", "--at", help="Live from this time or day on. Default: now."),
    pilot_best: int = typer.Option(0, "--pilot-best", min=0, help="Only for so many who paid most in twelve months."),
    pilot_members: str = typer.Option("", "--pilot-members", help="Only for the members named in a file, one a line."),
    pilot_segment: str = typer.Option("", "--pilot-segment", help="Only for the members of a segment."),
    format: Format = FORMAT,  # noqa: A002  # the option's own name
) -> None:
    """Check a document and make it the next version. In the past only where nothing has been earned since."""
    with ground():
        from moadon.apps.clubs.queries import club_by_slug
        from moadon.apps.clubs.types import SYSTEM
        from moadon.engine.rules import InvalidDocument
        from moadon.flows.publishing import Publishing, check_programme, publish_programme

        info = club_by_slug(club)
        text = read_text(file)
        how = Publishing(moment_of(at, info) if at else None, _chosen(pilot_best, pilot_members, pilot_segment))
        try:
            with telling_notice(info):
                done = publish_programme(club=info, text=text, how=how, actor=SYSTEM)
        except InvalidDocument as invalid:
            _tell_findings(info, invalid.findings)
            raise typer.Exit(REFUSED) from None
        _tell_findings(info, check_programme(info, text))
        told = {
            "programme": done.programme, "version": done.number, "live_from": done.live_from.isoformat(),
            "new": done.new,
        }  # fmt: skip
        same = "" if done.new else " already; nothing has changed"
        tell(format, told, f"{done.programme}, version {done.number}, is live from {done.live_from.isoformat()}{same}.")


@app.command("new")
def new(
    template: str = TEMPLATE,
    club: str = CLUB,
    programme: str = typer.Option("", "--id", help="The programme's id. Default: the club's short name."),
    format: Format = FORMAT,  # noqa: A002  # the option's own name
) -> None:
    """Print a ready programme, in the club's currency and under its name, to be changed and published."""
    with ground():
        from moadon.apps.clubs.queries import club_by_slug
        from moadon.engine.rules.templates import document_for, templates, written

        info = club_by_slug(club)
        if not template:
            rows = [{"template": one.id, "name": one.name["en"], "about": one.about["en"]} for one in templates()]
            tell_rows(format, rows, ("template", "name", "about"))
            return
        document = document_for(template, info.currency, programme or info.slug, dict.fromkeys(LANGUAGES, info.name))
        tell(format, document, written(document).rstrip("\n"))


@app.command("check")
def check(file: str = FILE, club: str = CLUB, format: Format = FORMAT) -> None:  # noqa: A002  # the option's own name
    """Say what is wrong with a document, or worth a second look. Nothing is kept."""
    with ground():
        from moadon.apps.clubs.queries import club_by_slug
        from moadon.flows.publishing import check_programme

        info = club_by_slug(club)
        findings = check_programme(info, read_text(file))
        _tell_findings(info, findings)
        faulty = any(finding.level == "error" for finding in findings)
        rows = [{"level": f.level, "pointer": f.pointer, "code": f.code} for f in findings]
        tell(format, {"good": not faulty, "findings": rows}, "It cannot go live." if faulty else "It can go live.")
        if faulty:
            raise typer.Exit(REFUSED)


@app.command("show")
def show(
    programme: str = PROGRAMME,
    club: str = CLUB,
    versions: bool = typer.Option(False, "--versions", help="List the versions instead."),
    draft: bool = typer.Option(False, "--draft", help="Show the draft instead."),
    format: Format = FORMAT,  # noqa: A002  # the option's own name
) -> None:
    """Print the newest published document of a programme as it was written."""
    with ground():
        from moadon.apps.clubs.queries import club_by_slug
        from moadon.apps.programmes import queries
        from moadon.kernel.refusals import Refused
        from moadon.store import club_transaction

        info = club_by_slug(club)
        with club_transaction(info.id):
            code = _which(info, programme)
            held, published = queries.programme(info, code), list(queries.versions_of(info, code))
        if versions:
            rows = [
                {
                    "version": v.number, "live_from": v.live_from.isoformat(),
                    "published_at": v.published_at.isoformat(), "published_by": v.published_by,
                }
                for v in published
            ]  # fmt: skip
            tell_rows(format, rows, ("version", "live_from", "published_at", "published_by"))
            return
        text = held.draft if draft else published[0].source if published else None
        if text is None:
            raise Refused("no_draft", programme=code)
        tell(format, {"programme": code, "document": text}, text.rstrip("\n"))


@app.command("explain")
def explain(
    programme: str = PROGRAMME,
    club: str = CLUB,
    language: str = typer.Option("", "--language", help="en, he or fa. Default: the club's first."),
    depth: Depth = DEPTH,
    format: Format = FORMAT,  # noqa: A002  # the option's own name
) -> None:
    """Tell in plain words what the newest version of a programme does."""
    with ground():
        from moadon.apps.clubs.queries import club_by_slug
        from moadon.apps.programmes import queries
        from moadon.engine.rules.explain import explain as in_words
        from moadon.flows.naming import names_in
        from moadon.kernel.shapes import Shapes
        from moadon.store import club_transaction

        info = club_by_slug(club)
        spoken: Any = language or info.languages[0]
        with club_transaction(info.id):
            code = _which(info, programme)
            shelf = queries.shelf(info)
        newest = max((v.number for v in shelf.versions if v.programme == code), default=None)
        if newest is None:
            raise CannotRun(f"programme {code} has not been published yet")
        held = shelf.named(code, newest, shelf.clock).programme
        names = names_in(info, held.document)
        shapes = Shapes(spoken, info.currency, info.calendar, info.time_zone, region=info.region, names=names)
        said = in_words(held, shapes, depth.value)
        told = [{"kind": one.kind, "subject": one.subject, "text": one.text} for one in said]
        lines = "\n".join(f"{one.subject}: {one.text}" for one in said)
        tell(format, {"programme": code, "version": newest, "sentences": told}, lines)


def _chosen(best: int, members: str, segment: str) -> Any:
    """For whom a pilot is; None for everybody."""
    from moadon.flows.choosing import Chosen

    if not (best or members or segment):
        return None
    return Chosen(members_in(members) if members else None, best or None, segment or None)


def _tell_findings(club: Any, findings: Iterable[Any]) -> None:
    """Every finding on stderr: where, and what to do."""
    from moadon.kernel.shapes import Shapes
    from moadon.ui.words import tell as say

    shapes = Shapes("en", club.currency, club.calendar, club.time_zone, region=club.region)
    for finding in findings:
        print(f"{finding.level}: {finding.pointer or '/'}: {say(finding.message, shapes)}", file=sys.stderr)


def _which(club: Any, programme: str) -> str:
    """The programme that is meant. Raises `Refused("unknown_id")`, BadParameter when it has to be said."""
    from moadon.apps.programmes import queries

    if programme:
        return queries.programme(club, programme).code
    codes = [row.code for row in queries.programmes(club)]
    if len(codes) != 1:
        raise typer.BadParameter(f"say which: {', '.join(codes) or 'the club has none'}", param_hint="PROGRAMME")
    return codes[0]
