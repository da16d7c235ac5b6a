"""D8: floors of items, categories and baskets that leave promotions out, or say that they are broken."""

from collections.abc import Callable
from typing import Any

from tests.missions.conftest import Outside, document

Make = Callable[..., Outside]
PROMOTIONS = """promotions:
  - {id: small, priority: 9, get: {kind: percent, value: "0.10", on: basket}}
  - {id: big, priority: 1, items: {category: [jeans]}, get: {kind: percent, value: "0.30"}}
"""


def basket(club: Outside, *goods: tuple[str, str, str]) -> dict[str, Any]:
    """Goods of (category, price, cost), without tax."""
    lines = [
        {"id": category, "sku": f"{category}-1", "category": category, "quantity": "1", "unit_price": price,
         "unit_cost": cost, "tax_rate": "0"}
        for category, price, cost in goods
    ]  # fmt: skip
    return {"number": f"M{next(club.numbers)}", "at": "2025-06-11T12:00:00+03:00", "lines": lines}


def told(
    club: Outside, margin: str, *goods: tuple[str, str, str]
) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    """By a quote under a margin: what is given, what is left out for a floor, and the floors that stay broken."""
    tried = {"programme_version": {"document": document(f"margin: {margin}\n{PROMOTIONS}")}}
    found = club.told("POST", "/quotes?reasons=true", {**basket(club, *goods), **tried})
    given = sorted({one["rule"] for line in found["lines"] for one in line["discounts"]})
    (tree,) = found["reasons"]
    broken = [(one["subject"], one["why"]) for one in tree["within"] if one["kind"] == "floor"]
    return given, [one["rule"] for one in found["not_applied"] if one["code"] == "margin_floor"], broken


def test_d8_a_floor_leaves_the_least_promotion_out_or_only_says_that_it_is_broken(outside: Make) -> None:
    club = outside()
    jeans, mugs = ("jeans", "100.00", "70.00"), ("mugs", "100.00", "20.00")
    both, small = ["big", "small"], ["small"]
    # Off jeans and mugs: 30 and a tenth of the 170 that are left. 153 pay for what cost 90: 41% are left.
    assert told(club, "{floor: '0.41'}", jeans, mugs) == (both, [], [])
    assert told(club, "{floor: '0.42'}", jeans, mugs) == (small, ["big"], [])
    # The jeans alone bring 63 at 70; without the big one 90, of which 22.2% are left.
    assert told(club, "{floor: '0.20', of: category}", jeans, mugs) == (small, ["big"], [])
    assert told(club, "{floor: '0.20', of: item}", jeans, mugs) == (small, ["big"], [])
    assert told(club, "{floor: '0.25', of: item}", jeans) == ([], ["big", "small"], [])
    # Warned of, nothing is left out: it is said where less is left than should be, and how much.
    given, out, broken = told(club, "{floor: '0.42', mode: warn}", jeans, mugs)
    assert (given, out, [subject for subject, _ in broken]) == (both, [], ["basket"])
    assert "41.18%" in broken[0][1] and "42%" in broken[0][1]
    given, out, broken = told(club, "{floor: '0.20', of: category, mode: warn}", jeans, mugs)
    assert (given, out, [subject for subject, _ in broken]) == (both, [], ["jeans"])
    assert told(club, "{floor: '0.41', mode: warn}", jeans, mugs) == (both, [], [])


def test_d8_a_category_s_margin_stands_in_where_the_cost_of_a_thing_is_not_known(outside: Make) -> None:
    club = outside()
    jeans = ("jeans", "100.00", "70.00")
    body = basket(club, jeans)
    del body["lines"][0]["unit_cost"]
    for assumed, out in (("0.40", []), ("0.30", ["big"])):
        margin = f"{{floor: '0.04', of: item, assume: {{jeans: '{assumed}'}}}}"
        tried = {"programme_version": {"document": document(f"margin: {margin}\n{PROMOTIONS}")}}
        found = club.told("POST", "/quotes", {**body, **tried})
        # Off 100 the three tenths and then a tenth of the 70: 63 are paid for what would cost 60, or 70.
        assert [one["rule"] for one in found["not_applied"] if one["code"] == "margin_floor"] == out


def test_d8_publishing_refuses_what_could_never_keep_the_floor_unless_it_only_warns(outside: Make) -> None:
    club = outside()
    club.told("POST", "/products", {"sku": "J", "category": "jeans", "unit_price": "100.00", "unit_cost": "75.00",
                                    "tax_rate": "0"}, 201)  # fmt: skip
    strict = club.told("POST", "/programmes", document(f"margin: {{floor: '0.20'}}\n{PROMOTIONS}"), 422)
    errors = {one["field"]: (one["code"], one["detail"]) for one in strict["errors"]}
    code, detail = errors["promotions.1"]
    assert (code, "J" in detail, "₪75" in detail) == ("never_above_floor", True, True)
    lenient = document(f"margin: {{floor: '0.20', mode: warn}}\n{PROMOTIONS}")
    assert [one["level"] for one in club.told("POST", "/programmes", lenient, 201)["findings"]] == []
