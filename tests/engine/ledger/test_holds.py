"""Holds: what they set aside, how they end, and that nothing is ever below zero or lost under them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from moadon.engine.ledger import (
    AccountState,
    Back,
    HoldState,
    LotState,
    Origin,
    Posting,
    expire,
    holds,
    reverse,
    spend,
)
from moadon.kernel.refusals import Refused

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
BASE = Origin("club", "base")
SALE = 7


def lot(number: int, left: int, *, days: int | None = 30, sale: int = SALE) -> LotState:
    """A lot given ten days ago, good for `days` more."""
    ends = None if days is None else NOW + timedelta(days=days)
    return LotState(number, left, left, False, NOW - timedelta(days=10), ends, "club", "base", sale)


def account(*lots: LotState) -> AccountState:
    return AccountState(1, 1, "credit", sum(one.remaining for one in lots), 0, 0, list(lots))


def place(mine: AccountState, amount: int, until: datetime = NOW + HOUR) -> HoldState:
    return holds.place(mine, amount, "order 1", NOW, until)


def posting() -> Posting:
    return Posting("spend", 1, NOW)


def free(mine: AccountState) -> list[int]:
    return [one.free for one in mine.lots]


@pytest.mark.parametrize(
    ("lots", "held"),
    [
        pytest.param([lot(1, 10), lot(2, 10)], [10, 5], id="as much as it needs, in order"),
        pytest.param([lot(1, 10, days=30), lot(2, 10, days=3)], [5, 10], id="what ends first, first"),
        pytest.param([lot(1, 10, days=None), lot(2, 10)], [5, 10], id="what never ends, last"),
        pytest.param([lot(1, 10, days=-1), lot(2, 20)], [0, 15], id="nothing of what has ended"),
    ],
)
def test_a_hold_of_fifteen_sets_aside(lots: list[LotState], held: list[int]) -> None:
    mine = account(*lots)
    place(mine, 15)
    assert ([one.held for one in mine.lots], mine.held, mine.balance) == (held, 15, sum(one.remaining for one in lots))


@pytest.mark.parametrize("wanted", [11, 30])
def test_more_than_is_free_is_not_set_aside(wanted: int) -> None:
    mine = account(lot(1, 20))
    place(mine, 10)
    with pytest.raises(Refused) as refused:
        place(mine, wanted)
    assert (refused.value.code, refused.value.params["available"], mine.held) == ("not_enough_value", 10, 10)


Act = Callable[[AccountState], object]


@pytest.mark.parametrize(
    ("act", "left", "owed"),
    [
        pytest.param(lambda mine: spend(mine, posting(), 5, NOW, BASE), [10, 5], 0, id="a spend takes the rest"),
        pytest.param(lambda mine: expire(mine, posting(), mine.lots[0], BASE), [10, 10], 0, id="it does not expire"),
        pytest.param(lambda mine: expire(mine, posting(), mine.lots[1], BASE), [10, 0], 0, id="what is free does"),
        pytest.param(lambda mine: reverse(mine, posting(), 20, BASE, Back(SALE, NOW)), [10, 0], 10,
                     id="a return takes the rest, and what is short is owed"),
    ],
)  # fmt: skip
def test_what_is_set_aside_stays_under_its_hold(act: Act, left: list[int], owed: int) -> None:
    mine = account(lot(1, 10, days=1), lot(2, 10))
    hold = place(mine, 10)
    act(mine)
    assert ([one.remaining for one in mine.lots], mine.owed) == (left, owed)
    assert [taken for _, taken in holds.post(hold, posting(), 10, NOW, BASE)] == [10]


def test_a_spend_of_what_is_set_aside_is_refused() -> None:
    mine = account(lot(1, 20))
    place(mine, 15)
    with pytest.raises(Refused) as refused:
        spend(mine, posting(), 6, NOW, BASE)
    assert (refused.value.code, refused.value.params["available"]) == ("not_enough_value", 5)


@pytest.mark.parametrize(
    ("amount", "taken", "left"),
    [
        pytest.param(15, [10, 5], [0, 5], id="all of it"),
        pytest.param(12, [10, 2], [0, 8], id="a part: the rest is let go"),
        pytest.param(4, [4], [6, 10], id="less than its first lot"),
    ],
)
def test_posting_takes_the_lots_it_was_placed_on(amount: int, taken: list[int], left: list[int]) -> None:
    mine = account(lot(1, 10, days=1), lot(2, 10))
    hold = place(mine, 15)
    spent = posting()
    assert [part for _, part in holds.post(hold, spent, amount, NOW, BASE)] == taken
    assert (free(mine), mine.held, mine.balance) == (left, 0, sum(left))
    assert (hold.state, hold.posted, hold.ended_at) == ("posted", amount, NOW)
    assert sum(entry.amount for entry in spent.entries) == 0


def test_what_ended_under_a_hold_is_spent_by_it_and_lapses_when_it_is_let_go() -> None:
    later = NOW + timedelta(days=2)
    mine = account(lot(1, 10, days=1), lot(2, 10))
    kept = holds.place(mine, 10, "order 1", NOW, NOW + timedelta(days=3))
    assert expire(mine, posting(), mine.lots[0], BASE) == 0
    holds.post(kept, posting(), 6, later, BASE)
    with pytest.raises(Refused):
        spend(mine, posting(), 11, later, BASE)
    assert (expire(mine, posting(), mine.lots[0], BASE), mine.balance) == (4, 10)


def test_more_than_is_held_cannot_be_posted() -> None:
    mine = account(lot(1, 20))
    hold = place(mine, 10)
    with pytest.raises(Refused) as refused:
        holds.post(hold, posting(), 11, NOW, BASE)
    assert (refused.value.code, hold.state, mine.held) == ("more_than_held", "placed", 10)


End = Callable[[HoldState, datetime], object]
ENDS: dict[str, End] = {
    "posted": lambda hold, now: holds.post(hold, posting(), 1, now, BASE),
    "voided": holds.void,
}


@pytest.mark.parametrize("second", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("first", [*ENDS, "expired"])
def test_a_hold_ends_once(first: str, second: End) -> None:
    mine = account(lot(1, 20))
    hold = place(mine, 10)
    ENDS.get(first, lambda hold, _: holds.lapse(hold))(hold, NOW)
    with pytest.raises(Refused) as refused:
        second(hold, NOW)
    assert (refused.value.code, refused.value.status, refused.value.params["state"]) == ("hold_ended", 409, first)
    assert (hold.state, mine.held) == (first, 0)


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize(("after", "good"), [(HOUR - timedelta(seconds=1), True), (HOUR, False)])
def test_a_hold_whose_time_has_passed_holds_nothing_swept_out_or_not(end: End, after: timedelta, *, good: bool) -> None:
    hold = place(account(lot(1, 20)), 10)
    assert hold.stage(NOW + after) == ("placed" if good else "expired")
    if good:
        end(hold, NOW + after)
    else:
        with pytest.raises(Refused):
            end(hold, NOW + after)


@pytest.mark.parametrize(
    ("days", "owed", "left"),
    [pytest.param(30, 0, 4, id="pays what is owed"), pytest.param(0, 6, 10, id="but not when it has ended")],
)
def test_what_is_let_go(days: int, owed: int, left: int) -> None:
    mine = account(lot(1, 10, days=1))
    hold = place(mine, 10)
    reverse(mine, posting(), 6, BASE, Back(SALE, NOW))
    mine.lots[0].expires_at = NOW + timedelta(days=days)
    holds.void(hold, NOW)
    freed = holds.settle(hold, NOW)
    assert (mine.owed, mine.balance) == (owed, left)
    assert sum(entry.amount for entry in freed.entries) == 0
