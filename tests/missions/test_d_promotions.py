"""D6 to D8 and X7: promotions, at once and with their reasons, above the margin's floor, undone with the goods."""

from collections.abc import Callable
from typing import Any

import yaml

from tests.missions.conftest import NAMES, Outside

Make = Callable[[], Outside]
HEAD = f"format: moadon/programme/1\nid: club\nname: {NAMES}\ncurrency: ILS\n"
POINTS = "wallets: {points: {kind: points, worth: '0.05'}}\nearn: [{id: e, type: per_amount, amount: '1', give: '1', wallet: points}]\n"
AT = "2026-11-22T12:00:00+02:00"


def publish(club: Outside, *promotions: str, more: str = "", groups: str = "[]") -> None:
    """Put promotions live since 2020."""
    text = f"{HEAD}{more}groups: {groups}\npromotions:\n" + "".join(f"  - {one}\n" for one in promotions)
    club.told("POST", "/programmes", yaml.safe_load(text), 201)
    club.told("POST", "/programmes/club/publish", {"at": "2020-01-01T00:00:00+02:00"}, 201)


def basket(club: Outside, *goods: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    """A basket of (sku, unit price, quantity)."""
    lines = [{"id": sku, "sku": sku, "unit_price": price, "quantity": count} for sku, price, count in goods]
    return {"number": f"P{next(club.numbers)}", "at": AT, "lines": lines, **more}


def offs(told: Any) -> dict[str, list[tuple[str, str]]]:
    """What each line is given, by promotion."""
    return {line["id"]: [(one["rule"], one["amount"]) for one in line["discounts"]] for line in told["lines"]}


def test_d6_promotions_of_every_kind_on_one_basket_and_each_says_why(outside: Make) -> None:
    club = outside()
    publish(
        club,
        "{id: j20, group: instant, items: {sku: [JEANS]}, get: {kind: percent, value: '0.20'}}",
        "{id: three, group: instant, items: {sku: [SOCK]}, get: {kind: buy_get, buy: 2, get: 1, percent: '1'}}",
        "{id: duo, group: instant, get: {kind: bundle_price, price: '150', of: [{items: {sku: [SHIRT]}},"
        " {items: {sku: [JEANS]}}]}}",
        "{id: mug, group: extra, items: {sku: [MUG]}, get: {kind: fixed_price, value: '9.90'}}",
        "{id: save, group: extra, get: {kind: steps, steps: [{from: '200', value: '20'}, {from: '500', value: '75'}]}}",
        "{id: ours, for: {members: true}, get: {kind: percent, value: '0.05', on: basket}}",
        "{id: happy, when: {hour: ['16:00', '18:00']}, get: {kind: percent, value: '0.5', on: basket}}",
        groups="[{id: instant, mode: best, base: original}, {id: extra, mode: stack}]",
    )
    goods = [("JEANS", "100.00", "2"), ("SHIRT", "80.00", "1"), ("SOCK", "10.00", "3"), ("MUG", "15.00", "1")]
    quoted = club.told("POST", "/quotes", basket(club, *goods))
    assert offs(quoted) == {
        "JEANS": [("j20", "20.00"), ("duo", "16.67"), ("save", "12.57")],
        "SHIRT": [("duo", "13.33"), ("save", "5.13")],
        "SOCK": [("three", "10.00"), ("save", "1.54")],
        "MUG": [("mug", "5.10"), ("save", "0.76")],
    }
    assert quoted["discount"] == "85.10"
    reasons = {no["rule"]: (no["code"], bool(no["why"])) for no in quoted["not_applied"]}
    assert reasons == {"ours": ("members_only", True), "happy": ("other_time", True)}
    assert [(near["rule"], near["missing"], near["gets"]) for near in quoted["near"]] == [("save", "235.00", "55.00")]
    paid = club.told("POST", "/receipts", basket(club, *goods, member=club.member()), 201)
    assert float(paid["to_pay"]) < float(quoted["to_pay"])


def test_d7_a_benefit_is_given_at_this_till_now(outside: Make) -> None:
    club = outside()
    publish(
        club,
        "{id: hello, for: {members: true}, when: {first_purchase: true}, get: {kind: percent, value: '0.10', on: basket}}",
        more=POINTS,
    )
    member = club.member()
    first = club.told("POST", "/receipts", basket(club, ("A", "100.00", "1"), member=member), 201)
    again = club.told("POST", "/receipts", basket(club, ("A", "100.00", "1"), member=member), 201)
    assert (first["to_pay"], again["to_pay"]) == ("90.00", "100.00")
    # Beside what is off at once, what is left to pay earns points for later.
    assert [one["awards"][0]["amount"] for one in (first, again)] == ["90", "100"]
    assert club.balance(member, "points") == "190"


def test_d8_what_would_sell_below_the_floor_is_not_given_and_not_published(outside: Make) -> None:
    club = outside()
    half = "{id: half, items: {sku: [A]}, get: {kind: percent, value: '0.5'}}"
    publish(club, half, more="margin: {floor: '0.10', of: basket, mode: drop}\n")
    goods = basket(club, ("A", "100.00", "1"))
    goods["lines"][0]["unit_cost"] = "60.00"
    told = club.told("POST", "/receipts", goods, 201)
    assert (told["discount"], [no["code"] for no in told["not_applied"]]) == ("0.00", ["margin_floor"])
    # The product is known by now, with what it costs: the same promotion could never be given.
    club.told("PUT", "/programmes/club", yaml.safe_load(f"{HEAD}margin: {{floor: '0.10'}}\npromotions: [{half}]"), 422)


def test_x7_goods_that_come_back_take_their_promotion_along_and_an_exchange_is_one_step(outside: Make) -> None:
    club = outside()
    publish(club, "{id: three, items: {sku: [A, B]}, get: {kind: buy_get, buy: 2, get: 1, percent: '1'}}", more=POINTS)
    member = club.member()
    sale = club.told("POST", "/receipts", basket(club, ("A", "100.00", "3"), member=member), 201)
    assert (sale["to_pay"], club.balance(member, "points")) == ("200.00", "200")
    one = {"number": "R1", "at": AT, "lines": [{"line": "A", "quantity": "1"}]}
    back = club.told("POST", f"/receipts/{sale['id']}/returns", one, 201)
    assert (back["refund"], [taken["rule"] for taken in back["promotions"]]) == ("0.00", ["three"])
    swap = {
        "return": {"number": "R2", "at": AT, "lines": [{"line": "A", "quantity": "1"}]},
        "receipt": basket(club, ("B", "130.00", "1"), member=member),
    }
    done = club.told("POST", f"/receipts/{sale['id']}/exchange", swap, 201)
    assert (done["to_pay"], done["refund"], done["return"]["refund"]) == ("30.00", "0.00", "100.00")
    assert club.balance(member, "points") == "230"
