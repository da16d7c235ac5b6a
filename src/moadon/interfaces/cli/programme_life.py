"""The life of programmes from the command line: compare, list, withdraw, promote and end versions."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from moadon.interfaces.cli.given import CLUB, FORMAT, Format, moment_of, tell, tell_rows
from moadon.interfaces.cli.ground import ground
from moadon.interfaces.cli.outcome import CannotRun

app = typer.Typer(no_args_is_help=True)

PROGRAMME = typer.Argument(..., help="The programme's id.")
NUMBER = typer.Argument(..., min=1, max=2**31 - 1, help="The version.")
LANGUAGE = typer.Option("", "--language", help="en, he or fa. Default: the club's first.")
WHICH = "A file, or with --programme the number of a version, or draft."


@app.command("compare")
def compare(
    older: str = typer.Argument(..., help=WHICH),
    newer: str = typer.Argument(..., help=WHICH),
    club: str = CLUB,
    programme: str = typer.Option("", "--programme", help="The programme whose versions are meant."),
    language: str = LANGUAGE,
    format: Format = FORMAT,  # noqa: A002  # the option's own name
) -> None:
    """Tell in words what differs between two documents, and whether members gain or lose by it."""
    with ground():
        from moadon.apps.clubs.queries import club_by_slug
        from moadon.engine.rules.compare import harms
        from moadon.flows import comparing
        from moadon.flows.promises import told
        from moadon.store import club_transaction

        info = club_by_slug(club)
        if programme:
            with club_transaction(info.id):
                found = comparing.compare_versions(info, programme, older, newer)
        else:
            found = comparing.compare_texts(read_text(older), read_text(newer))
        spoken = language or info.languages[0]
        rows = [{**one, "text": one["text"][spoken]} for one in told(found, info)]
        worse = harms(found)
        lines = [*(f"{row['direction']}: {row['text']}" for row in rows)]
        lines.append("Some members lose by it, or may." if worse else "Nobody loses by it.")
        tell(format, {"worse_for_members": worse, "differences": rows}, "\n".join(lines))


@app.command("versions")
def versions(
    programme: str = PROGRAMME,
    club: str = CLUB,
    format: Format = FORMAT,  # noqa: A002  # the option's own name
) -> None:
    """List the versions of a programme with their states, pilots and notices."""
    with ground():
        from moadon.apps.clubs.queries import club_by_slug
        from moadon.apps.programmes import queries
        from moadon.apps.programmes.states import version_state
        from moadon.store import club_transaction

        info, now = club_by_slug(club), datetime.now(UTC)
        with club_transaction(info.id):
            queries.programme(info, programme)
            rows = list(queries.versions_of(info, programme))
            infos = {one.id: one for one in queries.shelf(info).versions if one.programme == programme}
            sizes = queries.pilot_sizes(row.pk for row in rows)
            told = {one.version_id: one for one in queries.notices_of(info, programme)}
        tell_rows(
            format,
            [
                {
                    "version": row.number,
                    "state": str(version_state(infos[row.pk], list(infos.values()), now)),
                    "live_from": row.live_from.isoformat(),
                    "pilot": sizes.get(row.pk),
                    "announced_at": told[row.pk].announced_at.isoformat() if row.pk in told else None,
                    "told_to": told[row.pk].members if row.pk in told else None,
                    "published_by": row.published_by,
                }
                for row in rows
            ],
            ("version", "state", "live_from", "pilot", "announced_at", "told_to", "published_by"),
        )


@app.command("withdraw")
def withdraw(programme: str = PROGRAMME, number: int = NUMBER, club: str = CLUB) -> None:
    """Take a version back before its moment."""
    with ground():
        from moadon.apps.clubs.queries import club_by_slug
        from moadon.apps.clubs.types import SYSTEM
        from moadon.flows.publishing import withdraw_version

        withdraw_version(club=club_by_slug(club), code=programme, number=number, actor=SYSTEM)
        print(f"{programme}, version {number}, is withdrawn.")


@app.command("promote")
def promote(
    programme: str = PROGRAMME,
    number: int = NUMBER,
    club: str = CLUB,
    at: str = typer.Option("", "--at", help="From this time or day on. Default: now."),
) -> None:
    """Let everybody have what a pilot tries; the pilot ends at that moment."""
    with ground():
        from moadon.apps.clubs.queries import club_by_slug
        from moadon.apps.clubs.types import SYSTEM
        from moadon.flows.publishing import promote_pilot

        info = club_by_slug(club)
        moment = moment_of(at, info) if at else None
        with telling_notice(info):
            done = promote_pilot(club=info, code=programme, number=number, at=moment, actor=SYSTEM)
        print(f"{programme}, version {done.number}, is live for everybody from {done.live_from.isoformat()}.")


@app.command("end-pilot")
def end_pilot(programme: str = PROGRAMME, number: int = NUMBER, club: str = CLUB) -> None:
    """End a pilot now: its members have what everybody has again."""
    with ground():
        from moadon.apps.clubs.queries import club_by_slug
        from moadon.apps.clubs.types import SYSTEM
        from moadon.flows import publishing

        publishing.end_pilot(club=club_by_slug(club), code=programme, number=number, actor=SYSTEM)
        print(f"The pilot of {programme}, version {number}, has ended.")


@app.command("end")
def end(
    programme: str = PROGRAMME,
    club: str = CLUB,
    at: str = typer.Option("", "--at", help="From this time or day on. Default: now."),
) -> None:
    """Let a programme give nothing any more. What members have stays theirs."""
    with ground():
        from moadon.apps.clubs.queries import club_by_slug
        from moadon.apps.clubs.types import SYSTEM
        from moadon.flows.publishing import end_programme

        info = club_by_slug(club)
        with telling_notice(info):
            done = end_programme(club=info, code=programme, at=moment_of(at, info) if at else None, actor=SYSTEM)
        assert done.ended_at is not None
        print(f"{programme} ends at {done.ended_at.isoformat()}.")


@contextmanager
def telling_notice(club: Any) -> Iterator[None]:
    """Say on stderr what members would lose and the first moment at which it may count, where that is refused."""
    from moadon.flows.promises import NoticeNeeded

    try:
        yield
    except NoticeNeeded as needed:
        tell_differences(needed.differences, club.languages[0])
        print(f"The first moment that may be asked for: --at {needed.earliest.isoformat()}", file=sys.stderr)
        raise


def tell_differences(differences: Iterable[Mapping[str, Any]], language: str) -> None:
    """Each difference on stderr, with its direction."""
    for one in differences:
        print(f"{one['direction']}: {one['text'][language]}", file=sys.stderr)


def read_text(file: str) -> str:
    """A document from a file, or from the standard input. Raises CannotRun."""
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise CannotRun(f"{file} cannot be read: {problem}") from None


def members_in(file: str) -> list[Any]:
    """The members that a file names, one a line: ids, phones, cards or external ids. Raises CannotRun."""
    from moadon.apps.members.types import MemberRef

    named = [line.strip() for line in read_text(file).splitlines() if line.strip()]
    return [MemberRef("id" if name.startswith("mbr_") else "any", name) for name in named]
