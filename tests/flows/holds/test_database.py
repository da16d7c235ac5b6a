"""What the database itself keeps of holds."""

import pytest
from django.db import DatabaseError, connection, transaction

from moadon.flows.holds import void_hold
from moadon.store import club_transaction
from tests.flows.holds.keeping import hold, opened

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change",
    [
        "ledger_account set held = held + 8000",
        "ledger_account set held = -1",
        "ledger_account set balance = 2999",
        "ledger_lot set held = held + 8000",
        "ledger_lot set remaining = 2999",
        "ledger_lot set pending = true",
        "ledger_hold set state = 'gone'",
        "ledger_hold set posted = 1",
        "ledger_hold set amount = 1",
        "ledger_hold set expires_at = now()",
        "ledger_hold set parts = '{1}'",
    ],
)
def test_the_database_keeps_what_is_held_within_what_is_there(change: str) -> None:
    shop, noa = opened()
    hold(shop, noa, "30.00")
    with club_transaction(shop.club.id), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(f"update {change}")


def test_the_database_ends_a_hold_once() -> None:
    shop, noa = opened()
    void_hold(shop.club, hold(shop, noa, "30.00"), shop.now)
    with club_transaction(shop.club.id), pytest.raises(DatabaseError, match="has ended"), transaction.atomic():
        connection.cursor().execute("update ledger_hold set state = 'placed', ended_at = null")


def test_a_hold_names_lots_of_its_own_account_that_add_up() -> None:
    shop, noa = opened()
    hold(shop, noa, "30.00")
    columns = "club_id, account_id, reference, state, posted, placed_at, expires_at"
    for amount, lots, parts in (("2", "lots", "'{1}'"), ("1", "'{0}'", "'{1}'"), ("1", "lots", "'{1,1}'")):
        with club_transaction(shop.club.id), pytest.raises(DatabaseError, match="not there"), transaction.atomic():
            connection.cursor().execute(
                f"insert into ledger_hold ({columns}, amount, lots, parts) "
                f"select {columns}, {amount}, {lots}, {parts} from ledger_hold"
            )
