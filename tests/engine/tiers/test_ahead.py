"""What a member is told of the way up and of what would be held if nothing happened."""

from datetime import date

import pytest

from moadon.engine.rules import ByHand, catalogue, next_turn
from moadon.kernel.shapes import Shapes
from tests.engine.shop import TEHRAN, line
from tests.engine.tiers.club import ALSO, EARN, MONTH, PAID, POINTS, ROLLING, VISITS, YEAR, Climber, climb, club, ladder

NAMED = (
    "[{id: basic, from: '0'}, {id: silver, from: '2000', name: {en: Silver, he: כסף, fa: نقره‌ای}},"
    " {id: gold, from: '5000', name: {en: Gold, he: זהב, fa: طلایی}}]"
)


def told(member: Climber, day: str, language: str = "en") -> list[str]:
    """What is ahead, in words."""
    clock = member.programme.clock
    shapes = Shapes(language, "ILS", clock.calendar, clock.zone)
    return [catalogue().tell(why, shapes) for why in member.ahead(day).whys]


@pytest.mark.parametrize(
    ("buys", "day", "level", "above", "missing", "until"),
    [
        ({}, "2026-05-01", 0, 1, [("spend", 200000)], "2026-12-31"),
        ({"2026-03-01": "1999.50"}, "2026-05-01", 0, 1, [("spend", 50)], "2026-12-31"),
        ({"2026-03-01": "2000"}, "2026-05-01", 1, 2, [("spend", 300000)], "2026-12-31"),
        ({"2026-03-01": "5000"}, "2026-05-01", 2, None, [], "2026-12-31"),
        # Carried gold: nothing is above it, whatever was bought this year.
        ({"2026-03-01": "5000"}, "2027-05-01", 2, None, [], "2027-12-31"),
        # Carried silver: gold asks all of it in the new year.
        ({"2026-03-01": "2000"}, "2027-05-01", 1, 2, [("spend", 500000)], "2027-12-31"),
    ],
)
def test_what_is_missing_to_the_next_level(buys, day, level, above, missing, until):
    ahead = climb(ladder(), buys).ahead(day)
    assert (ahead.level, ahead.next) == (level, above)
    assert [tuple(one) for one in ahead.missing] == missing
    assert ahead.until == date.fromisoformat(until)


@pytest.mark.parametrize(
    ("tier", "buys", "missing"),
    [
        (ladder(basis="visits", levels=VISITS), {"2026-03-01": "10"}, [("visits", 2)]),
        (ladder(basis="visits", levels=VISITS), {f"2026-03-0{n}": "10" for n in range(1, 5)},
         [("visits", 1), ("spend", 26000)]),
        (ladder(levels=ALSO.format(also="visits: 2, tenure: 30")), {"2026-03-01": "400"},
         [("spend", 60000), ("visits", 1), ("tenure", 5)]),
        (ladder("", basis="tenure", levels="[{id: a, from: '0'}, {id: b, from: '30'}]"), {}, [("tenure", 5)]),
        (ladder("", basis="paid", levels=PAID), {}, []),
    ],
)  # fmt: skip
def test_everything_that_is_missing_is_named(tier, buys, missing):
    assert [tuple(one) for one in climb(tier, buys).ahead("2026-03-10").missing] == missing


def test_points_that_are_missing():
    member = Climber(club(ladder(basis="points", more="wallet: points"), EARN, wallets=POINTS))
    member.buy("2026-03-01", "100")
    assert [tuple(one) for one in member.ahead("2026-03-01").missing] == [("points", 1800)]
    assert told(member, "2026-03-01") == ["silver: 1,800\u00a0points more by 31 Dec 2026"]


@pytest.mark.parametrize(
    ("tier", "buys", "day", "falls"),
    [
        (ladder(), {}, "2026-05-01", None),
        (ladder(), {"2026-03-01": "5000"}, "2026-05-01", ("2028-01-01", 0)),
        (ladder(), {"2026-03-01": "5000"}, "2027-05-01", ("2028-01-01", 0)),
        (ladder(), {"2026-03-01": "5000", "2027-02-01": "2000"}, "2027-05-01", ("2028-01-01", 1)),
        (ladder(more="down: one_step"), {"2026-03-01": "5000"}, "2026-05-01", ("2028-01-01", 1)),
        (ladder(more="down: never"), {"2026-03-01": "5000"}, "2026-05-01", None),
        (ladder(more="grace: {days: 30}"), {"2026-03-01": "5000"}, "2027-05-01", ("2028-01-31", 0)),
        (ladder(ROLLING), {"2026-03-10": "2000"}, "2026-05-01", ("2027-04-01", 0)),
        (ladder(""), {"2026-03-10": "2000"}, "2026-05-01", None),
        (ladder("", basis="tenure", levels="[{id: a, from: '0'}, {id: b, from: '30'}]"), {}, "2026-05-01", None),
    ],
)
def test_when_a_level_would_fall_as_things_stand(tier, buys, day, falls):
    found = climb(tier, buys).ahead(day).falls
    assert found == (None if falls is None else (date.fromisoformat(falls[0]), falls[1]))


def test_a_bought_level_falls_when_its_time_is_over():
    member = Climber(club(ladder("", basis="paid", levels=PAID)))
    member.buy("2026-02-28", line("99", sku="PLUS"))
    assert member.ahead("2026-03-01").falls == (date(2027, 3, 1), 0)
    assert told(member, "2026-03-01") == ["day can be bought"]


def test_a_level_set_by_hand_falls_after_its_last_day():
    member = climb(ladder(), {})
    member.by_hand = ByHand("gold", date(2026, 6, 30))
    assert member.ahead("2026-05-01").falls == (date(2026, 7, 1), 0)


@pytest.mark.parametrize(
    ("tier", "buys", "day", "turn"),
    [
        (ladder(MONTH), {}, "2026-05-01", "2026-06-01"),
        (ladder(""), {"2026-03-01": "5000"}, "2026-05-01", None),
        (
            ladder("", basis="tenure", levels="[{id: a, from: '0'}, {id: b, from: '30'}]"),
            {},
            "2026-05-01",
            "2026-07-15",
        ),
        (ladder(MONTH, "grace: {days: 10}"), {"2026-03-05": "2000"}, "2026-05-03", "2026-05-11"),
    ],
)
def test_the_next_day_on_which_time_alone_may_change_something(tier, buys, day, turn):
    member = climb(tier, buys)
    found = next_turn(member.ladder, member.known, date.fromisoformat(day))
    assert found == (None if turn is None else date.fromisoformat(turn))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Silver: ₪1,000.00 more by 31 Dec 2026"),
        ("he", "עוד ₪1,000.00 עד 31.12.2026 לדרגת כסף"),
    ],
)
def test_the_way_up_in_words(language, words):
    member = climb(f"basis: spend, {YEAR}, levels: {NAMED}", {"2026-03-01": "1000"})
    (found,) = told(member, "2026-05-01", language)
    plain = "".join(ch for ch in found if ch not in "\u200e\u200f\u2060\u2066\u2067\u2068\u2069\u00a0 ")
    assert plain == "".join(ch for ch in words if ch not in "\u200e\u200f\u00a0 ")


def test_the_way_up_in_persian_tells_persian_days():
    member = climb(f"basis: spend, {YEAR}, levels: {NAMED}", {"2026-04-01": "1000"}, clock=TEHRAN)
    (found,) = told(member, "2026-05-01", "fa")
    assert "نقره‌ای" in found
    assert "اسفند" in found


def test_the_top_is_told_as_the_top():
    member = climb(f"basis: spend, {YEAR}, levels: {NAMED}", {"2026-03-01": "5000"})
    assert told(member, "2026-05-01") == ["Gold is the highest level"]
