"""`moadon report member`, `balances` and `levels`: what members held at any moment."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

from moadon.interfaces.cli.given import moment_of
from moadon.interfaces.cli.report_giving import CLUB, FORMAT, OUTPUT, Format, Wanted, give
from moadon.kernel.moments import AsOf
from moadon.kernel.refusals import Refused

AT = typer.Option(
    None, "--at", help="What was true at this time, or at the beginning of this day, whenever it was written."
)
KNOWN = typer.Option(None, "--known", help="What the books said at this time, without what was written later.")


class Place(StrEnum):
    """What balances and levels can be split by."""

    WALLET = "wallet"
    BRANCH = "branch"


BY = typer.Option(None, "--by", help="Split the figures.")


def member(
    who: str = typer.Argument(..., metavar="MEMBER", help="Phone, card, e-mail, external id, or mbr_..."),
    club: str = CLUB,
    at: str | None = AT,
    known: str | None = KNOWN,
    format: Format = FORMAT,  # noqa: A002  # the option's own name
    output: Path | None = OUTPUT,
) -> None:
    """What one member holds of each wallet, now or at a past moment; as JSON also on which levels they stand."""
    give(Wanted("member", format, output, from_copy=False), club, lambda i: _member(i, who, _moment(i, at, known)))


def balances(
    club: str = CLUB,
    at: str | None = AT,
    known: str | None = KNOWN,
    by: Place | None = BY,
    format: Format = FORMAT,  # noqa: A002  # the option's own name
    output: Path | None = OUTPUT,
) -> None:
    """What members hold of each wallet, now or at a past moment; by branch, what each branch has given."""
    give(Wanted("balances", format, output), club, lambda info: _told(info, _moment(info, at, known), by))


def levels(
    club: str = CLUB,
    at: str | None = AT,
    known: str | None = KNOWN,
    by: Place | None = BY,
    format: Format = FORMAT,  # noqa: A002  # the option's own name
    output: Path | None = OUTPUT,
) -> None:
    """How many members stand on each level, now or at a past moment; by branch, of those whom it signed up."""
    give(Wanted("levels", format, output), club, lambda info: _told(info, _moment(info, at, known), by))


def _moment(info: Any, at: str | None, known: str | None) -> AsOf:
    asked = ((at, "--at"), (known, "--known"))
    return AsOf(*(None if text is None else moment_of(text, info, hint) for text, hint in asked))


def _told(info: Any, moment: AsOf, by: Place | None) -> dict[str, object]:
    from moadon.insight import reports

    return reports.balances(info, moment, by)


def _member(info: Any, who: str, moment: AsOf) -> dict[str, object]:
    from moadon.apps.members import queries as members
    from moadon.apps.members.types import MemberRef
    from moadon.flows.holdings import holdings_then
    from moadon.flows.tiers.then import levels_then
    from moadon.kernel.ids import public_id
    from moadon.store import club_transaction

    ref, now = MemberRef("id" if who.startswith("mbr_") else "any", who), datetime.now(UTC)
    with club_transaction(info.id):
        found = members.find_refs(info, [ref]).get(ref)
        if found is None:
            raise Refused("unknown_member", given=who[:40])
        held = holdings_then(info, found.id, moment, now)
        levels = levels_then(info, found.id, moment, now)
    return {
        "member": public_id("mbr", found.id),
        "at": moment.at and moment.at.isoformat(),
        "known": moment.known and moment.known.isoformat(),
        "rows": [_wallet(one) for one in held],
        "tiers": [{"programme": one.live.code, "ladder": one.ladder.id, "level": one.level} for one in levels],
        "as_of": now.isoformat(),
    }


def _wallet(one: Any) -> dict[str, object]:
    from moadon.kernel.money import format_decimal

    names = ("balance", "available", "pending", "arrears")
    units = {name: format_decimal(getattr(one, name), one.wallet.places) for name in names}
    return {"wallet": one.wallet.id, "kind": one.wallet.kind, **units}
