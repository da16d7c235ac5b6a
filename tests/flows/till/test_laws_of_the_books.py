"""Whatever is bought, spent and brought back: the books hold, and nothing bought means nothing left."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moadon.apps.ledger.models import Entry, Lot
from moadon.apps.rewards.models import Earning, Progress
from moadon.flows.nightly import run_night
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, watching
from tests.flows.shopkeeper import LINEAR, MONTHLY, NOON, PER_RECEIPT, POINTS, Shopkeeper, document, open_shop

pytestmark = pytest.mark.django_db

RATES = (
    "{id: rates, type: rate_by_value, period: quarter, wallet: credit, method: whole, "
    "bands: [{from: '0', rate: '0.10'}, {from: '100', rate: '0.15'}, {from: '200', rate: '0.20'}]}"
)
WAITING = "{id: slow, type: per_amount, amount: '1', give: '1', wallet: points, pending: {days: 2}}"
PRICE = st.integers(1, 30000).map(lambda n: f"{n // 100}.{n % 100:02}")
BASKET = st.lists(PRICE, min_size=1, max_size=4)
STEP = st.one_of(
    st.tuples(st.just("buy"), BASKET, st.integers(0, 100)),
    st.tuples(st.just("back"), st.integers(0, 9), st.integers(0, 3)),
    st.tuples(st.just("less"), st.integers(0, 39), PRICE),
    st.tuples(st.just("night"), st.integers(1, 20), st.just(0)),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=1, max_size=12))
def test_any_story_that_ends_in_nothing_bought_leaves_nothing(steps: list[tuple[str, object, Any]]) -> None:
    shop = open_shop()
    shop.publish(document(LINEAR, PER_RECEIPT, MONTHLY, RATES, POINTS, WAITING))
    noa = shop.member()
    sales: list[str] = []
    for kind, what, more in steps:
        if kind == "buy":
            sales += _buy(shop, noa, list(what), more)  # type: ignore[call-overload]
        elif kind == "back" and sales:
            shop.bring_back(
                sales[int(str(what)) % len(sales)], [{"line": str(more + 1), "quantity": "1"}], at=shop.now.isoformat()
            )
        elif kind == "less" and sales:
            n, line = divmod(int(str(what)), 4)
            less = [{"line": str(line + 1), "amount": str(more)}]
            shop.bring_back(sales[n % len(sales)], less, at=shop.now.isoformat())
        elif kind == "night":
            shop.now += timedelta(days=int(str(what)))
            run_night(shop.club, shop.now)
        shop.check_books()
        _check_copies(shop)
    for sale in sales:
        shop.bring_back(sale, at=shop.now.isoformat())
    shop.check_books()
    _check_copies(shop)
    for wallet in ("credit", "points"):
        balance, pending, owed = shop.balance(noa, wallet)
        assert (balance - owed, pending) == (0, 0), wallet
    with club_transaction(shop.club.id):
        assert all(row.base == row.awarded == 0 for row in Progress.objects.all() if "#" not in row.rule)


def _buy(shop: Shopkeeper, member: str, prices: list[str], share: int) -> list[str]:
    credit = shop.balance(member)[0] * share // 100
    due = sum(int(price.replace(".", "")) for price in prices)
    redeem = [{"wallet": "credit", "amount": f"{min(credit, due) // 100}.{min(credit, due) % 100:02}"}]
    answer = shop.buy(
        *prices, member=member, at=shop.now.isoformat(), **({"redeem": redeem} if min(credit, due) else {})
    )
    return [] if isinstance(answer, Refused) else [answer["id"]]


def _check_copies(shop: Shopkeeper) -> None:
    """Progress and lots are the sums they claim to be."""
    with club_transaction(shop.club.id):
        sums: dict[tuple[object, ...], list[int]] = {}
        for earning in Earning.objects.exclude(period="-"):
            total = sums.setdefault((earning.member_id, earning.rule, earning.period), [0, 0, 0])
            total[0] += earning.base
            total[1] += earning.amount
            total[2] += earning.times
        for row in Progress.objects.all():
            if "#" not in row.rule:
                assert [row.base, row.awarded, row.times] == sums.get((row.member_id, row.rule, row.period), [0, 0, 0])
        lots: dict[object, int] = {}
        for entry in Entry.objects.exclude(lot=None):
            lots[entry.lot_id] = lots.get(entry.lot_id, 0) + entry.amount
        assert {lot.pk: lot.remaining for lot in Lot.objects.all()} == {
            lot.pk: lots.get(lot.pk, 0) for lot in Lot.objects.all()
        }


def test_one_and_five_hundred_receipts_take_the_same_number_of_statements() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR, MONTHLY, RATES))
    people = [shop.member(f"+97252555{i:04}") for i in range(40)]
    bodies = [shop.basket("10.00", "20.00", member=people[i % 40]) for i in range(502)]
    shop.post(bodies[0], keys=["warm"])
    with watching() as one:
        shop.post(bodies[1], keys=["k"])
    with watching() as many:
        shop.post(*bodies[2:], keys=[f"k{i}" for i in range(500)])
    assert len(one) == len(many) <= 26


@pytest.mark.parametrize(
    "statement",
    [
        "update ledger_entry set amount = amount + 1",
        "delete from ledger_entry",
        "update ledger_transaction set at = now()",
        "delete from ledger_transaction",
        "delete from receipts_receipt",
        "update receipts_line set total = 0",
        "update rewards_earning set amount = 0",
        "update audit_deed set action = ''",
    ],
)
def test_the_application_cannot_change_what_was_booked(statement: str) -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    shop.buy("100", member=shop.member())
    with pytest.raises(Exception, match=r"permission denied|only added to"), club_transaction(shop.club.id):
        connection.cursor().execute(statement)


def test_nobody_books_what_does_not_balance_or_goes_below_zero() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    shop.buy("100", member=shop.member())
    with club_transaction(shop.club.id), pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
        connection.cursor().execute(
            """insert into ledger_entry (club_id, transaction_id, book, wallet, amount)
               select club_id, id, 'issued', 'credit', 5 from ledger_transaction"""
        )
    with (
        club_transaction(shop.club.id),
        pytest.raises(IntegrityError, match="value_never_below_zero"),
        transaction.atomic(),
    ):
        connection.cursor().execute("update ledger_account set balance = -1")
    shop.now = NOON
    shop.check_books()
