"""Whatever is bought by promotions and brought back: nothing bought means nothing left."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moadon.apps.receipts.models import Line, Receipt
from moadon.apps.rewards.models import Earning, Progress, Shared
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.shopkeeper import LINEAR, Shopkeeper, open_shop
from tests.flows.till.test_promotions import back, nothing_left, promoted, sale

pytestmark = pytest.mark.django_db


PRICES = st.integers(1, 400).map(lambda n: f"{n * 5 // 10}.{n * 5 % 10}0")
GOODS = st.lists(st.tuples(st.sampled_from("ABCDE"), PRICES, st.integers(1, 4)), min_size=1, max_size=4)
STORY = st.lists(
    st.one_of(
        st.tuples(st.just("buy"), GOODS, st.booleans()),
        st.tuples(st.just("back"), st.integers(0, 9), st.lists(st.integers(0, 4), min_size=4, max_size=4)),
        st.tuples(st.just("less"), st.integers(0, 9), st.tuples(st.integers(0, 3), st.integers(1, 6000))),
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
            answer = back_some(shop, receipt, more) if kind == "back" else less(shop, receipt, *more)
            assert isinstance(answer, Refused) or _minor(answer["refund"]) >= 0
            paid[receipt] -= _minor(answer["refund"]) if not isinstance(answer, Refused) else 0
        _copies_hold(shop)
    for receipt in paid:
        answer = back(shop, receipt)
        paid[receipt] -= _minor(answer["refund"]) if not isinstance(answer, Refused) else 0
        nothing_left(shop, receipt)
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


def less(shop: Shopkeeper, receipt: str, line: int, amount: int) -> Any:
    """Give so many minor units back for a line whose goods stay."""
    with club_transaction(shop.club.id):
        lines = list(Line.objects.filter(receipt_id=row_id("rcp", receipt)).order_by("position"))
    wanted = {"line": lines[line % len(lines)].key, "amount": f"{amount // 100}.{amount % 100:02}"}
    return shop.bring_back(receipt, [wanted])


def _minor(text: str) -> int:
    return int(text.replace(".", ""))


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
