"""D6 and D9: what one can get, kind by kind, and in which currencies a club rewards."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.missions.conftest import Outside, document

Make = Callable[..., Outside]
AT = "2025-06-11T12:00:00+03:00"
WALLETS = "wallets: {points: {kind: points, worth: '0.05'}, credit: {kind: credit}}\n"
EARN = "earn: [{id: hello, type: per_event, event: joined, give: '500', wallet: points}]\n"
PAIR = "of: [{items: {sku: [SHIRT]}}, {items: {sku: [JEANS]}}]"

KINDS: tuple[tuple[str, str, str, str], ...] = (
    ("percent, the items", "{kind: percent, value: '0.20'}, items: {sku: [JEANS]}", "JEANS@100 MUG@15", "95.00"),
    ("percent, the basket", "{kind: percent, value: '0.10', on: basket}", "JEANS@100 MUG@15", "103.50"),
    ("amount, each unit", "{kind: amount, value: '5', on: unit}, items: {sku: [SOCK]}", "SOCK@12 SOCK@8 SOCK@3", "10.00"),
    ("amount, the items together", "{kind: amount, value: '5'}, items: {sku: [SOCK]}", "SOCK@12 SOCK@8", "15.00"),
    ("amount, the basket", "{kind: amount, value: '30', on: basket}", "JEANS@100", "70.00"),
    ("fixed price", "{kind: fixed_price, value: '9.90'}, items: {sku: [MUG]}", "MUG@15 MUG@8", "17.90"),
    ("price list", "{kind: price_list, prices: {MUG: '9', SOCK: '4'}}", "MUG@15 SOCK@10 JEANS@100", "113.00"),
    ("cheapest free", "{kind: buy_get, buy: 2, get: 1, percent: '1'}, items: {sku: [SOCK]}",
     "SOCK@10 SOCK@7 SOCK@12", "22.00"),
    ("of each three the cheapest", "{kind: buy_get, buy: 2, get: 1, percent: '1'}, items: {sku: [SOCK]}",
     "SOCK@10 SOCK@9 SOCK@8 SOCK@7 SOCK@6 SOCK@5", "32.00"),
    ("the second at half", "{kind: buy_get, buy: 1, get: 1, percent: '0.5'}, items: {sku: [SOCK]}",
     "SOCK@10 SOCK@8", "14.00"),
    ("buy one, get another", "{kind: buy_get, buy: 1, get: 1, price: '1', of: {sku: [MUG]}}, items: {sku: [JEANS]}",
     "JEANS@100 MUG@15 MUG@12", "113.00"),
    ("bundle at a price", f"{{kind: bundle_price, price: '150', {PAIR}}}", "JEANS@100 SHIRT@80", "150.00"),
    ("bundle for less", f"{{kind: bundle_percent, value: '0.10', {PAIR}}}", "JEANS@100 SHIRT@80", "162.00"),
    ("a step not reached", "{kind: steps, steps: [{from: '200', value: '20'}, {from: '500', value: '75'}]}",
     "JEANS@199", "199.00"),
    ("a step", "{kind: steps, steps: [{from: '200', value: '20'}, {from: '500', value: '75'}]}", "JEANS@200", "180.00"),
    ("the next step", "{kind: steps, steps: [{from: '200', value: '20'}, {from: '500', value: '75'}]}",
     "JEANS@500", "425.00"),
    ("a gift", "{kind: gift, sku: TOTE}, when: {basket_from: '100'}", "JEANS@100 TOTE@20", "100.00"),
    ("no gift below the threshold", "{kind: gift, sku: TOTE}, when: {basket_from: '100'}", "MUG@60 TOTE@20", "80.00"),
)  # fmt: skip


def basket(club: Outside, goods: str, **more: Any) -> dict[str, Any]:
    """Goods such as `SOCK@10 MUG@15`, each a line of one unit."""
    lines = [
        {"id": str(n), "sku": one.partition("@")[0], "quantity": "1", "unit_price": one.partition("@")[2]}
        for n, one in enumerate(goods.split())
    ]
    return {"number": f"K{next(club.numbers)}", "at": AT, "lines": lines, **more}


def test_d6_what_each_kind_of_promotion_leaves_to_pay(outside: Make, subtests: pytest.Subtests) -> None:
    """A document is tried as a manager tries it; members pay the price, others do not."""
    club = outside()
    member = club.member()
    for name, get, goods, pays in KINDS:
        with subtests.test(name):
            tried = {"document": document(f"promotions: [{{id: p, for: {{members: true}}, get: {get}}}]\n")}
            told = club.told("POST", "/quotes", basket(club, goods, member=member, programme_version=tried))
            full = club.told("POST", "/quotes", basket(club, goods, programme_version=tried))
            assert told["to_pay"] == pays
            assert full["discount"] == "0.00"


def test_d9_points_credit_coupons_and_free_things_reward_and_pay(outside: Make) -> None:
    club = outside()
    club.live(
        WALLETS + EARN.replace("}]", "},\n  {id: back, type: linear, every: '100', give: '10', wallet: credit}]") +
        "promotions:\n"
        "  - {id: tote, when: {coupon: [SPRING]}, get: {kind: gift, sku: TOTE}}\n"
        "  - {id: mug, items: {sku: [MUG]}, get: {kind: points_price, wallet: points, points: '100', price: '2'}}\n"
        "  - {id: five, get: {kind: points_discount, wallet: points, points: '50', value: '5'}}\n"
    )  # fmt: skip
    noa = club.member()
    assert (club.balance(noa, "points"), club.balance(noa)) == ("500", "0.00")
    # A coupon brings a thing that costs nothing; what is paid earns credit.
    paid = club.told("POST", "/receipts", basket(club, "JEANS@100 TOTE@20", member=noa, coupons=["spring"]), 201)
    assert (paid["to_pay"], club.balance(noa)) == ("100.00", "10.00")
    # Points buy a price, and money off; points at their worth and credit pay.
    shown = club.told("POST", "/quotes", basket(club, "MUG@15 JEANS@30", member=noa))["offers"]
    assert {one["rule"]: (one["amount"], one["saves"]) for one in shown} == {
        "mug": ("100", "13.00"), "five": ("50", "5.00")}  # fmt: skip
    rows = [
        ([("points", "100", "mug"), ("credit", "10", None)], "22.00"),
        ([("points", "50", "five")], "40.00"),
        ([("points", "100", None)], "40.00"),
    ]
    for spent, pays in rows:
        redeem = [
            {"wallet": wallet, "amount": amount, **({"promotion": of} if of else {})} for wallet, amount, of in spent
        ]
        done = club.told("POST", "/receipts", basket(club, "MUG@15 JEANS@30", member=noa, redeem=redeem), 201)
        assert done["to_pay"] == pays, spent
    assert (club.balance(noa, "points"), club.balance(noa)) == ("250", "0.00")
    # What was spent is not there a second time.
    again = {"wallet": "credit", "amount": "1"}
    club.told("POST", "/receipts", basket(club, "JEANS@30", member=noa, redeem=[again]), 422)
