"""Promotions at the till: what is taken off, remembered, limited over receipts, and taken back with the goods."""

from datetime import timedelta
from typing import Any

import pytest

from moadon.apps.receipts.models import Line, Receipt
from moadon.apps.rewards.models import Earning, Shared
from moadon.flows.publishing import publish_programme
from moadon.flows.till.kept import promotions_in
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, watching
from tests.flows.shopkeeper import NOON, POINTS, Shopkeeper, document, open_shop

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
        (given,) = promotions_in(receipt.judged)
        assert (given.programme, given.version, given.rule, given.base, given.amount) == (
            "club",
            1,
            "tenth",
            24998,
            2500,
        )


def test_a_row_is_kept_only_of_what_a_limit_counts() -> None:
    shop = open_shop()
    once = "get: {kind: amount, value: '10', on: basket}, limits: {per_member: {times: 1, period: ever}}"
    limited = f"{{group: g, id: once, {once}}}"
    shop.publish(promoted(TENTH.replace("{id", "{group: g, id"), limited, groups="[{id: g, mode: stack}]"))
    noa = shop.member()
    receipt = sale(shop, ("A", "300.00", "1"), member=noa)
    with club_transaction(shop.club.id):
        rows = [row.rule for row in Earning.objects.filter(wallet="-")]
        kept = [one.rule for one in promotions_in(Receipt.objects.get(pk=row_id("rcp", receipt["id"])).judged)]
    assert (rows, kept) == (["once"], ["tenth"])


def test_a_version_cannot_begin_before_what_a_promotion_gave_by_the_one_before() -> None:
    shop = open_shop()
    shop.publish(promoted(TENTH), since=NOON - timedelta(days=9))
    sale(shop, ("A", "300.00", "1"))
    later = promoted(TENTH.replace("0.10", "0.20"))
    with pytest.raises(Refused) as refused:
        publish_programme(club=shop.club, text=later, at=NOON - timedelta(days=1), actor=shop.actor)
    assert refused.value.code == "already_earned"


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
    nothing_left(shop, told["id"])
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


def nothing_left(shop: Shopkeeper, receipt: str) -> None:
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
