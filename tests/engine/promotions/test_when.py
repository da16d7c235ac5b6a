"""When and where a promotion holds, and what is said when it does not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moadon.engine.rules import Buyer, Given, Progress, judge_again
from tests.engine.promotions.board import basket, judged, programme, why_not

BORN = Buyer({}, birth=date(1990, 11, 20), joined=date(2025, 11, 25))
LEAP = Buyer({}, birth=date(1992, 2, 29), joined=date(2026, 11, 1), first_purchase=True)
KNOWN = Buyer({})


@pytest.mark.parametrize(
    ("when", "at", "buyer", "expected"),
    [
        ("{dates: [2026-11-20, 2026-11-22]}", "2026-11-22 23:59", None, "ok"),
        ("{dates: [2026-11-20, 2026-11-22]}", "2026-11-23 00:00", None, "other_dates"),
        ("{dates: [2026-11-20, 2026-11-22]}", "2026-11-20 00:00", None, "ok"),
        ("{dates: [2026-11-20, 2026-11-22]}", "2026-11-19 23:59", None, "other_dates"),
        ("{dates: [2026-11-22, 2026-11-22], hour: ['10:00', '11:00']}", "2026-11-22 10:15", None, "ok"),
        ("{weekday: [sun], hour: ['10:00', '14:00']}", "2026-11-22 13:59", None, "ok"),
        ("{weekday: [sun], hour: ['10:00', '14:00']}", "2026-11-22 14:00", None, "other_time"),
        ("{weekday: [mon]}", "2026-11-22 13:59", None, "other_time"),
        ("{hour: ['22:00', '02:00']}", "2026-11-22 01:59", None, "ok"),
        ("{branch: [tlv]}", "2026-11-22 10:00", None, "ok"),
        ("{branch: [jfa]}", "2026-11-22 10:00", None, "other_branch"),
        ("{channel: [web]}", "2026-11-22 10:00", None, "other_channel"),
        ("{sku: [M]}", "2026-11-22 10:00", None, "no_sku"),
        ("{category: [jeans]}", "2026-11-22 10:00", None, "ok"),
        ("{category: [clothes]}", "2026-11-22 10:00", None, "ok"),
        ("{brand: [bolt]}", "2026-11-22 10:00", None, "no_brand"),
        ("{basket_from: '100'}", "2026-11-22 10:00", None, "ok"),
        ("{basket_from: '100.01'}", "2026-11-22 10:00", None, "basket_below"),
        ("{first_purchase: true}", "2026-11-22 10:00", LEAP, "ok"),
        ("{first_purchase: true}", "2026-11-22 10:00", KNOWN, "not_first_purchase"),
        ("{first_purchase: true}", "2026-11-22 10:00", None, "not_first_purchase"),
        ("{birthday_within: {days: 2}}", "2026-11-22 23:59", BORN, "ok"),
        ("{birthday_within: {days: 2}}", "2026-11-18 00:00", BORN, "ok"),
        ("{birthday_within: {days: 2}}", "2026-11-23 00:00", BORN, "not_birthday"),
        ("{birthday_within: {days: 0}}", "2026-11-20 12:00", BORN, "ok"),
        ("{birthday_within: {days: 60}}", "2027-01-10 12:00", BORN, "ok"),
        ("{birthday_within: {days: 2}}", "2026-11-22 10:00", KNOWN, "not_birthday"),
        ("{birthday_within: {days: 0}}", "2026-02-28 10:00", LEAP, "ok"),
        ("{birthday_within: {days: 0}}", "2028-02-29 10:00", LEAP, "ok"),
        ("{birthday_within: {days: 0}}", "2028-02-28 10:00", LEAP, "not_birthday"),
        ("{anniversary_within: {days: 3}}", "2026-11-22 10:00", BORN, "ok"),
        ("{anniversary_within: {days: 3}}", "2025-11-25 10:00", BORN, "not_anniversary"),
        ("{anniversary_within: {days: 3}}", "2026-11-22 10:00", LEAP, "not_anniversary"),
        ("{joined_within: {days: 21}}", "2026-11-22 10:00", LEAP, "ok"),
        ("{joined_within: {days: 20}}", "2026-11-22 10:00", LEAP, "joined_long_ago"),
        ("{joined_within: {days: 20}}", "2026-10-31 10:00", LEAP, "joined_long_ago"),
        ("{joined_within: {days: 20}}", "2026-11-22 10:00", None, "joined_long_ago"),
    ],
)
def test_when_it_holds(when: str, at: str, buyer: Buyer | None, expected: str) -> None:
    club = programme(f"{{when: {when}, get: {{kind: percent, value: '0.1', on: basket}}}}")
    told = judged(club, basket("J@100", at), buyer)
    assert ("ok" if told.promotions else why_not(told)["p"]) == expected


@pytest.mark.parametrize(
    ("shown", "holds"),
    [(("WELCOME",), True), (("welcome",), True), (("x", "Welcome"), True), (("HELLO",), True), (("WELCOME2",), False)],
)
def test_a_coupon_opens_a_promotion(shown: tuple[str, ...], holds: bool) -> None:
    club = programme("{when: {coupon: [WELCOME, HELLO]}, get: {kind: amount, value: '5', on: basket}}")
    assert bool(judged(club, basket("A@100", coupons=shown)).promotions) is holds


def test_a_coupon_that_was_not_shown_is_not_given_away() -> None:
    club = programme("{when: {coupon: WELCOME}, items: {sku: [A]}, get: {kind: amount, value: '5', on: unit}}")
    (no,) = judged(club, basket("A@100")).not_applied
    assert (no.code, no.why.params) == ("coupon_needed", {})
    # A promotion that only a coupon opens is not looked at without one.
    hidden = programme("{when: {coupon: WELCOME}, get: {kind: amount, value: '5', on: basket}}")
    assert judged(hidden, basket("A@100")).not_applied == ()


@pytest.mark.parametrize(
    ("items", "goods", "picked"),
    [
        ("{sku: [A, J]}", "A@10 B@10 J@10", {"A", "J"}),
        ("{category: [clothes]}", "J@10 S@10 M@10", {"J", "S"}),
        ("{category: [clothes], brand: [acme]}", "J@10 K@10 S@10 A@10", {"J"}),
        ("{category: [clothes], excluding: {sku: [J]}}", "J@10 K@10", {"K"}),
        ("{category: [clothes], excluding: {brand: [bolt], sku: [K]}}", "J@10 K@10 S@10 T@10", {"J", "T"}),
        ("{excluding: {category: [sale]}}", "X@10 A@10 M@10", {"A", "M"}),
    ],
)
def test_which_goods(items: str, goods: str, picked: set[str]) -> None:
    club = programme(f"{{items: {items}, get: {{kind: percent, value: '0.5'}}}}")
    told = judged(club, basket(goods))
    assert {line.id for line in told.lines if line.discounts} == picked


@pytest.mark.parametrize(
    ("limits", "goods", "off"),
    [
        ("{per_receipt: {times: 2}}", "3*J@100", "40.00"),
        ("{per_receipt: {times: 2}}", "J@10 2*K@100", "40.00"),
        ("{per_receipt: {times: 9}}", "J@10 2*K@100", "42.00"),
        ("{per_receipt: {amount: '50'}}", "3*J@100", "50.00"),
        ("{per_receipt: {amount: '50'}}", "J@100", "20.00"),
        ("{per_receipt: {times: 1, amount: '5'}}", "3*J@100", "5.00"),
    ],
)
def test_at_most_in_a_receipt(limits: str, goods: str, off: str) -> None:
    club = programme(f"{{items: {{category: [jeans]}}, get: {{kind: percent, value: '0.2'}}, limits: {limits}}}")
    told = judged(club, basket(goods))
    assert f"{told.discount / 100:.2f}" == off


@pytest.mark.parametrize(
    ("get", "goods", "times", "off"),
    [
        ("{kind: buy_get, buy: 2, get: 1, percent: '1'}", "9*J@10", 2, "20.00"),
        ("{kind: buy_get, buy: 1, get: 1, percent: '1', of: {category: [mugs]}}", "3*J@10 3*M@5", 1, "5.00"),
        ("{kind: fixed_price, value: '4'}", "2*J@10 K@30", 1, "26.00"),
        ("{kind: amount, value: '4', on: unit}", "2*J@10 K@30", 2, "8.00"),
    ],
)
def test_at_most_so_many_units_or_sets(get: str, goods: str, times: int, off: str) -> None:
    club = programme(f"{{items: {{category: [jeans]}}, get: {get}, limits: {{per_receipt: {{times: {times}}}}}}}")
    told = judged(club, basket(goods))
    assert f"{told.discount / 100:.2f}" == off


def test_a_bundle_has_its_limit_too() -> None:
    duo = "get: {kind: bundle_price, price: '15', of: [{items: {sku: [A]}}, {items: {sku: [B]}}]}"
    club = programme(f"{{{duo}, limits: {{per_receipt: {{times: 2}}}}}}")
    assert judged(club, basket("5*A@10 5*B@10")).discount == 1000


ALL_LIMITED = "limits: {promotions: {per_receipt: {amount: '25'}, per_member: {amount: '40', period: month}}}\n"
TWO = [
    "{id: a, items: {sku: [A]}, get: {kind: percent, value: '0.2'}}",
    "{id: b, get: {kind: amount, value: '10', on: basket}}",
]


@pytest.mark.parametrize(
    ("used", "taken", "reasons"),
    [
        (0, {"a": 2000, "b": 500}, {}),
        (1000, {"a": 2000, "b": 500}, {}),
        (1600, {"a": 2000, "b": 400}, {}),
        (2500, {"a": 1500}, {"b": "limit_reached"}),
        (4000, {}, {"a": "limit_reached", "b": "limit_reached"}),
    ],
)
def test_all_promotions_together_have_a_limit(used: int, taken: dict[str, int], reasons: dict[str, str]) -> None:
    club = programme(*TWO, more=ALL_LIMITED)
    what = basket("A@100")
    assert club.progress_keys(what) == {("*promotions#limit", "2026-11")}
    buyer = Buyer({("*promotions#limit", "2026-11"): Progress(awarded=used)})
    told = judged(club, what, buyer)
    assert ({one.rule: one.amount for one in told.promotions}, why_not(told)) == (taken, reasons)
    assert all(one.counts == (("*promotions#limit", "2026-11"),) for one in told.promotions)


@given(cap=st.integers(1, 60), more=st.integers(0, 60), used=st.integers(0, 50))
def test_a_higher_limit_never_gives_less(cap: int, more: int, used: int) -> None:
    told = []
    for amount in (cap, cap + more):
        limits = f"limits: {{per_member: {{amount: '{amount}', period: day}}, per_receipt: {{amount: '{amount}'}}}}"
        club = programme(f"{{items: {{sku: [A]}}, get: {{kind: percent, value: '0.5'}}, {limits}}}")
        buyer = Buyer({("p#limit", "2026-11-22"): Progress(awarded=used * 100)})
        told.append(judged(club, basket("A@100"), buyer).discount)
    assert told[0] <= told[1]


def test_of_a_best_choice_too_no_more_is_given_than_all_promotions_together_have_left() -> None:
    two = [one.replace("{id", "{group: g, id").replace("sku: [A]", "sku: [J]") for one in TWO[:1]]
    two.append("{group: g, id: b, items: {sku: [A]}, get: {kind: percent, value: '0.5'}}")
    club = programme(*two, groups="[{id: g, mode: best}]", more="limits: {promotions: {per_receipt: {amount: '20'}}}\n")
    told = judged(club, basket("J@100 A@10"))
    assert ({one.rule: one.amount for one in told.promotions}, why_not(told)) == ({"a": 2000}, {"b": "limit_reached"})


@pytest.mark.parametrize(
    ("part", "stays"),
    [
        # Who it was, when and where they bought is what it was.
        ("for: {members: true}", True),
        ("for: {tier: [gold]}", True),
        ("when: {first_purchase: true}", True),
        ("when: {hour: ['02:00', '03:00']}", True),
        # Goods that come back may have been what it was given for.
        ("when: {basket_from: '60'}", False),
        ("when: {sku: [B]}", False),
        ("when: {category: [mugs]}", False),
        ("when: {basket_from: '50'}", True),
        ("when: {sku: [A]}", True),
    ],
)
def test_what_remains_is_asked_again_about_goods_and_nothing_else(part: str, stays: bool) -> None:
    ladder = "tiers: [{id: main, basis: spend, levels: [{id: basic, from: '0'}, {id: gold, from: '9'}]}]\n"
    club = programme(f"{{{part}, get: {{kind: amount, value: '1', on: basket}}}}", more=ladder)
    (left,) = judge_again([Given(club, {"p": 100})], basket("A@50"))
    assert [one.amount for one in left.promotions] == ([100] if stays else [])
