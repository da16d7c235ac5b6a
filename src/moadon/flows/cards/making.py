"""Series of cards that are printed before they are sold, and codes that are handed out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from moadon.apps.audit import actions as audit
from moadon.apps.cards import actions, queries
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.flows.cards.coding import Secrets, give_codes
from moadon.kernel.ids import public_id
from moadon.kernel.money import parse_decimal
from moadon.kernel.refusals import Refused
from moadon.kernel.texts import parse_text
from moadon.store import club_transaction, retrying

MOST: Final = 10_000
"""Cards of one series."""


@dataclass(frozen=True, slots=True)
class NewSeries:
    """A series to make: `size` cards of `amount` (decimal text)."""

    name: str
    amount: str
    size: int
    with_pin: bool = False


def make_series(club: ClubInfo, new: NewSeries, actor: Actor) -> int:
    """Make a series: its cards are worth nothing until each is activated. The series' row.

    Raises `Refused`: `not_above_zero`, `not_between`, `series_name_taken`, and what is wrong with the name.
    """
    name = parse_text(new.name, field="name", longest=80)
    amount = parse_decimal(new.amount, club.exponent, field="amount")
    if amount <= 0:
        raise Refused("not_above_zero", field="amount")
    if not 1 <= new.size <= MOST:
        raise Refused("not_between", field="size", least=1, most=MOST)

    def work() -> int:
        with club_transaction(club.id):
            if queries.all_series().filter(name=name).exists():
                raise Refused("series_name_taken", field="name", given=name)
            made = actions.make_series(club.id, name, amount, new.size, with_pin=new.with_pin)
            told = {"name": name, "amount": amount, "size": new.size}
            audit.record_deed(club.id, actor, "gift_series.made", public_id("gfs", made.pk), None, told)
            return made.pk

    return retrying(work)


def hand_out_series(club: ClubInfo, row: int, actor: Actor, now: datetime, *, again: bool = False) -> list[Secrets]:
    """Give the cards of a series their codes and tell them, this once; three statements, whatever its size.

    With `again` those that nobody has activated get new ones: what was printed before opens nothing any more.
    Raises `Refused`: `unknown_id` (404), `codes_handed_out` (409).
    """

    def work() -> list[Secrets]:
        with club_transaction(club.id):
            series = queries.lock_series(row)
            if series.coded_at is not None and not again:
                raise Refused("codes_handed_out", status=409)
            rows = queries.lock_inactive(row)
            made = give_codes(club.id, rows, with_pin=series.with_pin)
            actions.handed_out(row, now)
            told = {"cards": len(made), "again": series.coded_at is not None}
            audit.record_deed(club.id, actor, "gift_series.codes_handed_out", public_id("gfs", row), None, told)
            return made

    return retrying(work)


def hand_out_code(club: ClubInfo, row: int, actor: Actor) -> Secrets:
    """Give a card that a return has made its code, this once.

    Raises `Refused`: `unknown_id` (404), `codes_handed_out` (409).
    """

    def work() -> Secrets:
        with club_transaction(club.id):
            card = queries.lock_card(row)
            if card.code_hash is not None or card.state == "inactive":
                raise Refused("codes_handed_out", status=409)
            (made,) = give_codes(club.id, [row], with_pin=False)
            audit.record_deed(club.id, actor, "gift_card.code_handed_out", public_id("gft", row))
            return made

    return retrying(work)
