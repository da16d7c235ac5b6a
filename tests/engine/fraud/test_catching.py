"""What each way of counting catches: a table a shopkeeper could read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moadon.engine.fraud import KINDS, Chosen, Event, catch, usual

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def rule(kind: str, **numbers: int) -> Chosen:
    known = usual(KINDS[kind])
    return replace(known, numbers={**known.numbers, **numbers})


def at(hour: float, ref: int = 0, *, fits: bool = True, place: int | None = None, mark: int | None = None) -> Event:
    return Event(NOON + timedelta(hours=hour), ref or int(hour * 1000) + 1, fits, place, mark)


DAY = rule("member_receipts", most=2, hours=24)
PLACES = rule("member_branches", most=1, hours=24)
SHARE = rule("member_returns", most=1, hours=24, share=50)
RUN = rule("joins_in_a_row", most=2, hours=24)

CASES = [
    ("two are usual", DAY, [at(0), at(1)], None),
    ("three are too many", DAY, [at(0), at(1), at(2)], (3, 3)),
    ("the window reaches back to the very hour", DAY, [at(0), at(1), at(24)], (3, 3)),
    ("what is a minute older is not in it", DAY, [at(0), at(1), at(24.1)], None),
    ("two windows: all in them is evidence", DAY, [at(0), at(10), at(20), at(30), at(100)], (4, 3)),
    ("what only is compared with does not count", DAY, [at(0), at(1), at(2, fits=False)], None),
    ("often in one branch", PLACES, [at(0, place=1), at(1, place=1), at(2, place=1)], None),
    ("in two branches", PLACES, [at(0, place=1), at(1, place=2)], (2, 2)),
    ("no branch is no place", PLACES, [at(0, place=1), at(1)], None),
    ("half of what was bought came back", SHARE, [*[at(i, fits=False) for i in range(4)], at(5), at(6)], (2, 2)),
    ("less than half did", SHARE, [*[at(i, fits=False) for i in range(5)], at(5), at(6)], None),
    ("all that was bought came back, once", SHARE, [at(0, fits=False), at(1)], None),
    ("three numbers in a row", RUN, [at(0, mark=7), at(1, mark=9), at(2, mark=8), at(3, mark=11)], (3, 3)),
    ("numbers apart", RUN, [at(0, mark=7), at(1, mark=9), at(2, mark=11), at(3)], None),
    ("nothing", DAY, [], None),
]


@pytest.mark.parametrize(("rule_of", "events", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_what_is_caught(rule_of: Chosen, events: list[Event], expected: tuple[int, int] | None) -> None:
    found = catch(rule_of, events)
    assert (None if found is None else (len(found.events), found.peak)) == expected


def test_the_more_of_it_the_worse() -> None:
    scores = [getattr(catch(DAY, [at(i / 10) for i in range(n)]), "score", 0) for n in (2, 3, 4, 20)]
    assert scores == [0, DAY.kind.weight, DAY.kind.weight + 10, 100]


HOURS = st.lists(st.integers(0, 200), max_size=40)


@given(HOURS, st.randoms())
def test_the_order_of_what_is_known_does_not_matter_and_more_never_catches_less(hours: list[int], chance) -> None:  # type: ignore[no-untyped-def]
    events = [at(hour, i + 1, place=i % 3, mark=i) for i, hour in enumerate(hours)]
    mixed = list(events)
    chance.shuffle(mixed)
    for one in (DAY, PLACES, RUN):
        whole = catch(one, events)
        assert catch(one, mixed) == whole
        part = catch(one, mixed[: len(mixed) // 2])
        if part is not None:
            assert whole is not None and set(part.events) <= set(whole.events) and part.peak <= whole.peak


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
def test_every_kind_has_numbers_within_its_bounds(kind) -> None:  # type: ignore[no-untyped-def]
    assert all(number.least <= number.usual <= number.most for number in kind.numbers.values())
    assert 0 < kind.weight <= 100
