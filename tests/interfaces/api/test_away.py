"""While the database is away the till is told to come back, and nothing is half done."""

from typing import Any

import pytest
from django.db import OperationalError, connection

from moadon.apps.clubs.queries import forget_recent
from moadon.interfaces.api.endpoints import receipts
from tests.interfaces.api.shop import Shop

ENDED = """select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid()"""


@pytest.mark.parametrize("known", [True, False], ids=["a key just seen", "a key never seen"])
@pytest.mark.parametrize(("method", "path"), [("GET", "members"), ("POST", "receipts"), ("POST", "members")])
def test_a_database_that_is_away_is_503(shop: Shop, database: Any, method: str, path: str, known: bool) -> None:
    sale = shop.sale()
    shop.get("members")
    if not known:
        forget_recent()
    home = connection.settings_dict["HOST"]
    connection.close()
    database.admin.execute(ENDED)
    connection.settings_dict["HOST"] = "/nowhere"
    try:
        away = shop.call(method, path, sale if path == "receipts" else {"phone": "052-555-9001"}, Idempotency_Key="one")
    finally:
        connection.settings_dict["HOST"] = home
        connection.close()

    assert (away.status_code, away.json()["code"]) == (503, "database_away")
    assert away.headers["Content-Type"] == "application/problem+json"
    assert int(away.headers["Retry-After"]) > 0
    assert shop.get("receipts")["items"] == shop.get("members")["items"] == []


def test_a_receipt_that_broke_off_is_sent_again_and_happens_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    sale = shop.sale()

    def breaks(*arguments: object) -> None:
        raise OperationalError("the server closed the connection")

    with monkeypatch.context() as patch:
        patch.setattr(receipts.gather, "submit", breaks)
        broken = shop.post("receipts", sale, Idempotency_Key="one")
    again = shop.post("receipts", sale, Idempotency_Key="one")

    assert (broken.status_code, again.status_code) == (503, 201)


def test_what_breaks_is_told_without_its_inside(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*arguments: object) -> None:
        raise ZeroDivisionError("secret inside")

    monkeypatch.setattr(receipts.gather, "submit", breaks)

    response = shop.post("receipts", shop.sale())

    assert (response.status_code, response.json()["code"]) == (500, "internal_error")
    assert "secret" not in response.content.decode()
