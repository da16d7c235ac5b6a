"""How statements travel: prepared or not, together, committed or told that they were not."""

from typing import Any

import pytest
from django.db import OperationalError, ProgrammingError, transaction

from moadon.apps.receipts.models import Receipt
from moadon.store import club_transaction, pipelined, run
from moadon.store.transactions import last_statements
from tests.flows.shopkeeper import LINEAR, document, open_shop

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("prepares", [True, False], ids=["prepared", "behind a pooler that prepares nothing"])
def test_a_sale_travels_prepared_and_unprepared(settings: Any, prepares: bool) -> None:
    settings.DATABASE_PREPARES = prepares
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    assert [shop.buy("150", member=noa)["_status"] for _ in range(3)] == [201, 201, 201]
    assert shop.balance(noa) == (4000, 0, 0)


def test_numbers_of_every_size_find_their_statement() -> None:
    assert [run("select %s::bigint + 1", (number,)) for number in (1, 40_000, 5_000_000_000)] == [
        [(2,)],
        [(40_001,)],
        [(5_000_000_001,)],
    ]


def test_a_statement_that_fails_fails_its_block_and_the_next_block_works() -> None:
    def fails() -> None:
        with transaction.atomic(), pipelined():
            run("select %s::int", (7,))
            run("select nothing_of_the_kind")

    for _ in range(2):
        with pytest.raises(ProgrammingError):
            fails()
    assert run("select %s::int", (7,)) == [(7,)]


def test_a_commit_that_was_none_is_never_taken_for_one() -> None:
    shop = open_shop()

    def fails() -> None:
        with club_transaction(shop.club.id):
            with pytest.raises(ProgrammingError):
                run("select nothing_of_the_kind")
            with last_statements():
                pass

    with pytest.raises(OperationalError, match="rolled back"):
        fails()


def test_inside_a_transaction_that_was_joined_a_sale_is_undone_with_it() -> None:
    shop = open_shop()

    def breaks_off() -> None:
        with club_transaction(shop.club.id):
            assert shop.buy("100")["_status"] == 201
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaks_off()
    with club_transaction(shop.club.id):
        assert not Receipt.objects.exists()
