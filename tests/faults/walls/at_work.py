"""All that reads or writes a club without being asked over the API: jobs, commands, reports; each with a sample.

What is registered and has no sample fails the experiment: give it one here, or say why it touches no club.
"""

import importlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import typer
from django.conf import settings
from django.test import Client as Browser
from django.utils.module_loading import import_string

from moadon.apps.clubs import actions as clubs
from moadon.apps.clubs.types import SYSTEM
from moadon.apps.coupons.types import NewPool
from moadon.apps.imports.types import Kind
from moadon.flows.coupons.pools import open_pool
from moadon.flows.importing import uploads
from moadon.flows.resealing import reseal_everything
from moadon.interfaces.cli.main import COMMANDS, build
from moadon.kernel.ids import public_id, row_id
from tests.faults.walls.scene import HIDDEN, Club
from tests.interfaces.api.shop import PROGRAMME

DAYS = "--from 2026-01-01 --to 2026-12-31"
MANY = 2_000
"""More codes than are made at once."""
JOBS: Mapping[str, str] = {"import": "import_id", "send": "", "coupons": "pool_id"}
"""Name of a job -> what else it is given beside its club."""
COMMAND_LINES: Mapping[str, str] = {
    "club create": "new-{slug} --name New --currency ILS --time-zone Asia/Jerusalem",
    "club settings": "--club {slug} grace_days=14",
    "user create": "somebody-{slug} --club {slug} --role manager",
    "user reset-factor": "owner-{slug}",
    "key create": "--club {slug} --scope read",
    "key list": "--club {slug}",
    "key renew": "{key_id} --club {slug}",
    "key revoke": "{key_id} --club {slug}",
    "programme compare": "1 1 --club {slug} --programme style",
    "programme versions": "style --club {slug}",
    "programme withdraw": "waiting 1 --club {slug}",
    "programme promote": "promoting 1 --club {slug}",
    "programme end-pilot": "ending 1 --club {slug}",
    "programme end": "levels --club {slug}",
    "programme publish": "{folder}/programme.yaml --club {slug}",
    "programme new": "fashion --club {slug} --id more",
    "programme check": "{folder}/programme.yaml --club {slug}",
    "programme show": "style --club {slug}",
    "programme explain": "style --club {slug}",
    "import": "members {folder}/members.csv --club {slug}",
    "corrections": "{folder}/corrections.csv --club {slug} --as owner-{slug} --do good",
    "coupons create": "--name New --word NEW --club {slug}",
    "coupons import": "{folder}/codes.csv --pool {pool_id} --club {slug}",
    "coupons export": "--pool {pool_id} --club {slug} --to {folder}/codes.out",
    "nightly": "--club {slug}",
    "fraud watch": "--club {slug}",
    "ledger seal": "--club {slug}",
    "ledger checkpoint": "--club {slug}",
    "ledger dump": "{folder}/books.out --club {slug}",
    "report member": "{member_id} --club {slug}",
    "report balances": "--club {slug} --format csv",
    "report levels": "--club {slug} --format csv",
    "report liability": "--club {slug} --format csv",
    "report club-summary": f"--club {{slug}} {DAYS} --format csv",
    "report value-segments": f"--club {{slug}} {DAYS} --format csv",
    "report kpis": f"--club {{slug}} {DAYS} --by branch --format csv",
}
OF_NO_CLUB = {
    "up", "web", "worker", "migrate", "club list", "keys list", "keys add", "keys save", "keys put-back", "ledger key", "verify-ledger",
    "demo load", "demo describe", "backup", "restore", "archive", "hold", "release", "ready",
}  # fmt: skip
"""They start others, look at the house, its keys and its files as a whole, or make a club of their own."""
BY_THEMSELVES = {"keys rotate-fields"}
"""Tried as what they call, since they wait for other processes first."""
PAGES = {
    "overview": "", "behind": "behind/member_turnover", "balances": "balances", "liability": "liability",
    "liability-file": "liability/wallets.csv",
}  # fmt: skip
NEEDS_NO_ROW = {
    "club create", "club settings", "programme new", "user reset-factor", "sessions", "secrets",
    "imports", "job send", "letters", "page liability-file",
    "report club-summary", "report value-segments", "report kpis",
}  # fmt: skip
"""What may find no row of a club to see: it looks at the club itself or at people, has nothing to do just now, or reads
the copy for analysis that another one has just brought up to date."""


def commands() -> set[str]:
    """Every command, by its words."""
    return {words for listed in COMMANDS for words in _below(listed.name, _group(listed.name))}


def _group(name: str) -> click.Command:
    return typer.main.get_command(build([name])).commands[name]  # type: ignore[attr-defined,no-any-return]


def _below(words: str, command: click.Command) -> Iterator[str]:
    inner = getattr(command, "commands", {})
    if not inner:
        yield words
    for name, one in inner.items():
        yield from _below(f"{words} {name}", one)


def pages() -> set[str]:
    """The office's reports, by the names of their addresses."""
    rooms = (importlib.import_module(f"moadon.interfaces.office.{room}.urls") for room in ("overview", "books"))
    return {one.name for room in rooms for one in room.urlpatterns}


def unlisted() -> set[str]:
    """What is registered and stands in no list here, or the other way round."""
    listed = COMMAND_LINES.keys() | OF_NO_CLUB | BY_THEMSELVES
    return (commands() ^ listed) | (settings.JOBS.keys() ^ JOBS.keys()) | (pages() ^ PAGES.keys())


def samples(club: Club, folder: Path) -> dict[str, str]:
    """What the samples of a club name: its slug, things that they use, files that they read."""
    owner = clubs.create_user(username=f"owner-{club.shop.club.slug}", password="not to be guessed", name=HIDDEN)
    clubs.give_role(club=club.shop.club, user=owner, role="owner", actor=SYSTEM)
    (folder / "programme.yaml").write_text(PROGRAMME.replace("id: style", "id: fresh"), "utf-8")
    (folder / "members.csv").write_text("phone,first_name\n052-555-7001,Noa\n", "utf-8")
    line = f"{club.things['member_id']},credit,1.00,goodwill\n"
    (folder / "corrections.csv").write_text(f"member,wallet,amount,reason\n{line}", "utf-8")
    (folder / "codes.csv").write_text("code\nFRESH-0001\n", "utf-8")
    pool = open_pool(club=club.shop.club, new=NewPool("Many", "MANY", count=MANY), actor=SYSTEM)
    return {**club.things, "slug": club.shop.club.slug, "folder": str(folder), "made": public_id("cpl", pool.pk)}


def an_import(club: Club) -> int:
    """A file of members that waits for the worker; its row."""
    lines = [b"phone,first_name\n052-555-7002,Noa\n"]
    info = uploads.receive(club.shop.club, Kind.MEMBERS, "members.csv", lines, SYSTEM)
    uploads.choose(club.shop.club, info, uploads.choices_of(info), "en")
    return info.id


def works(club: Club, named: Mapping[str, str], run: Callable[..., str]) -> dict[str, Callable[[], str]]:
    """Everything there is to try for a club, by its name; what each gives is all that it told. `run`: runs a command."""
    more = {"import_id": int(named["import_id"]), "pool_id": row_id("cpl", named["made"])}
    found: dict[str, Callable[[], str]] = {}
    for name, path in settings.JOBS.items():
        given = {"club_id": club.shop.club.id} | {field: more[field] for field in JOBS[name].split()}
        found[f"job {name}"] = lambda path=path, given=given: str(import_string(path)(**given))  # type: ignore[misc]
    for entry in settings.PERIODIC:
        found[entry.name] = lambda entry=entry: str(import_string(entry.task)(datetime.now(UTC)))  # type: ignore[misc]
    for words, options in COMMAND_LINES.items():
        line = [*words.split(), *options.format(**named).split()]
        found[words] = lambda line=line: run(*line)  # type: ignore[misc]
    found["keys rotate-fields"] = lambda: str(reseal_everything(lambda *_: None))
    for name, place in PAGES.items():
        found[f"page {name}"] = lambda place=place: opened(named["slug"], place)  # type: ignore[misc]
    return found


def done(work: Callable[[], str]) -> str:
    """All that it told, be it why it could not be done."""
    try:
        return work()
    except Exception as problem:  # noqa: BLE001  # whatever goes wrong must tell nothing either
        return f"{type(problem).__name__}: {problem}"


def written(folder: Path) -> str:
    """What was written to files, which are gone then."""
    told = ""
    for path in folder.glob("*.out"):
        told += path.read_text(errors="replace")
        path.unlink()
    return told


def opened(slug: str, place: str) -> str:
    """What a page of the office tells the owner."""
    browser = Browser(raise_request_exception=False)
    browser.force_login(_owner(slug))
    answer = browser.get(f"/office/{slug}/{place}")
    parts = getattr(answer, "streaming_content", None)
    return (b"".join(parts) if parts is not None else answer.content).decode(errors="replace")


def _owner(slug: str) -> Any:
    from moadon.apps.clubs.queries import user_by_name

    return user_by_name(f"owner-{slug}")
