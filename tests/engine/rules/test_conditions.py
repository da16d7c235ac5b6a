"""`when`: weekdays, hours across midnight, places, payments, what the basket holds."""

import pytest

from moadon.engine.rules import evaluate
from tests.engine.shop import NEWCOMER, TEHRAN, at, basket, earned, line, minor, programme, reason

GIVE = "{{id: r, type: per_amount, amount: '1', give: '1', when: {}}}"


def club(when: str):
    return programme(GIVE.format(when))


def holds(when: str, what) -> bool:
    evaluation = evaluate(club(when), what, NEWCOMER)
    assert bool(earned(evaluation)) == (reason(evaluation) == "")
    return bool(earned(evaluation))


@pytest.mark.parametrize(
    ("when", "local", "expected"),
    [
        ("{weekday: [sun]}", "2026-11-22 00:00", True),
        ("{weekday: [sun]}", "2026-11-22 23:59", True),
        ("{weekday: [sun]}", "2026-11-21 23:59", False),
        ("{weekday: [sun]}", "2026-11-23 00:00", False),
        ("{weekday: [fri, sat]}", "2026-11-21 12:00", True),
        ("{hour: ['10:00', '14:00']}", "2026-11-22 09:59", False),
        ("{hour: ['10:00', '14:00']}", "2026-11-22 10:00", True),
        ("{hour: ['10:00', '14:00']}", "2026-11-22 13:59", True),
        ("{hour: ['10:00', '14:00']}", "2026-11-22 14:00", False),
        ("{hour: ['00:00', '24:00']}", "2026-11-22 23:59", True),
        ("{hour: ['22:00', '24:00']}", "2026-11-22 23:59", True),
        ("{hour: ['22:00', '24:00']}", "2026-11-23 00:00", False),
        ("{hour: ['22:00', '02:00']}", "2026-11-22 21:59", False),
        ("{hour: ['22:00', '02:00']}", "2026-11-22 22:00", True),
        ("{hour: ['22:00', '02:00']}", "2026-11-23 01:59", True),
        ("{hour: ['22:00', '02:00']}", "2026-11-23 02:00", False),
        # Thursday night runs into Friday, and Friday's first hours are Thursday's night
        ("{weekday: [thu], hour: ['22:00', '02:00']}", "2026-11-26 22:00", True),
        ("{weekday: [thu], hour: ['22:00', '02:00']}", "2026-11-27 01:59", True),
        ("{weekday: [thu], hour: ['22:00', '02:00']}", "2026-11-26 01:00", False),
        ("{weekday: [thu], hour: ['22:00', '02:00']}", "2026-11-27 22:00", False),
    ],
)
def test_days_and_hours_are_those_of_the_clubs_wall_clock(when, local, expected):
    """Semantics 3."""
    assert holds(when, basket(local, "10")) is expected


def test_the_branchs_own_clock_counts_where_it_has_one():
    moment = at("2026-11-22 23:00")  # Sunday in Tel Aviv, Monday 00:30 in Tehran
    assert holds("{weekday: [sun]}", basket(moment, "10"))
    assert not holds("{weekday: [sun]}", basket(moment, "10", clock=TEHRAN))


@pytest.mark.parametrize(
    ("local", "fold", "expected"),
    [
        ("2026-03-27 01:59", 0, False),
        ("2026-03-27 03:00", 0, True),  # 02:00 is skipped that night
        ("2026-10-25 01:30", 0, False),
        ("2026-10-25 01:30", 1, False),
        ("2026-10-25 02:00", 0, True),
    ],
)
def test_hours_hold_through_the_nights_on_which_clocks_change(local, fold, expected):
    assert holds("{hour: ['02:00', '04:00']}", basket(at(local, fold=fold), "10")) is expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("{branch: [tlv, haifa]}", ""),
        ("{branch: [haifa]}", "other_branch"),
        ("{channel: [store]}", ""),
        ("{channel: [web]}", "other_channel"),
        ("{payment: [card, cash]}", ""),
        ("{payment: [cash]}", "other_payment"),
        ("{sku: [A]}", ""),
        ("{sku: [B]}", "no_sku"),
        ("{category: [clothes]}", ""),
        ("{category: [food]}", "no_category"),
        ("{brand: [acme]}", ""),
        ("{brand: [other]}", "no_brand"),
        ("{basket_from: '95'}", ""),  # after the discount
        ("{basket_from: '95.01'}", "basket_below"),
        ("{weekday: [mon]}", "other_time"),
        ("{branch: [tlv], channel: [web], basket_from: '500'}", "other_channel"),  # the first that does not hold
    ],
)
def test_every_circumstance_says_why_it_does_not_hold(when, expected):
    what = basket(
        "2026-11-22 10:15",
        line("100", sku="A", category="jeans clothes", brand="acme", off="5"),
        payments={"card": "90", "credit": "5"},
    )
    evaluation = evaluate(club(when), what, NEWCOMER)
    assert reason(evaluation) == expected
    assert earned(evaluation) == (minor("90") if not expected else 0)


def test_a_basket_condition_does_not_choose_the_lines_that_count():
    what = basket("2026-11-22 10:15", line("10", sku="A"), line("20", sku="B"))
    assert earned(evaluate(club("{sku: [A]}"), what, NEWCOMER)) == minor("30")


def test_what_is_missing_to_the_basket_is_said():
    evaluation = evaluate(club("{basket_from: '150'}"), basket("2026-11-22 10:15", line("110", off="10")), NEWCOMER)
    (no,) = evaluation.not_applied
    assert no.why.params == {"least": ("sum", 15000, "ILS"), "missing": ("money", 5000, "ILS")}


def test_days_are_named_from_sunday_on():
    evaluation = evaluate(club("{weekday: [sat, tue, sun]}"), basket("2026-11-23 10:15", "100"), NEWCOMER)
    _, named = evaluation.not_applied[0].why.params["days"]
    assert [text["en"] for _, text in named] == ["Sunday", "Tuesday", "Saturday"]


def test_without_a_branch_no_branch_fits():
    assert not holds("{branch: [tlv]}", basket("2026-11-22 10:15", "10", branch=None))


def test_a_rule_that_does_not_hold_shows_nothing_near():
    rule = "{id: r, type: linear, every: '100', give: '10', when: {channel: [web]}}"
    assert evaluate(programme(rule), basket("2026-11-22 10:15", "60"), NEWCOMER).near == ()
