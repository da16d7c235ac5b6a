"""Promotions at the till: what is taken off, remembered, limited over receipts, and taken back with the goods."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moadon.apps.receipts.models import Line, Receipt
from moadon.apps.rewards.models import Earning, Progress, Shared
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, watching
from tests.flows.shopkeeper import LINEAR, NOON, POINTS, Shopkeeper, document, open_shop

pytestmark = pytest.mark.django_db


def promoted(*promotions: str, groups: str = "[]", earn: str = POINTS) -> str:
    """A programme with these promotions beside a point for each shekel."""
    return document(earn) + f"groups: {groups}\npromotions:\n" + "".join(f"  - {one}\n" for one in promotions)


def sale(shop: Shopkeeper, *goods: tuple[str, str, str], member: str | None = None, **more: Any) -> Any:
    """A receipt of (sku, unit price, quantity) lines; line ids are the skus."""
    lines = [{"id": sku, "sku": sku, "unit_price": price, "quantity": count} for sku, price, count in goods]
    return shop.buy(member=member, lines=lines, **more)


def back(shop: Shopkeeper, receipt: str, **units: str) -> Any:
    """A return of so many units of these lines; of everything where none is named."""
    lines = [{"line": line, "quantity": count} for line, count in units.items()]
    return shop.bring_back(receipt, lines or None)


THREE_FOR_TWO = "{id: three, items: {sku: [A, B, C]}, get: {kind: buy_get, buy: 2, get: 1, percent: '1'}}"
TENTH = "{id: tenth, when: {basket_from: '200'}, get: {kind: percent, value: '0.10', on: basket}}"
STEPS = "{id: save, get: {kind: steps, steps: [{from: '200', value: '20'}, {from: '500', value: '75'}]}}"
DUO = "{id: duo, get: {kind: bundle_price, price: '100', of: [{items: {sku: [A]}}, {items: {sku: [B]}}]}}"


def test_a_promotion_is_told_with_its_reason_and_counts_for_what_is_paid() -> None:
    shop = open_shop()
    shop.publish(promoted(TENTH))
    noa = shop.member()
    told = sale(shop, ("A", "150.00", "1"), ("B", "49.99", "2"), member=noa)
    assert (told["total"], told["discount"], told["to_pay"]) == ("249.98", "25.00", "224.98")
    assert [(line["id"], line["discount"]) for line in told["lines"]] == [("A", "15.00"), ("B", "10.00")]
    (first,) = told["lines"][0]["discounts"]
    assert (first["rule"], first["amount"], first["programme"]) == ("tenth", "15.00", "club")
    assert [(award["rule"], award["amount"]) for award in told["awards"]] == [("points", "224")]
    with club_transaction(shop.club.id):
        receipt = Receipt.objects.get(pk=row_id("rcp", told["id"]))
        assert (receipt.discount, receipt.to_pay) == (2500, 22498)
        assert receipt.promotions == {"0": [["club", 1, "tenth", 1500]], "1": [["club", 1, "tenth", 1000]]}
        earning = Earning.objects.get(rule="tenth")
        assert (earning.wallet, earning.base, earning.amount, earning.times) == ("-", 24998, 2500, 1)


def test_who_is_no_member_gets_what_is_for_all() -> None:
    shop = open_shop()
    shop.publish(promoted(TENTH, "{id: ours, for: {members: true}, get: {kind: percent, value: '0.5', on: basket}}"))
    told = sale(shop, ("A", "200.00", "1"))
    assert told["discount"] == "20.00"
    assert [(no["rule"], no["code"]) for no in told["not_applied"]] == [("ours", "members_only")]
    assert back(shop, told["id"])["refund"] == "180.00"


def test_payments_must_be_what_is_left_to_pay() -> None:
    shop = open_shop()
    shop.publish(promoted(TENTH))
    assert isinstance(sale(shop, ("A", "200.00", "1"), payments=[{"kind": "card", "amount": "200.00"}]), Refused)
    assert sale(shop, ("A", "200.00", "1"), payments=[{"kind": "card", "amount": "180.00"}])["_status"] == 201


@pytest.mark.parametrize(
    ("promotion", "goods", "returns"),
    [
        # Three for two: without the third the other two cost what they cost.
        (THREE_FOR_TWO, [("A", "100.00", "3")], [({"A": "1"}, "0.00"), ({"A": "1"}, "100.00"), ({"A": "1"}, "100.00")]),
        (THREE_FOR_TWO, [("A", "100.00", "1"), ("B", "80.00", "1"), ("C", "60.00", "1")],
         [({"C": "1"}, "0.00"), ({"A": "1"}, "100.00"), ({"B": "1"}, "80.00")]),
        # The dearest comes back: 160 were paid, what stays costs 140 without the promotion.
        (THREE_FOR_TWO, [("A", "100.00", "1"), ("B", "80.00", "1"), ("C", "60.00", "1")],
         [({"A": "1"}, "40.00"), ({"B": "1", "C": "1"}, "140.00")]),
        # Six units are two sets; a fourth, fifth and sixth that come back leave one.
        (THREE_FOR_TWO, [("A", "50.00", "6")], [({"A": "3"}, "100.00"), ({"A": "3"}, "100.00")]),
        # Below the threshold the tenth is taken back: 225 were paid, 150 stay.
        (TENTH, [("A", "150.00", "1"), ("B", "100.00", "1")], [({"B": "1"}, "75.00"), ({"A": "1"}, "150.00")]),
        (TENTH, [("A", "150.00", "1"), ("B", "100.00", "1")], [({"A": "1"}, "125.00"), ({"B": "1"}, "100.00")]),
        # Still above it, a tenth of what stays is left.
        (TENTH, [("A", "250.00", "1"), ("B", "100.00", "1")], [({"B": "1"}, "90.00"), ({"A": "1"}, "225.00")]),
        # A step lower: 425 were paid for 500; 300 with 20 off stay.
        (STEPS, [("A", "300.00", "1"), ("B", "200.00", "1")], [({"B": "1"}, "145.00"), ({"A": "1"}, "280.00")]),
        # What is taken back may be more than the goods are worth: nobody pays for bringing them back.
        (STEPS, [("A", "490.00", "1"), ("B", "10.00", "1")], [({"B": "1"}, "0.00"), ({"A": "1"}, "425.00")]),
        # Half a bundle is no bundle: 100 were paid for 130.
        (DUO, [("A", "70.00", "1"), ("B", "60.00", "1")], [({"A": "1"}, "40.00"), ({"B": "1"}, "60.00")]),
        (DUO, [("A", "70.00", "2"), ("B", "60.00", "2")],
         [({"A": "1"}, "40.00"), ({"B": "1"}, "60.00"), ({"A": "1", "B": "1"}, "100.00")]),
    ],
)  # fmt: skip
def test_what_stays_is_judged_again(promotion: str, goods: Any, returns: Any) -> None:
    shop = open_shop()
    shop.publish(promoted(promotion))
    noa = shop.member()
    told = sale(shop, *goods, member=noa)
    for units, refund in returns:
        answer = back(shop, told["id"], **units)
        assert answer["refund"] == refund, answer
        shop.check_books()
    assert answer["state"] == "returned"
    _nothing_left(shop, told["id"])
    assert shop.balance(noa, "points") == (0, 0, 0)


def test_a_return_tells_what_its_lines_and_those_that_stay_cost_now() -> None:
    shop = open_shop()
    shop.publish(promoted(STEPS))
    told = sale(shop, ("A", "300.00", "1"), ("B", "200.00", "1"))
    answer = back(shop, told["id"], B="1")
    assert answer["lines"] == [{"line": "B", "quantity": "1", "total": "200.00", "discount": "30.00"}]
    assert answer["repriced"] == [{"line": "A", "amount": "25.00"}]
    assert [(one["rule"], one["amount"]) for one in answer["promotions"]] == [("save", "55.00")]
    with club_transaction(shop.club.id):
        rows = Line.objects.filter(receipt_id=row_id("rcp", answer["id"])).order_by("position")
        assert [(r.key, r.quantity, r.total, r.discount) for r in rows] == [
            ("A", 0, 0, 2500),
            ("B", 1000, 20000, 3000),
        ]


def test_limits_count_over_receipts_and_come_back_with_the_goods() -> None:
    shop = open_shop()
    once = "{id: once, get: {kind: amount, value: '10', on: basket}, limits: {per_member: {times: 1, period: month}}}"
    shop.publish(promoted(once))
    noa, dan = shop.member(), shop.member("+972525550143")
    first = sale(shop, ("A", "50.00", "1"), member=noa)
    assert first["discount"] == "10.00"
    again = sale(shop, ("A", "50.00", "1"), member=noa)
    assert (again["discount"], again["not_applied"][0]["code"]) == ("0.00", "limit_reached")
    assert sale(shop, ("A", "50.00", "1"), member=dan)["discount"] == "10.00"
    back(shop, first["id"])
    assert sale(shop, ("A", "50.00", "1"), member=noa)["discount"] == "10.00"


def test_a_budget_is_for_everybody_and_is_given_in_part_at_its_end() -> None:
    shop = open_shop()
    shop.publish(promoted("{id: pot, get: {kind: amount, value: '30', on: basket}, limits: {budget: '70'}}"))
    one, two, three, four = (sale(shop, ("A", "100.00", "1"), member=m) for m in (shop.member(), None, None, None))
    assert [told["discount"] for told in (one, two, three, four)] == ["30.00", "30.00", "10.00", "0.00"]
    assert "10.00" in three["lines"][0]["discounts"][0]["why"]
    back(shop, two["id"])
    assert sale(shop, ("A", "100.00", "1"))["discount"] == "30.00"
    with club_transaction(shop.club.id):
        row = Shared.objects.get()
        assert (row.rule, row.awarded, row.times) == ("pot#budget", 7000, 3)


def test_a_batch_shares_a_budget_as_single_receipts_do() -> None:
    shop = open_shop()
    shop.publish(promoted("{id: pot, get: {kind: amount, value: '30', on: basket}, limits: {budget: '70'}}"))
    told = shop.post(*[shop.basket("100.00") for _ in range(4)])
    assert [one["discount"] for one in told] == ["30.00", "30.00", "10.00", "0.00"]


def test_the_first_purchase_is_the_earliest_that_was_kept() -> None:
    shop = open_shop()
    first = "{id: first, when: {first_purchase: true}, get: {kind: percent, value: '0.2', on: basket}}"
    shop.publish(promoted(first))
    noa = shop.member()
    bought = sale(shop, ("A", "100.00", "1"), member=noa)
    assert bought["discount"] == "20.00"
    told = sale(shop, ("A", "100.00", "1"), member=noa)
    assert (told["discount"], told["not_applied"][0]["code"]) == ("0.00", "not_first_purchase")
    assert back(shop, bought["id"], A="1")["refund"] == "80.00"
    late = (NOON - timedelta(days=3)).isoformat()
    assert sale(shop, ("A", "100.00", "1"), member=noa, at=late)["discount"] == "20.00"
    both = shop.post(*[shop.basket("10.00", member=shop.member("+972525550144")) for _ in range(1)])
    assert both[0]["discount"] == "2.00"


def test_in_one_batch_only_the_first_receipt_is_the_first_purchase() -> None:
    shop = open_shop()
    shop.publish(promoted("{id: first, when: {first_purchase: true}, get: {kind: percent, value: '0.2', on: basket}}"))
    noa = shop.member()
    told = shop.post(*[shop.basket("10.00", member=noa) for _ in range(3)])
    assert [one["discount"] for one in told] == ["2.00", "0.00", "0.00"]


def test_a_quote_and_the_receipt_that_follows_say_the_same() -> None:
    shop = open_shop()
    shop.publish(promoted(THREE_FOR_TWO, TENTH, DUO, groups="[]"))
    noa = shop.member()
    body = shop.basket("120.00", "80.00", "95.50", member=noa)
    for line, sku in zip(body["lines"], "ABC", strict=True):
        line["sku"] = sku
    quoted = shop.quote(body)
    committed = shop.post(body)[0]
    for key in ("total", "discount", "to_pay", "lines", "near", "not_applied", "gifts"):
        assert quoted[key] == committed[key], key


def test_old_books_keep_the_prices_that_were_paid() -> None:
    shop = open_shop()
    shop.publish(promoted(TENTH))
    told = shop.post_history(shop.basket("300.00"))
    assert (told["discount"], told["to_pay"]) == ("0.00", "300.00")


def test_many_promotions_and_receipts_take_as_many_statements_as_one() -> None:
    shop = open_shop()
    shop.publish(document(POINTS))
    noa = shop.member()
    shop.buy("1.00", "1.00", "1.00", member=noa)
    with watching() as bare:
        shop.buy("10.00", member=noa)
    many = [f"{{id: p{n}, items: {{sku: [S{n}]}}, get: {{kind: percent, value: '0.1'}}}}" for n in range(200)]
    shop.publish(promoted(*many))
    shop.buy("1.00", member=noa)
    with watching() as promotions:
        shop.buy("10.00", "20.00", "30.00", member=noa)
    with watching() as batch:
        shop.post(*[shop.basket("10.00", "20.00", member=noa) for _ in range(50)])
    assert len(bare) == len(promotions) == len(batch)


PRICES = st.integers(1, 400).map(lambda n: f"{n * 5 // 10}.{n * 5 % 10}0")
GOODS = st.lists(st.tuples(st.sampled_from("ABCDE"), PRICES, st.integers(1, 4)), min_size=1, max_size=4)
STORY = st.lists(
    st.one_of(
        st.tuples(st.just("buy"), GOODS, st.booleans()),
        st.tuples(st.just("back"), st.integers(0, 9), st.lists(st.integers(0, 4), min_size=4, max_size=4)),
    ),
    min_size=1,
    max_size=8,
)
EVERYTHING = (
    promoted(
        "{id: three, group: best, items: {sku: [A, B, C]}, get: {kind: buy_get, buy: 2, get: 1, percent: '1'}}",
        "{id: third, group: best, items: {sku: [B, C, D]}, get: {kind: percent, value: '0.33'},"
        " limits: {per_member: {amount: '40', period: month}, total: {amount: '90', period: day}}}",
        "{id: duo, group: best, get: {kind: bundle_price, price: '20', of: [{items: {sku: [A]}}, {items: {sku: [D]}}]}}",
        "{id: unit, group: one, items: {sku: [E]}, get: {kind: amount, value: '1.15', on: unit},"
        " limits: {per_receipt: {times: 2}}}",
        "{id: save, get: {kind: steps, steps: [{from: '100', value: '11.11'}, {from: '300', percent: '0.07'}]},"
        " limits: {budget: '30', per_member: {times: 2, period: year}}}",
        "{id: gift, when: {basket_from: '150'}, get: {kind: gift, of: {sku: [E, D]}}}",
        groups="[{id: best, mode: best, base: original}, {id: one, mode: exclusive}]",
        earn=LINEAR.replace("}", ", limits: {per_member: {amount: '30', period: week}}}"),
    )
    + "limits: {promotions: {budget: '200', per_member: {amount: '60', period: year}}}\n"
)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(story=STORY)
def test_any_story_that_ends_in_nothing_bought_gives_back_what_was_paid_and_nothing_else(story: Any) -> None:
    shop = open_shop()
    shop.publish(EVERYTHING)
    noa = shop.member()
    paid: dict[str, int] = {}
    for kind, what, more in story:
        if kind == "buy":
            goods = list({sku: (sku, price, str(count)) for sku, price, count in what}.values())
            told = sale(shop, *goods, member=noa if more else None)
            paid[told["id"]] = _minor(told["to_pay"])
            assert 0 <= _minor(told["to_pay"]) <= _minor(told["total"])
        elif paid:
            receipt = list(paid)[what % len(paid)]
            answer = back_some(shop, receipt, more)
            paid[receipt] -= _minor(answer["refund"]) if not isinstance(answer, Refused) else 0
        _copies_hold(shop)
    for receipt in paid:
        answer = back(shop, receipt)
        paid[receipt] -= _minor(answer["refund"]) if not isinstance(answer, Refused) else 0
        _nothing_left(shop, receipt)
    assert set(paid.values()) <= {0}
    _copies_hold(shop)
    with club_transaction(shop.club.id):
        rows = [*Progress.objects.all(), *Shared.objects.all()]
        assert {(row.base, row.awarded, row.times) for row in rows} <= {(0, 0, 0)}
    balance, pending, owed = shop.balance(noa)
    assert (balance - owed, pending) == (0, 0)


def back_some(shop: Shopkeeper, receipt: str, counts: list[int]) -> Any:
    """Bring back up to so many units of each line, as far as they are left."""
    with club_transaction(shop.club.id):
        lines = list(Line.objects.filter(receipt_id=row_id("rcp", receipt)).order_by("position"))
        returned = Line.objects.filter(receipt__of_receipt_id=row_id("rcp", receipt))
        left = {line.key: line.quantity // 1000 for line in lines}
        for line in returned:
            left[line.key] -= line.quantity // 1000
    units = {line.key: str(min(n, left[line.key])) for line, n in zip(lines, counts, strict=False)}
    units = {key: count for key, count in units.items() if count != "0"}
    return back(shop, receipt, **units) if units else Refused("nothing_left_to_return")


def _minor(text: str) -> int:
    return int(text.replace(".", ""))


def _nothing_left(shop: Shopkeeper, receipt: str) -> None:
    """A sale that came back whole: of each line price and discount are gone, and promotions give nothing on it."""
    with club_transaction(shop.club.id):
        row = row_id("rcp", receipt)
        assert Receipt.objects.get(pk=row).promotions == {}
        sold = {line.position: [line.total, line.discount] for line in Line.objects.filter(receipt_id=row)}
        for line in Line.objects.filter(receipt__of_receipt_id=row):
            assert line.of_line is not None
            sold[line.of_line][0] -= line.total
            sold[line.of_line][1] -= line.discount
        assert all(left == [0, 0] for left in sold.values()), sold


def _copies_hold(shop: Shopkeeper) -> None:
    """What promotions give by receipt is what their earnings sum to."""
    with club_transaction(shop.club.id):
        for receipt in Receipt.objects.filter(kind="sale"):
            given: dict[str, int] = {}
            for some in receipt.promotions.values():
                for _, _, rule, amount in some:
                    given[rule] = given.get(rule, 0) + amount
            booked: dict[str, int] = {}
            for earning in Earning.objects.filter(sale=receipt.pk, wallet="-"):
                booked[earning.rule] = booked.get(earning.rule, 0) + earning.amount
            assert given == {rule: amount for rule, amount in booked.items() if amount}


MUG = "{id: mug, items: {sku: [M]}, get: {kind: points_price, wallet: points, points: '500', price: '20'}}"
TEN_OFF = "{id: off, get: {kind: points_discount, wallet: points, points: '100', value: '10'}}"


def with_points(shop: Shopkeeper) -> str:
    """A member with 1,000 points to spend."""
    noa = shop.member()
    sale(shop, ("A", "1000.00", "1"), member=noa)
    return noa


def test_points_pay_the_price_above_what_is_left_in_money_and_come_back_as_points() -> None:
    shop = open_shop()
    shop.publish(promoted(MUG))
    noa = with_points(shop)
    quoted = shop.quote(shop.basket("1.00", member=noa))
    assert quoted["offers"] == []
    body = shop.basket("60.00", "40.00", member=noa)
    body["lines"][0]["sku"] = "M"
    (offer,) = shop.quote(body)["offers"]
    assert (offer["rule"], offer["wallet"], offer["amount"], offer["saves"]) == ("mug", "points", "500", "40.00")
    wish = {"wallet": "points", "amount": "500", "promotion": "mug"}
    told = shop.post({**body, "redeem": [wish], "payments": [{"kind": "card", "amount": "60.00"}]})[0]
    assert (told["total"], told["discount"], told["to_pay"]) == ("100.00", "0.00", "60.00")
    # Nothing is earned on what points paid: 20 for the mug, 40 for the rest.
    assert [(award["rule"], award["amount"]) for award in told["awards"]] == [("points", "60")]
    assert shop.balance(noa, "points") == (560, 0, 0)
    answer = shop.bring_back(told["id"], [{"line": "1", "quantity": "1"}])
    assert (answer["refund"], [(g["wallet"], g["amount"]) for g in answer["given_back"]]) == (
        "20.00",
        [("points", "500")],
    )
    assert shop.balance(noa, "points") == (1040, 0, 0)
    shop.bring_back(told["id"])
    assert shop.balance(noa, "points") == (1000, 0, 0)
    shop.check_books()


def test_points_take_money_off_the_basket() -> None:
    shop = open_shop()
    shop.publish(promoted(TEN_OFF))
    noa = with_points(shop)
    told = shop.buy("50.00", member=noa, redeem=[{"wallet": "points", "amount": "300", "promotion": "off"}])
    assert (told["to_pay"], shop.balance(noa, "points")[0]) == ("20.00", 720)


@pytest.mark.parametrize(
    ("wish", "prices", "code"),
    [
        ({"amount": "500", "promotion": "mug"}, ["60.00"], "promotion_not_given"),
        ({"amount": "450", "promotion": "off"}, ["60.00"], "promotion_not_given"),
        ({"amount": "100", "promotion": "nothing"}, ["60.00"], "promotion_not_given"),
        ({"amount": "1000", "promotion": "off"}, ["60.00"], "redeem_above_price"),
        ({"amount": "5000", "promotion": "off"}, ["600.00"], "not_enough_value"),
    ],
)
def test_points_that_buy_nothing_are_refused(wish: dict[str, str], prices: list[str], code: str) -> None:
    shop = open_shop()
    shop.publish(promoted(MUG, TEN_OFF))
    noa = with_points(shop)
    refused = shop.buy(*prices, member=noa, redeem=[{"wallet": "points", **wish}])
    assert isinstance(refused, Refused)
    assert refused.code == code
    assert shop.balance(noa, "points")[0] == 1000
