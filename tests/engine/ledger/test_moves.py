"""What a reversal takes, in which order, and what is left owing: a table of lots before and after."""

from datetime import UTC, datetime, timedelta

import pytest

from moadon.engine.ledger import AccountState, Back, LotState, Origin, Posting, award, restore, reverse
from moadon.engine.ledger.moves import Shortage

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SALE, OTHER = 7, 8
BASE, GIFT = Origin("club", "base"), Origin("club", "gift")


def lot(
    number: int, left: int, *, rule: str = "base", sale: int = OTHER, days: int | None = 30, **more: int
) -> LotState:
    """A lot of 10 given ten days ago, good for `days` more."""
    ends = None if days is None else NOW + timedelta(days=days)
    return LotState(
        number, 10, left, False, NOW - timedelta(days=10), ends, "club", rule, sale, lapsed=more.get("lapsed", 0)
    )


def account(*lots: LotState, owed: int = 0) -> AccountState:
    return AccountState(1, 1, "credit", sum(one.remaining for one in lots), 0, owed, list(lots))


@pytest.mark.parametrize(
    ("lots", "left", "arrears"),
    [
        pytest.param([lot(1, 10, sale=SALE), lot(2, 10)], [0, 10], 0, id="the sale's own lot first"),
        pytest.param([lot(1, 10, rule="gift"), lot(2, 10)], [10, 0], 0, id="then the same rule"),
        pytest.param([lot(1, 10, rule="gift", days=None), lot(2, 10, rule="gift")], [10, 0], 0, id="then what ends first"),
        pytest.param([lot(1, 4, sale=SALE), lot(2, 3)], [0, 0], 3, id="the rest is owed"),
        pytest.param([lot(1, 10, sale=SALE, days=-1), lot(2, 10)], [0, 10], 0, id="its own, ended and not swept out"),
        pytest.param([lot(1, 0, sale=SALE, days=-1, lapsed=10), lot(2, 10)], [0, 10], 0, id="its own, ended and swept out"),
        pytest.param([lot(1, 0, sale=SALE, days=-1, lapsed=6), lot(2, 10)], [0, 6], 0, id="the part of it that was spent"),
        pytest.param([lot(1, 10, days=-1), lot(2, 10)], [10, 0], 0, id="another's that has ended is left alone"),
        pytest.param([lot(1, 10, days=-1)], [10], 10, id="so that the night's hour makes no difference"),
    ],
)  # fmt: skip
def test_a_reversal_of_ten_takes(lots: list[LotState], left: list[int], arrears: int) -> None:
    mine = account(*lots)
    posting = Posting("reversal", 1, NOW, 9)
    taken = reverse(mine, posting, 10, BASE, Back(SALE, NOW))
    assert ([one.remaining for one in mine.lots], taken.arrears, mine.owed) == (left, arrears, arrears)
    assert sum(entry.amount for entry in posting.entries) == 0


@pytest.mark.parametrize(
    ("shortage", "told"),
    [
        (Shortage(), (10, 0, 0)),
        (Shortage("refund", 4), (6, 4, 0)),
        (Shortage("refund", 40), (0, 10, 0)),
        (Shortage("forgive", 3), (7, 0, 3)),
    ],
)
def test_what_is_no_longer_there_is_owed_withheld_or_forgiven(shortage: Shortage, told: tuple[int, int, int]) -> None:
    taken = reverse(account(), Posting("reversal", 1, NOW, 9), 10, BASE, Back(SALE, NOW, shortage))
    assert (taken.arrears, taken.refund, taken.forgiven) == told


@pytest.mark.parametrize(
    ("days", "grace", "owed", "able", "balance"),
    [
        pytest.param(30, None, 0, 10, 10, id="back to its lot"),
        pytest.param(-1, None, 0, 0, 0, id="back and ended at once"),
        pytest.param(-1, 5, 0, 10, 10, id="with grace: good for some days more"),
        pytest.param(30, None, 4, 10, 6, id="arrears are paid from it"),
        pytest.param(-1, None, 4, 0, 0, id="but not from what has ended"),
    ],
)
def test_value_given_back(days: int, grace: int | None, owed: int, able: int, balance: int) -> None:
    old = lot(1, 0, days=days)
    mine = account(old, owed=owed)
    until = None if grace is None else NOW + timedelta(days=grace)
    assert restore(mine, Posting("restore", 1, NOW, 9), [(old, 10)], GIFT, NOW, until) == able
    assert mine.balance == balance
    assert sum(one.remaining for one in mine.lots) == balance


def test_an_award_that_comes_when_it_has_ended_pays_no_arrears() -> None:
    mine = account(owed=5)
    award(mine, Posting("award", 1, NOW, 9), lot(1, 10, days=-1), BASE, NOW)
    assert mine.owed == 5
