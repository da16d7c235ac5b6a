"""A promotion that could never keep the floor is found before it goes live, with a basket that shows it."""

import pytest

from moadon.engine.rules import parse
from moadon.engine.rules.examples import Goods, never_above_floor
from tests.engine.promotions.board import HEAD

SHELF = [
    Goods("JEANS", "Jeans", ("jeans", "clothes"), "acme", 100_0000, 60_0000, 0),
    Goods("SOCKS", "Socks", ("socks", "clothes"), "acme", 10_0000, 2_0000, 0),
    Goods("MUG", "Mug", ("mugs",), None, 20_0000, 18_0000, 0),
    Goods("BAG", "Bag", ("bags",), None, 50_0000, None, 0),
]


@pytest.mark.parametrize(
    ("promotion", "found", "sku"),
    [
        ("items: {sku: [JEANS]}, get: {kind: percent, value: '0.20'}", None, ""),
        ("items: {sku: [JEANS]}, get: {kind: percent, value: '0.30'}", "never_above_floor", "JEANS"),
        ("items: {category: [clothes]}, get: {kind: percent, value: '0.30'}", "sometimes_below_floor", "JEANS"),
        ("items: {sku: [MUG]}, get: {kind: amount, value: '2', on: unit}", "never_above_floor", "MUG"),
        ("items: {sku: [SOCKS]}, get: {kind: fixed_price, value: '2.60'}", None, ""),
        ("items: {sku: [SOCKS]}, get: {kind: fixed_price, value: '2.40'}", "never_above_floor", "SOCKS"),
        ("get: {kind: price_list, prices: {SOCKS: '2.40', JEANS: '99'}}", "sometimes_below_floor", "SOCKS"),
        ("items: {brand: [acme]}, get: {kind: buy_get, buy: 1, get: 1, percent: '1'}", "sometimes_below_floor", "JEANS"),
        ("items: {sku: [JEANS]}, get: {kind: buy_get, buy: 3, get: 1, percent: '1'}", None, ""),
        ("get: {kind: bundle_price, price: '75', of: [{items: {sku: [MUG]}}, {items: {sku: [JEANS]}}]}",
         "never_above_floor", "MUG"),
        ("when: {basket_from: '200'}, get: {kind: amount, value: '25', on: basket}", "sometimes_below_floor", "MUG"),
        ("when: {basket_from: '200'}, get: {kind: gift, sku: MUG}", "sometimes_below_floor", "MUG"),
        ("get: {kind: steps, steps: [{from: '100', percent: '0.1'}]}", "sometimes_below_floor", "MUG"),
        ("items: {sku: [BAG]}, get: {kind: percent, value: '0.9'}", None, ""),
        ("for: {member: [mbr_1]}, when: {weekday: [sun]}, items: {sku: [MUG]}, get: {kind: percent, value: '0.2'}",
         "never_above_floor", "MUG"),
    ],
)  # fmt: skip
def test_what_a_floor_would_keep_back(promotion: str, found: str | None, sku: str) -> None:
    text = f"{HEAD}margin: {{floor: '0.20', of: basket}}\npromotions:\n  - {{id: p, {promotion}}}\n"
    if "MUG" in promotion or found is None:
        text = text.replace("0.20', of", "0.05', of") if "sku: [MUG]" in promotion else text
    findings = list(never_above_floor(parse(text, languages=()), SHELF))
    assert [(one.pointer, one.code) for one in findings] == ([("/promotions/0", found)] if found else [])
    assert [one.message.params["sku"] for one in findings] == ([sku] if found else [])


def test_a_floor_that_only_warns_keeps_nothing_back() -> None:
    text = f"{HEAD}margin: {{floor: '0.9', mode: warn}}\npromotions:\n  - {{id: p, get: {{kind: percent, value: '0.5'}}}}\n"
    assert list(never_above_floor(parse(text, languages=()), SHELF)) == []
