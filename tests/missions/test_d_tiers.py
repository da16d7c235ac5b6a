"""D5: levels reached at once, reviewed by the night, with benefits of their own, undone by returns."""

from collections.abc import Callable
from typing import Any

from tests.missions.conftest import Outside

Make = Callable[..., Outside]
POINTS = "{id: p, type: per_amount, amount: '1', give: '1', wallet: points, multiply: {tier: {gold: '2'}}}"
BY_EACH = f"""wallets: {{points: {{kind: points, worth: '0.05'}}}}
earn: [{POINTS}]
tiers:
  - {{id: spent, basis: spend, levels: [{{id: basic, from: "0"}}, {{id: gold, from: "1000"}}]}}
  - {{id: came, basis: visits, levels: [{{id: guest, from: "0"}}, {{id: regular, from: "3"}}]}}
  - {{id: earned, basis: points, wallet: points, levels: [{{id: few, from: "0"}}, {{id: many, from: "1500"}}]}}
  - {{id: bought, basis: paid, levels: [{{id: free, from: "0"}},
      {{id: card, fee: {{sku: CARD, lasts: {{months: 1}}}}}}]}}
promotions:
  - {{id: golden, for: {{tier: [gold]}}, items: {{sku: [MUG]}}, get: {{kind: percent, value: "0.10"}}}}
  - {{id: holder, for: {{tier: [card]}}, items: {{sku: [SOCK]}}, get: {{kind: fixed_price, value: "5.00"}}}}
"""


def buy(club: Outside, member: str, sku: str, price: str, day: str) -> Any:
    """One thing bought at noon of a day."""
    body = {"number": f"T{next(club.numbers)}", "at": f"{day}T12:00:00+02:00", "member": member,
            "lines": [{"id": "1", "sku": sku, "quantity": "1", "unit_price": price}]}  # fmt: skip
    return club.told("POST", "/receipts", body, 201)


def levels(told: Any) -> dict[str, str]:
    """The level on each ladder, as a receipt tells it."""
    return {one["ladder"]: one["level"] for one in told["tiers"]}


def history(club: Outside, member: str, ladder: str) -> list[tuple[str, str, str]]:
    """Level, cause and moment of each change, oldest first, as the member's page is told."""
    (one,) = [one for one in club.told("GET", f"/members/{member}/tiers") if one["ladder"] == ladder]
    return [(row["level"], row["cause"], row["at"][:10]) for row in reversed(one["history"])]


def test_d5_levels_by_spend_visits_points_and_fee_are_reached_at_once_and_bring_their_benefits(outside: Make) -> None:
    club = outside()
    club.live(BY_EACH)
    noa = club.member()
    first = buy(club, noa, "COAT", "600.00", "2025-03-02")
    assert levels(first) == {"spent": "basic", "came": "guest", "earned": "few", "bought": "free"}
    assert {one["ladder"]: one["missing"] for one in first["tiers"] if one["missing"]} == {
        "spent": "400.00", "came": "2", "earned": "900"}  # fmt: skip
    second = buy(club, noa, "MUG", "400.00", "2025-03-03")
    assert (second["to_pay"], second["awards"][0]["amount"]) == ("400.00", "400")
    assert levels(second) == {"spent": "gold", "came": "guest", "earned": "few", "bought": "free"}
    third = buy(club, noa, "MUG", "300.00", "2025-03-04")
    assert (third["to_pay"], third["awards"][0]["amount"]) == ("270.00", "540")
    assert levels(third) == {"spent": "gold", "came": "regular", "earned": "many", "bought": "free"}
    assert buy(club, noa, "SOCK", "9.00", "2025-03-05")["to_pay"] == "9.00"
    assert levels(buy(club, noa, "CARD", "50.00", "2025-03-06"))["bought"] == "card"
    assert buy(club, noa, "SOCK", "9.00", "2025-04-06")["to_pay"] == "5.00"
    assert buy(club, noa, "SOCK", "9.00", "2025-04-08")["to_pay"] == "9.00"


def test_d5_levels_are_told_by_their_names_in_the_language_of_who_asks(outside: Make) -> None:
    club = outside()
    names = {"en": "Gold", "he": "זהב", "fa": "طلایی"}
    club.live(
        "tiers: [{id: main, basis: spend, levels: [{id: basic, from: '0'},"
        " {id: gold, from: '1000', name: {en: Gold, he: זהב, fa: طلایی}}]}]\n"
    )
    noa = club.member()
    buy(club, noa, "COAT", "600.00", "2025-03-02")
    for language, name in names.items():
        (before,) = club.call("GET", f"/members/{noa}/tiers", **{"Accept-Language": language}).json()
        assert (before["level"], name in before["why"]) == ("basic", True), before


def test_d5_goods_that_come_back_take_the_level_back(outside: Make) -> None:
    club = outside()
    club.live(BY_EACH)
    noa = club.member()
    sale = buy(club, noa, "COAT", "1000.00", "2025-03-02")
    assert buy(club, noa, "MUG", "100.00", "2025-03-03")["to_pay"] == "90.00"
    club.told("POST", f"/receipts/{sale['id']}/returns", {"number": "R", "at": "2025-03-04T12:00:00+02:00"}, 201)
    after = buy(club, noa, "MUG", "100.00", "2025-03-05")
    assert (after["to_pay"], after["awards"][0]["amount"], levels(after)["spent"]) == ("100.00", "100", "basic")
    assert history(club, noa, "spent") == [("gold", "reached", "2025-03-02"), ("basic", "returned", "2025-03-04")]


def test_d5_the_night_reviews_levels_when_the_period_is_over_with_grace_and_step_by_step(outside: Make) -> None:
    club = outside()
    club.live(
        "tiers:\n  - {id: year, basis: spend, window: {kind: calendar, period: year}, down: one_step, grace: {days: 30}"
        ", levels: [{id: basic, from: '0'}, {id: silver, from: '500'}, {id: gold, from: '1000'}]}\n"
        "promotions:\n  - {id: g, for: {tier: [gold]}, get: {kind: percent, value: '0.20', on: basket}}\n"
        "  - {id: s, for: {tier: [silver]}, get: {kind: percent, value: '0.10', on: basket}}\n"
    )
    noa, dan = club.member(), club.member("052-555-0143")
    for member in (noa, dan):
        buy(club, member, "COAT", "1000.00", "2022-03-02")
    # What 2022 brought holds through 2023; the review of 2023 takes one step, thirty days later.
    assert buy(club, noa, "MUG", "10.00", "2023-12-31")["to_pay"] == "8.00"
    club.night("2024-01-01T02:00:00+02:00")
    assert history(club, noa, "year") == [("gold", "reached", "2022-03-02")]
    assert buy(club, noa, "MUG", "10.00", "2024-01-29")["to_pay"] == "8.00"
    # In the grace Dan buys enough to keep it.
    buy(club, dan, "COAT", "1300.00", "2024-01-30")
    club.night("2024-02-02T02:00:00+02:00")
    assert history(club, noa, "year")[1:] == [("silver", "review", "2024-01-30")]
    assert buy(club, noa, "MUG", "10.00", "2024-02-02")["to_pay"] == "9.00"
    club.night("2025-02-02T02:00:00+02:00")
    assert [row[0] for row in history(club, noa, "year")] == ["gold", "silver", "basic"]
    assert buy(club, noa, "MUG", "10.00", "2025-02-02")["to_pay"] == "10.00"
    assert history(club, dan, "year") == [("gold", "reached", "2022-03-02")]
    assert buy(club, dan, "MUG", "10.00", "2025-02-02")["to_pay"] == "8.00"
