"""Tills at the same moment, over real connections."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from moadon.apps.ledger import actions as ledger
from moadon.apps.receipts.models import Receipt
from moadon.flows.nightly import run_night
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.shopkeeper import LINEAR, MONTHLY, NOON, Shopkeeper, document, open_shop
from tests.platform.database import TestDatabase

pytestmark = pytest.mark.django_db


WAITS = """select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"""


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run all on threads of their own, each with its own connection, started together; what one raised is raised."""
    gate = threading.Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(one, works, timeout=60))


def test_two_tills_cannot_spend_the_same_credit() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    shop.buy("1000", member=noa)
    wanted = [
        shop.basket("90", member=noa, redeem=[{"wallet": "credit", "amount": "30"}], till=f"T{i}") for i in range(8)
    ]
    told = at_once(*[lambda body=body: shop.post(body)[0] for body in wanted])
    spent = [answer for answer in told if not isinstance(answer, Refused)]
    assert len(spent) == 3 and {t.code for t in told if isinstance(t, Refused)} == {"not_enough_value"}
    assert shop.balance(noa)[0] == 10000 - 3 * 3000 + 1000
    shop.check_books()


def test_the_same_receipt_from_two_connections_stands_once() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    body = shop.basket("100", member=noa)
    told = at_once(*[lambda: shop.post(body)[0] for _ in range(6)])
    assert len({answer["id"] for answer in told}) == 1
    assert sorted(answer["_status"] for answer in told) == [200] * 5 + [201]
    with club_transaction(shop.club.id):
        assert Receipt.objects.count() == 1
    assert shop.balance(noa)[0] == 1000


def test_the_same_key_from_two_connections_is_done_once() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    body = shop.basket("100")
    told = at_once(*[lambda: shop.post(body, keys=["k"])[0] for _ in range(6)])
    done = [answer for answer in told if not isinstance(answer, Refused)]
    assert len({answer["id"] for answer in done}) == 1
    assert {t.code for t in told if isinstance(t, Refused)} <= {"idempotency_in_progress"}


def test_many_members_in_any_order_never_deadlock_and_lose_nothing() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    people = [shop.member(f"+97252555{i:04}") for i in range(10)]
    orders = [people[i:] + people[:i] for i in range(6)]
    batches = [[shop.basket("100", member=m, till=f"T{i}") for m in order] for i, order in enumerate(orders)]
    told = at_once(*[lambda batch=batch: shop.post(*batch) for batch in batches])
    assert all(not isinstance(answer, Refused) for batch in told for answer in batch)
    assert [shop.balance(m)[0] for m in people] == [6000] * 10
    shop.check_books()


def test_a_member_at_another_till_keeps_only_own_receipts_waiting(database: TestDatabase) -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa, dan = shop.member("+972525550001"), shop.member("+972525550002")
    shop.post(*[shop.basket("100", member=m) for m in (noa, dan)])
    batch = [shop.basket("100", member=m) for m in (noa, dan, noa)]
    with ThreadPoolExecutor(1) as others, club_transaction(shop.club.id):
        ledger.lock_accounts(shop.club.id, [(row_id("mbr", noa), "credit")])
        told = others.submit(_posted_apart, shop, batch)
        while not database.admin.execute(WAITS).fetchone():
            assert not told.done(), told.result()
        credit = database.admin.execute("select owner, balance from ledger_account where wallet = 'credit'")
        assert dict(credit.fetchall()) == {row_id("mbr", noa): 1000, row_id("mbr", dan): 2000}
    assert [answer["_status"] for answer in told.result()] == [201] * 3
    assert [shop.balance(m)[0] for m in (noa, dan)] == [3000, 2000]
    shop.check_books()


def _posted_apart(shop: Shopkeeper, batch: list[dict[str, Any]]) -> list[Any]:
    try:
        return shop.post(*batch)
    finally:
        connection.close()


def test_a_sale_cannot_be_brought_back_twice_at_once() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    sale = shop.buy("500", member=noa)
    told = at_once(*[lambda: shop.bring_back(sale["id"], [{"line": "1", "quantity": "1"}]) for _ in range(4)])
    assert sum(not isinstance(answer, Refused) for answer in told) == 1
    assert shop.balance(noa) == (0, 0, 0)


def test_two_nights_at_once_pay_once() -> None:
    shop = open_shop()
    shop.publish(document(MONTHLY))
    people = [shop.member(f"+97252555{i:04}") for i in range(20)]
    shop.post(*[shop.basket("900", member=m, at="2026-10-05T10:00:00+03:00") for m in people])
    at_once(*[lambda: run_night(shop.club, NOON) for _ in range(3)])
    assert {shop.balance(m)[0] for m in people} == {10000}
    shop.check_books()
