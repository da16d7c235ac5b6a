"""Writes of gift cards. Always inside a transaction of the club; whose value moves holds the card's account."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from moadon.apps.cards.models import Card, Series
from moadon.apps.cards.queries import SPAN
from moadon.apps.cards.types import CardSeen, Ending
from moadon.store import insert_rows, run, update_rows

_GUESS = {"club_id": "bigint", "who": "bytea"}
_TRIED = {"id": "bigint", "wrong": "int", "state": "text"}
_COUNT = """
    update cards_card c set wrong_pins = u.wrong, state = u.state
    from unnest(%s::bigint[], %s::int[], %s::text[]) as u(id, wrong, state) where c.id = u.id"""
_DEAD = {"id": "bigint", "ending": "text", "at": "timestamptz", "by": "bigint"}
_END = """
    update cards_card c set state = 'dead', ending = u.ending, ended_at = u.at, replaced_by = u.by
    from unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::bigint[]) as u(id, ending, at, by) where c.id = u.id"""
_MAKE = """
    insert into cards_card (club_id, series_id, tail, state, amount, reference, note, wrong_pins, reason, ending)
    select %s, %s, '', 'inactive', 0, '', '', 0, '', '' from generate_series(1, %s)"""
_CODE = {"id": "bigint", "code_hash": "bytea", "tail": "text", "pin_hash": "bytea"}
_CODES = """
    update cards_card c set code_hash = u.code_hash, tail = u.tail, pin_hash = u.pin_hash
    from unnest(%s::bigint[], %s::bytea[], %s::text[], %s::bytea[]) as u(id, code_hash, tail, pin_hash)
    where c.id = u.id"""


def make_card(club_id: int, **what: Any) -> Card:
    """A card, as its columns say."""
    return Card.objects.create(club_id=club_id, **what)


def change_card(row: int, **what: Any) -> None:
    """Set these columns of one card."""
    Card.objects.filter(id=row).update(**what)


def make_series(club_id: int, name: str, amount: int, size: int, *, with_pin: bool) -> Series:
    """A series with its cards, none of them active. Two statements, whatever its size."""
    made = Series.objects.create(club_id=club_id, name=name, amount=amount, size=size, with_pin=with_pin)
    run(_MAKE, (club_id, made.pk, size))
    return made


def set_codes(codes: Sequence[tuple[int, bytes, str, bytes | None]]) -> None:
    """Give cards their codes: (card, hash, last characters, hash of the PIN). One statement."""
    update_rows(_CODES, _CODE, codes)


def handed_out(row: int, at: datetime) -> None:
    """Note that the codes of a series left the house."""
    Series.objects.filter(id=row).update(coded_at=at)


def write_tries(tried: Iterable[CardSeen]) -> None:
    """Write how often PINs were wrong, and what that locked. One statement."""
    update_rows(_COUNT, _TRIED, [(one.id, one.wrong, one.state) for one in tried])


def write_guesses(club_id: int, who: Sequence[bytes]) -> None:
    """Remember who guessed wrong. One statement."""
    insert_rows("cards_guess", _GUESS, [(club_id, one) for one in who])


def forget_guesses() -> None:
    """Forget guesses that count no more."""
    run("delete from cards_guess where at <= now() - %s::interval", (SPAN,))


def end_cards(ended: Mapping[int, tuple[Ending, datetime, int | None]]) -> None:
    """Cards that are dead from now on: why, when, and which one took their place. One statement."""
    update_rows(_END, _DEAD, [(row, *what) for row, what in ended.items()])
