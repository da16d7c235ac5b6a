"""Reads of gift cards. Inside a transaction of the club."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from django.db.models import OuterRef, QuerySet, Subquery

from moadon.apps.cards.models import Card, Series
from moadon.apps.cards.types import CardSeen, SoldCard
from moadon.apps.ledger import queries as ledger
from moadon.engine.rules import GIFT_CARD
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import Question, array, ask, run

GUESSES: Final = 20
"""So many wrong codes and PINs of one caller or address in `SPAN` are enough."""
SPAN: Final = timedelta(minutes=15)
_SEEN = "id, state, pin_hash, wrong_pins, expires_at, amount"


def cards() -> QuerySet[Card]:
    """All cards of the club, newest first."""
    return Card.objects.select_related("series").order_by("-id")


def cards_with_left() -> QuerySet[Card]:
    """All cards of the club, newest first; `left` is what is on each, empty for one that never had anything."""
    on_it = ledger.accounts_of(OuterRef("pk") * -1).filter(wallet=GIFT_CARD).order_by()
    return cards().annotate(left=Subquery(on_it.values("balance")[:1]))


def card(row: int) -> Card:
    """One card. Raises `Refused("unknown_id", status=404)`."""
    found = cards().filter(id=row).first()
    if found is None:
        raise Refused("unknown_id", status=404, given=public_id("gft", row))
    return found


def lock_card(row: int) -> Card:
    """One card, locked until the transaction ends. Raises `Refused("unknown_id", status=404)`."""
    card(row)
    return Card.objects.select_for_update(no_key=True).get(id=row)


def lock_series(row: int) -> Series:
    """One series, locked until the transaction ends. Raises `Refused("unknown_id", status=404)`."""
    series(row)
    return Series.objects.select_for_update(no_key=True).get(id=row)


def lock_inactive(of: int) -> list[int]:
    """The cards of a series that nobody has activated, locked until the transaction ends."""
    rows = Card.objects.select_for_update(no_key=True).filter(series_id=of, state="inactive").order_by("id")
    return list(rows.values_list("id", flat=True))


def states_of(of: Sequence[int]) -> dict[int, dict[str, int]]:
    """How many cards of these series are in which state. One statement."""
    rows = run(
        "select series_id, state, count(*) from cards_card where series_id = any(%s::bigint[]) group by 1, 2",
        (list(of),),
    )
    found: dict[int, dict[str, int]] = {}
    for row, state, number in rows:
        found.setdefault(row, {})[state] = number
    return found


def all_series() -> QuerySet[Series]:
    """The club's series, newest first."""
    return Series.objects.order_by("-id")


def series(row: int) -> Series:
    """One series. Raises `Refused("unknown_id", status=404)`."""
    found = Series.objects.filter(id=row).first()
    if found is None:
        raise Refused("unknown_id", status=404, given=public_id("gfs", row))
    return found


def asking_codes(hashes: Sequence[bytes]) -> Question[dict[bytes, int]]:
    """Which cards have these codes, by the hash."""
    return Question(
        "select code_hash, id from cards_card where code_hash = any(%s::bytea[])",
        (array("bytea", hashes),),
        lambda rows: {bytes(digest): row for digest, row in rows},
    )


def asking_seen(rows: Sequence[int]) -> Question[dict[int, CardSeen]]:
    """These cards as they are now. To be asked after their accounts are locked, where something is to change."""
    return Question(
        f"select {_SEEN} from cards_card where id = any(%s::bigint[])",
        (array("bigint", rows),),
        lambda found: {row[0]: _seen(row) for row in found},
    )


def seen(row: int) -> CardSeen:
    """One card as it is now. Raises `Refused("unknown_id", status=404)`."""
    found = ask(asking_seen([row])).get(row)
    if found is None:
        raise Refused("unknown_id", status=404, given=public_id("gft", row))
    return found


def _seen(row: Sequence[Any]) -> CardSeen:
    id_, state, pin, *rest = row
    return CardSeen(id_, state, None if pin is None else bytes(pin), *rest)


def asking_guesses(who: Sequence[bytes]) -> Question[dict[bytes, int]]:
    """How often each of these has guessed wrong within the last `SPAN`, by the clock of the database."""
    return Question(
        "select who, count(*) from cards_guess where who = any(%s::bytea[]) and at > now() - %s::interval group by who",
        (array("bytea", who), SPAN),
        lambda rows: {bytes(one): number for one, number in rows},
    )


def sold_by(sales: Sequence[int]) -> dict[int, list[SoldCard]]:
    """The cards that these sales sold and that are not dead, or whose value a member has, by sale. One statement."""
    rows = run(
        """select id, sale, line, amount, case when ending = 'attached' then member_id end from cards_card
           where sale = any(%s::bigint[]) and (state <> 'dead' or ending = 'attached') order by sale, id""",
        (list(sales),),
    )
    found: dict[int, list[SoldCard]] = {}
    for row in rows:
        one = SoldCard(*row)
        found.setdefault(one.sale, []).append(one)
    return found
