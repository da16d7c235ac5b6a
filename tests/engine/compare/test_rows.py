"""What a change of one thing means to members: rows that a club's manager could check by hand."""

import pytest

from moadon.engine.rules.compare import Difference, compare, harms
from tests.engine.compare.paper import LADDER, WALLETS, only, paper, ways

LINEAR = "{id: r, type: linear, every: '100', give: '10', wallet: credit%s}"
PERCENT = "{id: p, get: {kind: percent, value: '0.20'}%s}"
ONCE = "limits: {per_member: {times: 1, period: month}}"
RULE_ROWS = [
    # what is written before, what is written after, who gains
    ("give: '10'", "give: '12'", "better"),
    ("give: '10'", "give: '9'", "worse"),
    ("every: '100'", "every: '80'", "better"),
    ("every: '100'", "every: '120'", "worse"),
    ("every: '100', give: '10'", "every: '50', give: '5'", "better"),  # the same rate in smaller steps
    ("every: '100', give: '10'", "every: '200', give: '21'", "mixed"),  # 150 gets less, 200 gets more
    ("every: '100', give: '10'", "every: '200', give: '20'", "worse"),
    ("basis: receipt", "basis: accumulated", "better"),
    ("basis: accumulated", "basis: receipt", "worse"),
    ("items: {category: [jeans]}", "items: {category: [jeans, shirts]}", "better"),
    ("items: {category: [jeans, shirts]}", "items: {category: [jeans]}", "worse"),
    ("items: {category: [jeans]}", "items: {category: [shirts]}", "mixed"),
    ("", "items: {category: [jeans]}", "worse"),
    ("items: {category: [jeans]}", "items: {category: [jeans], excluding: {brand: [acme]}}", "worse"),
    ("items: {excluding: {brand: [acme]}}", "", "better"),
    ("when: {weekday: [sun]}", "when: {weekday: [sun, mon]}", "better"),
    ("when: {weekday: [sun, mon]}", "when: {weekday: [mon]}", "worse"),
    ("when: {weekday: [sun]}", "when: {weekday: [mon]}", "mixed"),
    ("when: {hour: ['10:00', '14:00']}", "when: {hour: ['09:00', '14:00']}", "better"),
    ("when: {hour: ['22:00', '02:00']}", "when: {hour: ['23:00', '02:00']}", "worse"),
    ("when: {weekday: [fri], hour: ['22:00', '02:00']}", "when: {weekday: [fri], hour: ['22:00', '24:00']}", "worse"),
    ("when: {dates: ['2026-01-01', '2026-06-30']}", "when: {dates: ['2026-01-01', '2026-12-31']}", "better"),
    ("when: {dates: ['2026-01-01', '2026-06-30']}", "when: {dates: ['2026-02-01', '2026-12-31']}", "mixed"),
    ("when: {basket_from: '100'}", "when: {basket_from: '80'}", "better"),
    ("when: {basket_from: '100'}", "when: {basket_from: '100.50'}", "worse"),
    ("", "when: {basket_from: '50'}", "worse"),
    ("when: {branch: [tlv]}", "when: {branch: [tlv, jfa]}", "better"),
    ("when: {channel: [store, web]}", "when: {channel: [web]}", "worse"),
    ("when: {payment: [cash]}", "", "better"),
    ("when: {coupon: A}", "when: {coupon: [a, b]}", "better"),
    ("when: {first_purchase: true}", "", "better"),
    ("when: {birthday_within: {days: 7}}", "when: {birthday_within: {days: 3}}", "worse"),
    ("when: {joined_within: {days: 30}}", "when: {joined_within: {days: 60}}", "better"),
    ("for: {tier: [silver]}", "for: {tier: [silver, gold]}", "better"),
    ("for: {tier: [silver, gold]}", "for: {tier: [gold]}", "worse"),
    ("", "for: {tier: [gold]}", "worse"),
    ("", "for: {members: true}", "neutral"),  # only members earn anyway
    ("for: {segment: [best]}", "for: {segment: [best, new]}", "better"),
    ("multiply: {tier: {gold: '2'}}", "multiply: {tier: {gold: '1.5'}}", "worse"),
    ("multiply: {tier: {gold: '2'}}", "multiply: {tier: {gold: '3'}}", "better"),
    ("", "multiply: {weekday: {sun: '2'}}", "better"),
    ("multiply: {weekday: {sun: '2'}}", "", "worse"),
    ("", "multiply: {weekday: {sun: '0.5'}}", "worse"),
    ("multiply: {hour: {'10:00-12:00': '2'}}", "multiply: {hour: {'10:00-14:00': '2'}}", "better"),
    ("multiply: {category: {jeans: '3'}}", "multiply: {category: {jeans: '3', blue: '2'}}", "mixed"),
    ("pending: {days: 14}", "pending: {days: 7}", "better"),
    ("pending: {days: 14}", "pending: {days: 30}", "worse"),
    ("", "pending: {days: 1}", "worse"),
    ("pending: {period: month}", "pending: {period: quarter}", "worse"),
    ("pending: {days: 30}", "pending: {period: month}", "worse"),  # cannot be measured: counts as worse
    ("limits: {per_member: {times: 1, period: month}}", "limits: {per_member: {times: 2, period: month}}", "better"),
    ("limits: {per_member: {times: 1, period: day}}", "limits: {per_member: {times: 1, period: month}}", "worse"),
    ("limits: {per_member: {times: 1, period: day}}", "limits: {per_member: {times: 9, period: month}}", "mixed"),
    ("limits: {per_member: {amount: '50', period: ever}}", "", "better"),
    ("", "limits: {per_receipt: {amount: '50'}}", "worse"),
    ("limits: {budget: '1000'}", "limits: {budget: '2000'}", "better"),
    ("limits: {total: {times: 100, period: day}}", "limits: {total: {times: 90, period: day}}", "worse"),
    (f"{ONCE}, items: {{sku: [A]}}", f"{ONCE}, items: {{sku: [A, B]}}", "mixed"),  # B may use up what A would have got
    (f"{ONCE}, items: {{sku: [A, B]}}", f"{ONCE}, items: {{sku: [A]}}", "worse"),
    ("", "stop: true", "worse"),
    ("name: {en: A, he: A, fa: A}", "name: {en: B, he: A, fa: A}", "neutral"),
]


@pytest.mark.parametrize(("was", "now", "way"), RULE_ROWS)
def test_a_rule_that_changes_in_one_thing(was: str, now: str, way: str | list[str]) -> None:
    found = [paper(earn=_rule(one), rest=LADDER) for one in (was, now)]
    assert ways(*found) == ([way] if isinstance(way, str) else way)


def _rule(change: str) -> str:
    """The rule with a part replaced where it has it already, else added."""
    key = change.partition(":")[0]
    if key in ("give", "every"):
        given = dict(part.split(": ") for part in change.split(", "))
        return f"{{id: r, type: linear, every: {given.get('every', repr('100'))}, give: {given.get('give', repr('10'))}, wallet: credit}}"
    return LINEAR % (f", {change}" if change else "")


PROMOTION_ROWS = [
    ("get: {kind: percent, value: '0.20'}", "get: {kind: percent, value: '0.25'}", "better"),
    ("get: {kind: percent, value: '0.20'}", "get: {kind: percent, value: '0.15'}", "worse"),
    ("get: {kind: amount, value: '5'}", "get: {kind: amount, value: '6'}", "better"),
    ("get: {kind: amount, value: '5', on: items}", "get: {kind: amount, value: '5', on: unit}", "better"),
    ("get: {kind: percent, value: '0.20'}", "get: {kind: amount, value: '20'}", "worse"),  # another kind
    ("items: {sku: [A]}, get: {kind: fixed_price, value: '10'}", "items: {sku: [A]}, get: {kind: fixed_price, value: '9.90'}", "better"),
    ("get: {kind: price_list, prices: {A: '5', B: '6'}}", "get: {kind: price_list, prices: {A: '5'}}", "worse"),
    ("get: {kind: price_list, prices: {A: '5', B: '6'}}", "get: {kind: price_list, prices: {A: '4', B: '7'}}", "mixed"),
    ("get: {kind: buy_get, buy: 2, get: 1, percent: '1'}", "get: {kind: buy_get, buy: 1, get: 1, percent: '1'}", "better"),
    ("get: {kind: buy_get, buy: 2, get: 1, percent: '1'}", "get: {kind: buy_get, buy: 3, get: 1, percent: '1'}", "worse"),
    ("get: {kind: buy_get, buy: 2, get: 1, percent: '1'}", "get: {kind: buy_get, buy: 2, get: 2, percent: '1'}", "mixed"),
    ("get: {kind: buy_get, buy: 2, get: 1, percent: '1'}", "get: {kind: buy_get, buy: 2, get: 1, percent: '0.5'}", "worse"),
    ("get: {kind: bundle_price, price: '100', of: [{items: {sku: [A]}}]}", "get: {kind: bundle_price, price: '90', of: [{items: {sku: [A]}}]}", "better"),
    ("get: {kind: bundle_price, price: '100', of: [{items: {sku: [A]}}]}", "get: {kind: bundle_price, price: '100', of: [{items: {sku: [A, B]}}]}", "better"),
    ("get: {kind: bundle_percent, value: '0.1', of: [{items: {sku: [A]}}]}", "get: {kind: bundle_percent, value: '0.1', of: [{items: {sku: [A]}, count: 2}]}", "worse"),
    ("get: {kind: gift, sku: TOTE}", "get: {kind: gift, sku: TOTE, count: 2}", "better"),
    ("get: {kind: gift, sku: TOTE}", "get: {kind: gift, sku: MUG}", "worse"),
    ("get: {kind: points_discount, wallet: points, points: '100', value: '5'}", "get: {kind: points_discount, wallet: points, points: '120', value: '5'}", "worse"),
    ("items: {sku: [A]}, get: {kind: points_price, wallet: points, points: '100', price: '5'}", "items: {sku: [A]}, get: {kind: points_price, wallet: points, points: '90', price: '5'}", "better"),
    ("not_with: [q], get: {kind: percent, value: '0.20'}", "get: {kind: percent, value: '0.20'}", "better"),
]  # fmt: skip


@pytest.mark.parametrize(("was", "now", "way"), PROMOTION_ROWS)
def test_a_promotion_that_changes_in_one_thing(was: str, now: str, way: str) -> None:
    assert ways(
        *(paper(promotions=f"{{id: p, {one}}}\n{{id: q, get: {{kind: amount, value: '1'}}}}") for one in (was, now))
    ) == [way]


STEP_ROWS = [
    # steps before and after as reach: give; what is said, and who gains
    ({400: 40, 800: 100}, {400: 40, 800: 90}, [("step.gives", "worse")]),
    ({400: 40, 800: 100}, {400: 45, 800: 100}, [("step.gives", "better")]),
    ({400: 40, 800: 100}, {400: 40, 700: 100}, [("step.moved", "better")]),
    ({400: 40, 800: 100}, {400: 40, 900: 100}, [("step.moved", "worse")]),
    ({400: 40}, {400: 40, 800: 100}, [("step.new", "better")]),
    ({400: 40, 800: 100}, {400: 40}, [("step.gone", "worse")]),
    ({400: 40, 800: 100}, {400: 50, 800: 90}, [("step.gives", "better"), ("step.gives", "worse")]),
    ({400: 40, 800: 100}, {300: 40, 900: 100}, [("step.moved", "better"), ("step.moved", "worse")]),
]


@pytest.mark.parametrize(("was", "now", "told"), STEP_ROWS)
@pytest.mark.parametrize("kind", ["targets", "steps"])
def test_steps_are_compared_as_what_they_give(
    kind: str, was: dict[int, int], now: dict[int, int], told: list[tuple[str, str]]
) -> None:
    def written(steps: dict[int, int]) -> str:
        if kind == "targets":
            rows = ", ".join(f"{{reach: '{reach}', give: '{give}'}}" for reach, give in steps.items())
            return f"{{id: r, type: targets, period: month, wallet: credit, steps: [{rows}]}}"
        rows = ", ".join(f"{{from: '{reach}', value: '{give}'}}" for reach, give in steps.items())
        return f"{{id: r, get: {{kind: steps, steps: [{rows}]}}}}"

    place = "earn" if kind == "targets" else "promotions"
    found = compare(*(paper(**{place: written(steps)}) for steps in (was, now)))
    assert [(one.what.key.removeprefix("compare."), one.direction) for one in found] == told


RATES = "{id: r, type: rate_by_value, period: quarter, wallet: credit, method: %s, bands: [%s]}"
RATE_ROWS = [
    ("whole", {0: "0.10", 1000: "0.15"}, "whole", {0: "0.10", 1000: "0.16"}, "better"),
    ("whole", {0: "0.10", 1000: "0.15"}, "whole", {0: "0.10", 1000: "0.14"}, "worse"),
    ("whole", {0: "0.10", 1000: "0.15"}, "whole", {0: "0.10", 900: "0.15"}, "better"),
    ("whole", {0: "0.10", 1000: "0.15"}, "whole", {0: "0.11", 1100: "0.15"}, "mixed"),
    ("whole", {0: "0.10", 1000: "0.15"}, "within", {0: "0.10", 1000: "0.15"}, "worse"),
    ("within", {0: "0.10", 1000: "0.15"}, "whole", {0: "0.10", 1000: "0.15"}, "better"),
    ("within", {0: "0.10", 1000: "0.20"}, "within", {0: "0.12", 1000: "0.18"}, "mixed"),  # beyond 2,000 it is less
    ("within", {0: "0.10", 1000: "0.20"}, "within", {0: "0.12", 1000: "0.20"}, "better"),
]


@pytest.mark.parametrize(("one", "was", "other", "now", "way"), RATE_ROWS)
def test_rates_are_compared_over_all_that_may_be_bought(
    one: str, was: dict[int, str], other: str, now: dict[int, str], way: str
) -> None:
    def written(method: str, bands: dict[int, str]) -> str:
        return RATES % (method, ", ".join(f"{{from: '{start}', rate: '{rate}'}}" for start, rate in bands.items()))

    assert ways(paper(earn=written(one, was)), paper(earn=written(other, now))) == [way]


WALLET_ROWS = [
    ("{kind: points, expires: {after: {months: 12}}}", "{kind: points, expires: {after: {months: 6}}}", "worse"),
    ("{kind: points, expires: {after: {months: 12}}}", "{kind: points}", "better"),
    ("{kind: points, expires: {after: {months: 1}}}", "{kind: points, expires: {after: {days: 20}}}", "worse"),
    ("{kind: points, expires: {after: {months: 1}}}", "{kind: points, expires: {after: {days: 30}}}", "worse"),
    ("{kind: points, expires: {after: {months: 1}}}", "{kind: points, expires: {after: {days: 31}}}", "better"),
    ("{kind: points, worth: '0.05'}", "{kind: points, worth: '0.04'}", "worse"),
    ("{kind: points}", "{kind: points, worth: '0.01'}", "better"),
    ("{kind: points}", "{kind: credit}", "worse"),
    (
        "{kind: points, expires: {after: {months: 6}, tiers: {gold: {months: 12}}}}",
        "{kind: points, expires: {after: {months: 6}, tiers: {gold: {months: 9}}}}",
        "worse",
    ),
]


@pytest.mark.parametrize(("was", "now", "way"), WALLET_ROWS)
def test_a_wallet_that_changes_in_one_thing(was: str, now: str, way: str) -> None:
    found = [paper(wallets=f"wallets: {{points: {one}}}\n", rest=LADDER) for one in (was, now)]
    assert ways(*found) == [way]


LADDER_ROWS = [
    ("from: '2000'", "from: '1500'", "better"),
    ("from: '2000'", "from: '2500'", "worse"),
    ("basis: spend,", "basis: visits,", "worse"),
    ("basis: spend,", "basis: spend, down: never,", "better"),
    ("basis: spend,", "basis: spend, grace: {days: 30},", "better"),
    ("basis: spend,", "basis: spend, window: {kind: rolling, months: 12},", "worse"),
    (", {id: gold, from: '5000'}", "", "worse"),
    ("{id: gold, from: '5000'}", "{id: gold, from: '5000', also: {visits: 10}}", "worse"),
    (
        "{id: gold, from: '5000'}",
        "{id: gold, from: '5000'}, {id: top, from: '9000'}",
        "mixed",
    ),  # top gets no gold offer
    ("{id: basic, from: '0'}", "{id: basic, from: '0'}, {id: copper, from: '500'}", "better"),
    ("{id: gold, from: '5000'}", "{id: gold, fee: {sku: G, lasts: {months: 12}}}", ["worse", "better"]),
]


@pytest.mark.parametrize(("was", "now", "way"), LADDER_ROWS)
def test_a_ladder_that_changes_in_one_thing(was: str, now: str, way: str | list[str]) -> None:
    offer = "{id: p, for: {tier: [gold]}, get: {kind: percent, value: '0.1'}}"
    before, after = paper(promotions=offer, rest=LADDER), paper(promotions=offer, rest=LADDER.replace(was, now, 1))
    assert ways(before, after) == ([way] if isinstance(way, str) else way)


WHOLE_ROWS = [
    ("base: {tax: included}", "base: {tax: excluded}", "worse"),
    ("base: {discounts: after}", "base: {discounts: before}", "better"),
    ("base: {exclude: {category: [gift]}}", "base: {exclude: {category: [gift, sale]}}", "worse"),
    ("margin: {floor: '0.05'}", "margin: {floor: '0.10'}", "worse"),
    ("margin: {floor: '0.05'}", "margin: {floor: '0.05', mode: warn}", "better"),
    ("limits: {wallets: {points: {budget: '100'}}}", "limits: {wallets: {points: {budget: '50'}}}", "worse"),
    ("limits: {promotions: {per_receipt: {amount: '50'}}}", "", "better"),
    ("stop: false", "stop: true", "worse"),
    ("priority: 1", "priority: 2", "mixed"),
    ("", "tiers: [{id: x, basis: spend, levels: [{id: a, from: '0'}]}]", "neutral"),
    ("tiers: [{id: x, basis: spend, levels: [{id: a, from: '0'}]}]", "", "worse"),
]


@pytest.mark.parametrize(("was", "now", "way"), WHOLE_ROWS)
def test_what_stands_under_all_rules(was: str, now: str, way: str) -> None:
    assert ways(paper(rest=was + "\n"), paper(rest=now + "\n")) == [way]


def test_parts_that_come_and_go() -> None:
    assert only(paper(), paper(earn=LINEAR % "")).direction == "better"
    assert only(paper(earn=LINEAR % ""), paper()).direction == "worse"
    assert only(paper(), paper(promotions=PERCENT % "")).direction == "better"
    assert only(paper(promotions=PERCENT % ""), paper()).direction == "worse"
    assert only(paper(wallets=WALLETS.replace("}}", "}, stars: {kind: points}}")), paper()).direction == "worse"


def test_a_promotion_that_takes_the_place_of_another_is_not_simply_better() -> None:
    first, second = PERCENT % ", group: g", "{id: q, group: g, get: {kind: amount, value: '50'}}"
    exclusive, best = "[{id: g, mode: exclusive}]", "[{id: g, mode: best}]"
    one, two = first, f"{first}\n{second}"
    assert only(paper(promotions=one, groups=exclusive), paper(promotions=two, groups=exclusive)).direction == "mixed"
    assert only(paper(promotions=one, groups=best), paper(promotions=two, groups=best)).direction == "better"
    more = two.replace("0.20", "0.30")
    assert only(paper(promotions=two, groups=exclusive), paper(promotions=more, groups=exclusive)).direction == "mixed"


def test_the_order_counts_where_it_decides() -> None:
    first, second = PERCENT % ", group: g", "{id: q, group: g, get: {kind: amount, value: '50'}}"
    for mode, expected in (("exclusive", ["mixed"]), ("stack", ["mixed"]), ("best", [])):
        groups = f"[{{id: g, mode: {mode}}}]"
        one, other = (paper(promotions="\n".join(rows), groups=groups) for rows in ((first, second), (second, first)))
        assert ways(one, other) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (LINEAR % "", LINEAR.replace("'100'", "'100.00'").replace("'10'", "'10.0'") % ""),
        (LINEAR % ", when: {weekday: [sun, mon]}", LINEAR % ", when: {weekday: [mon, sun]}"),
        (LINEAR % ", items: {sku: [A, B]}", LINEAR % ", items: {sku: [B, A, A]}"),
        (LINEAR % ", when: {coupon: hello}", LINEAR % ", when: {coupon: HELLO}"),
        (LINEAR % ", when: {hour: ['00:00', '24:00']}", LINEAR % ", when: {hour: ['00:00', '24:00'], channel: null}"),
    ],
)
def test_another_way_to_write_the_same_is_no_difference(one: str, other: str) -> None:
    assert compare(paper(earn=one), paper(earn=other)) == ()


def test_places_lead_into_the_newer_document_or_to_what_was_there() -> None:
    one = only(paper(earn=LINEAR % ", pending: {days: 3}"), paper(earn=LINEAR % ", pending: {days: 4}"))
    gone = only(paper(earn=LINEAR % ""), paper())
    assert (one.pointer, one.subject, gone.pointer, gone.subject) == ("/earn/1/pending", "r", "/earn/1", "r")


def test_only_worse_and_mixed_harm() -> None:
    found = {way: Difference("", "", way, compare(paper(), paper(earn=LINEAR % ""))[0].what) for way in WAYS}
    assert {way for way, one in found.items() if harms([one])} == {"worse", "mixed"}


WAYS = ("better", "worse", "mixed", "neutral")
