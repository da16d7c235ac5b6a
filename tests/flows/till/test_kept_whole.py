"""What rows of the books and of receipts name is there, and stays."""

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from moadon.store import club_transaction
from tests.flows.shopkeeper import LINEAR, document, open_shop
from tests.platform.database import TestDatabase

pytestmark = pytest.mark.django_db

_BOTH = "(values ('balance', 1), ('issued', -1)) v(book, amount)"
_ENTRIES = (
    """insert into ledger_entry (club_id, transaction_id, account_id, lot_id, book, wallet, amount)
              select t.club_id, {}, book, {}, amount from ledger_transaction t, ledger_account a, """
    + _BOTH
)
_LOT = """insert into ledger_lot (club_id, account_id, programme, rule, amount, remaining, pending, active_at)
          select club_id, 0, 'club', 'base', 1, 1, false, now() from ledger_account"""
_LINE = """insert into receipts_line (club_id, receipt_id, position, key, product_id, quantity, unit_price, total,
             discount, club_value, tax_rate) select club_id, 0, 1, '1', 1, 1, 1, 1, 0, 0, 0 from receipts_receipt"""
_RETURN = """insert into receipts_receipt (id, club_id, kind, number, at, business_date, channel, total, discount,
               redeemed, to_pay, items, state, details, content_hash, answer, of_receipt_id)
             select 9000000000, club_id, 'return', 'r', now(), now(), 'store', 1, 0, 0, 1, 1, 'whole', '{}', '', '', 0
             from receipts_receipt"""


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(_ENTRIES.format("0, null, null", "'credit'"), id="an entry of no transaction"),
        pytest.param(_ENTRIES.format("t.id, 0, null", "'credit'"), id="an entry of no account"),
        pytest.param(_ENTRIES.format("t.id, a.id, null", "'points'"), id="an entry of another wallet's account"),
        pytest.param(_ENTRIES.format("t.id, a.id, 0", "'credit'"), id="an entry of no lot"),
        pytest.param(_LOT, id="a lot of no account"),
        pytest.param(_LINE, id="a line of no receipt"),
        pytest.param(_RETURN, id="a return of no sale"),
    ],
)
def test_nothing_is_written_on_what_is_not_there(statement: str) -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    shop.buy("100", member=shop.member())

    with club_transaction(shop.club.id), pytest.raises(IntegrityError, match="what is not there"), transaction.atomic():
        connection.cursor().execute(statement)


def test_one_club_cannot_write_on_what_is_of_another() -> None:
    other = open_shop()
    other.publish(document(LINEAR))
    other.buy("100", member=other.member())
    with club_transaction(other.club.id), connection.cursor() as cursor:
        cursor.execute("select id from ledger_account")
        (theirs,) = cursor.fetchone()
    shop = open_shop()

    with club_transaction(shop.club.id), pytest.raises(IntegrityError, match="what is not there"), transaction.atomic():
        connection.cursor().execute(
            """insert into ledger_lot (club_id, account_id, programme, rule, amount, remaining, pending, active_at)
               values (%s, %s, 'club', 'base', 1, 1, false, now())""",
            [shop.club.id, theirs],
        )


@pytest.mark.parametrize("table", ["ledger_account", "ledger_lot", "receipts_receipt"])
def test_what_others_name_is_not_removed_even_by_the_owner(database: TestDatabase, table: str) -> None:
    with pytest.raises(psycopg.errors.RestrictViolation, match="stays"):
        database.admin.execute(f"delete from {table}")


@pytest.mark.parametrize("change", ["ledger_lot set account_id = 1", "ledger_account set wallet = 'other'"])
def test_what_a_row_names_is_not_changed(database: TestDatabase, change: str) -> None:
    with pytest.raises(psycopg.errors.RestrictViolation):
        database.admin.execute(f"update {change}")
