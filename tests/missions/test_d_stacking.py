"""D6: which promotions go together, which shut each other out, and where each stops."""

from collections.abc import Callable
from typing import Any

from tests.missions.conftest import Outside

Make = Callable[..., Outside]
GROUPS = """groups:
  - {id: one, mode: exclusive}
  - {id: most, mode: best}
  - {id: all, mode: stack, base: original}
  - {id: more, mode: stack, base: reduced}
promotions:
  - {id: ten, group: one, priority: 5, items: {category: [jeans]}, get: {kind: amount, value: "10", on: unit}}
  - {id: half, group: one, items: {category: [jeans, mugs]}, get: {kind: percent, value: "0.5"}}
  - {id: fifth, group: most, items: {category: [shirts]}, get: {kind: percent, value: "0.20"}}
  - {id: third, group: most, items: {category: [shirts]}, get: {kind: buy_get, buy: 2, get: 1, percent: "1"}}
  - {id: tenth, group: all, items: {category: [shoes, hats]}, get: {kind: percent, value: "0.10"}}
  - {id: again, group: all, items: {category: [shoes]}, get: {kind: percent, value: "0.10"}}
  - {id: rest, group: more, items: {category: [shoes]}, get: {kind: percent, value: "0.50"}}
  - {id: acme, group: more, items: {category: [hats], excluding: {brand: [acme]}}, not_with: [ten],
     get: {kind: amount, value: "7", on: unit}}
"""
LIMITS = """promotions:
  - {id: units, items: {sku: [U]}, get: {kind: percent, value: "0.5"}, limits: {per_receipt: {times: 2}}}
  - {id: money, items: {sku: [M]}, get: {kind: percent, value: "0.5"}, limits: {per_receipt: {amount: "30"}}}
  - {id: person, for: {members: true}, items: {sku: [P]}, get: {kind: percent, value: "0.5"},
     limits: {per_member: {times: 1, period: month}}}
  - {id: daily, items: {sku: [D]}, get: {kind: percent, value: "0.5"}, limits: {total: {times: 2, period: day}}}
  - {id: pot, items: {sku: [B]}, get: {kind: percent, value: "0.5"}, limits: {budget: "70"}}
"""
DAY = "2025-06-11"


def basket(club: Outside, *goods: tuple[str, ...], day: str = DAY, **more: Any) -> dict[str, Any]:
    """Goods of (category, price, quantity, brand), each a sku of its category's name."""
    lines = []
    for n, (category, price, *rest) in enumerate(goods):
        line = {"id": str(n), "sku": category, "category": category, "unit_price": price, "quantity": "1"}
        lines.append(line | dict(zip(("quantity", "brand"), rest, strict=False)))
    return {"number": f"S{next(club.numbers)}", "at": f"{day}T12:00:00+03:00", "lines": lines, **more}


def off(told: Any) -> dict[str, str]:
    """What each promotion takes off in all; lines of one promotion are in the order of the basket."""
    return {one["rule"]: one["amount"] for line in told["lines"] for one in line["discounts"]}


def test_d6_groups_shut_out_choose_or_add_up_and_what_is_excluded_is_left_out(outside: Make) -> None:
    club = outside()
    club.live(GROUPS)
    jeans, shoes, hats = ("jeans", "100.00"), ("shoes", "100.00"), ("hats", "50.00")
    rows: list[tuple[tuple[tuple[str, ...], ...], dict[str, str], str]] = [
        # By priority ten goes first, though half would be more; the mug is left to half.
        ((jeans,), {"ten": "10.00"}, "90.00"),
        ((jeans, ("mugs", "40.00")), {"ten": "10.00", "half": "20.00"}, "110.00"),
        # The better of the two: a fifth of two, the third free of three.
        ((("shirts", "100.00", "2"),), {"fifth": "40.00"}, "160.00"),
        ((("shirts", "100.00", "3"),), {"third": "100.00"}, "200.00"),
        # Twice a tenth of the original 100; then half of the 80 that are left.
        ((shoes,), {"tenth": "10.00", "again": "10.00", "rest": "40.00"}, "40.00"),
        ((hats,), {"tenth": "5.00", "acme": "7.00"}, "38.00"),
        ((("hats", "50.00", "1", "acme"),), {"tenth": "5.00"}, "45.00"),
        ((hats, jeans), {"tenth": "5.00", "ten": "10.00"}, "135.00"),
    ]
    for goods, expected, pays in rows:
        told = club.told("POST", "/quotes", basket(club, *goods))
        assert (off(told), told["to_pay"]) == (expected, pays), goods
        turned = club.told("POST", "/quotes", basket(club, *reversed(goods)))
        assert turned["to_pay"] == pays
        assert {one["rule"] for one in told["not_applied"]} <= {"half", "fifth", "third", "acme"}
    both = club.told("POST", "/quotes", basket(club, hats, jeans))
    whys = {one["rule"]: (one["code"], one["why"]) for one in both["not_applied"]}
    assert {rule: code for rule, (code, _) in whys.items()} == {"half": "excluded_by_group", "acme": "not_with"}
    assert all(why for _, why in whys.values())


def test_d6_caps_of_a_receipt_a_member_a_day_and_a_budget_cut_and_come_back_with_the_goods(outside: Make) -> None:
    club = outside()
    club.live(LIMITS)
    noa, dan = club.member(), club.member("052-555-0143")

    def pay(*goods: tuple[str, ...], **how: Any) -> Any:
        return club.told("POST", "/receipts", basket(club, *goods, **how), 201)

    assert pay(("U", "10.00", "3"))["to_pay"] == "20.00"
    cut = pay(("M", "100.00"))
    assert cut["to_pay"] == "70.00"
    assert "30" in cut["lines"][0]["discounts"][0]["why"]

    first = pay(("P", "100.00"), member=noa)
    again = pay(("P", "100.00"), member=noa)
    assert [one["to_pay"] for one in (first, again, pay(("P", "100.00"), member=dan))] == ["50.00", "100.00", "50.00"]
    assert [(one["rule"], bool(one["why"])) for one in again["not_applied"] if one["rule"] == "person"] == [
        ("person", True)]  # fmt: skip
    assert pay(("P", "100.00"), member=noa, day="2025-07-01")["to_pay"] == "50.00"

    assert [pay(("D", "10.00"))["to_pay"] for _ in range(3)] == ["5.00", "5.00", "10.00"]
    assert pay(("D", "10.00"), day="2025-06-12")["to_pay"] == "5.00"

    pot = [pay(("B", "100.00")) for _ in range(3)]
    assert [one["to_pay"] for one in pot] == ["50.00", "80.00", "100.00"]
    assert {one["rule"] for one in pot[2]["not_applied"]} >= {"pot"}

    # Goods that come back give back what their promotion had used of the month and of the budget.
    for n, sale in enumerate((first, pot[0])):
        club.told("POST", f"/receipts/{sale['id']}/returns", {"number": f"R{n}", "at": f"{DAY}T13:00:00+03:00"}, 201)
    assert pay(("P", "100.00"), member=noa)["to_pay"] == "50.00"
    assert pay(("B", "100.00"))["to_pay"] == "50.00"
