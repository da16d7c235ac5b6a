"""Every write once: the same key and body are answered as they were the first time (semantics 24)."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from moadon.apps.audit.actions import forget_old_answers
from moadon.apps.clubs.queries import key_by_secret
from moadon.interfaces.api.bodies import digest_of
from tests.interfaces.api.shop import BROUGHT_BACK_AT, Shop

REPLAYED = "Idempotent-Replayed"


def test_a_receipt_sent_again_is_told_again_byte_for_byte(shop: Shop) -> None:
    sale = shop.sale(member=shop.member()["id"])

    first = shop.post("receipts", sale, Idempotency_Key="one")
    again = shop.post("receipts", sale, Idempotency_Key="one")

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.content == first.content
    assert (REPLAYED in first.headers, again.headers[REPLAYED]) == (False, "true")


def test_without_its_key_a_receipt_is_known_by_its_number(shop: Shop) -> None:
    sale = shop.sale()

    first = shop.post("receipts", sale)
    again = shop.post("receipts", sale)

    assert (again.status_code, again.content) == (200, first.content)


def test_other_content_under_the_same_number_is_refused(shop: Shop) -> None:
    sale = shop.sale("100.00")
    shop.post("receipts", sale)

    changed = shop.post("receipts", {**sale, "lines": [{**sale["lines"][0], "unit_price": "200.00"}]})

    assert (changed.status_code, changed.json()["code"]) == (409, "receipt_number_taken")


WRITES: list[tuple[str, str, object]] = [
    ("POST", "members", {"phone": "052-555-9001"}),
    ("POST", "branches", {"code": "new", "name": "New"}),
    ("POST", "products", {"sku": "new"}),
    ("POST", "receipts/batch", {"receipts": [{"number": "1"}]}),
]


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_any_write_sent_again_is_told_again(shop: Shop, method: str, path: str, body: object) -> None:
    first = shop.call(method, path, body, Idempotency_Key="one")
    again = shop.call(method, path, body, Idempotency_Key="one")

    assert first.status_code in (200, 201)
    assert (again.status_code, again.content, again.headers[REPLAYED]) == (first.status_code, first.content, "true")
    assert again.headers.get("ETag") == first.headers.get("ETag")


def test_what_was_done_is_done_once(shop: Shop) -> None:
    for _ in range(3):
        shop.call("POST", "members", {"phone": "052-555-9001"}, Idempotency_Key="one")

    assert len(shop.get("members")["items"]) == 1


def test_an_end_sent_again_ends_nothing_more(shop: Shop) -> None:
    branch = shop.get("branches")["items"][0]

    first = shop.call("DELETE", f"branches/{branch['id']}", Idempotency_Key="one")
    again = shop.call("DELETE", f"branches/{branch['id']}", Idempotency_Key="one")

    assert (first.status_code, again.status_code, again.headers[REPLAYED]) == (204, 204, "true")
    assert shop.get(f"branches/{branch['id']}")["edition"] == branch["edition"] + 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("members", {"phone": "12"}),
        ("members", {"phne": "052-555-9001"}),
        ("members", {}),
        ("receipts", {"number": "1"}),
        ("receipts", {"nonsense": True}),
        ("receipts/batch", {"receipts": "none"}),
        ("branches", {"code": "tlv", "name": "There already"}),
    ],
)
def test_a_refusal_is_told_again_as_a_refusal(shop: Shop, path: str, body: object) -> None:
    first = shop.call("POST", path, body, Idempotency_Key="one")
    again = shop.call("POST", path, body, Idempotency_Key="one")

    assert first.status_code in (409, 422)
    assert REPLAYED not in first.headers
    assert (again.status_code, again.content, again.headers[REPLAYED]) == (first.status_code, first.content, "true")


def test_a_refusal_by_the_books_is_told_again_even_when_it_would_be_good_by_now(shop: Shop) -> None:
    sale = shop.sale(branch="haifa", employee=None)

    first = shop.post("receipts", sale, Idempotency_Key="one")
    shop.post("branches", {"code": "haifa", "name": "Haifa"})
    again = shop.post("receipts", sale, Idempotency_Key="one")
    fresh = shop.post("receipts", sale)

    assert (first.status_code, again.status_code, fresh.status_code) == (422, 422, 201)
    assert again.content == first.content
    assert again.headers[REPLAYED] == "true"


@pytest.mark.parametrize("path", ["members", "receipts"])
def test_another_body_under_a_used_key_is_refused(shop: Shop, path: str) -> None:
    bodies = {"members": [{"phone": "052-555-9001"}, {"phone": "052-555-9002"}], "receipts": [shop.sale(), shop.sale()]}

    shop.call("POST", path, bodies[path][0], Idempotency_Key="one")
    other = shop.call("POST", path, bodies[path][1], Idempotency_Key="one")

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_key_that_was_used_elsewhere_is_used(shop: Shop) -> None:
    shop.call("POST", "members", {"phone": "052-555-9001"}, Idempotency_Key="one")

    elsewhere = shop.post("receipts", shop.sale(), Idempotency_Key="one")

    assert elsewhere.json()["code"] == "idempotency_key_reused"


def test_a_body_that_could_not_be_read_uses_no_key(shop: Shop) -> None:
    broken = shop.call("POST", "members", b'{"phone": ', Idempotency_Key="one")
    mended = shop.call("POST", "members", {"phone": "052-555-9001"}, Idempotency_Key="one")

    assert (broken.status_code, mended.status_code) == (400, 201)


def test_spacing_and_order_of_fields_make_no_other_body(shop: Shop) -> None:
    first = shop.call("POST", "branches", b'{"code":"new","name":"New"}', Idempotency_Key="one")
    again = shop.call("POST", "branches", b'{ "name": "New",\n "code": "new" }', Idempotency_Key="one")

    assert (first.status_code, again.content) == (201, first.content)


def test_keys_belong_to_their_caller(shop: Shop) -> None:
    one = shop.call("POST", "members", {"phone": "052-555-9001"}, by="till", Idempotency_Key="one")
    two = shop.call("POST", "members", {"phone": "052-555-9002"}, by="any till", Idempotency_Key="one")

    assert (one.status_code, two.status_code) == (201, 201)


@pytest.mark.parametrize("path", ["members", "receipts"])
def test_while_the_same_key_is_at_work_the_caller_is_told_to_wait(shop: Shop, database: Any, path: str) -> None:
    body = shop.sale() if path == "receipts" else {"phone": "052-555-9001"}

    with _at_work(shop, database, "one"):
        waiting = shop.call("POST", path, body, Idempotency_Key="one")

    done = shop.call("POST", path, body, Idempotency_Key="one")

    assert (waiting.status_code, waiting.json()["code"]) == (409, "idempotency_in_progress")
    assert waiting.headers["Retry-After"] == "1"
    assert done.status_code == 201


@pytest.mark.parametrize("path", ["receipts", "receipts/batch", "returns"])
def test_where_money_moves_a_key_is_needed(shop: Shop, path: str) -> None:
    response = shop.call("POST", path, shop.sale())

    assert (response.status_code, response.json()["code"]) == (400, "idempotency_key_needed")


def test_elsewhere_it_is_not(shop: Shop) -> None:
    assert shop.call("POST", "members", {"phone": "052-555-9001"}).status_code == 201
    assert shop.call("POST", "quotes", shop.sale()).status_code == 200


@pytest.mark.parametrize("key", ["", "two words", "x" * 256, "\u05de\u05e4\u05ea\u05d7", "tab\t"])
def test_a_malformed_key_is_refused(shop: Shop, key: str) -> None:
    response = shop.post("members", {"phone": "052-555-9001"}, Idempotency_Key=key)

    assert (response.status_code, response.json()["code"]) == (400, "bad_idempotency_key")


def test_the_secret_of_a_key_is_told_once_and_kept_nowhere(shop: Shop, database: Any) -> None:
    body = {"scope": "till", "branch": "tlv"}

    first = shop.post("keys", body, Idempotency_Key="one")
    again = shop.post("keys", body, Idempotency_Key="one")
    secret = first.json()["key"]

    assert again.json() == {**first.json(), "key": None}
    assert database.admin.execute(
        "SELECT count(*) FROM audit_answer WHERE body LIKE %s", [f"%{secret}%"]
    ).fetchone() == (0,)
    assert shop.keys.setdefault("new", secret)
    assert shop.call("GET", "members", by="new").status_code == 200


def test_after_thirty_days_a_key_is_free_again(shop: Shop, database: Any) -> None:
    shop.call("POST", "members", {"phone": "052-555-9001"}, Idempotency_Key="one")
    forget_old_answers(shop.club.id)
    kept = shop.call("POST", "members", {"phone": "052-555-9002"}, Idempotency_Key="one")
    database.admin.execute("UPDATE audit_answer SET created_at = created_at - interval '31 days'")
    forget_old_answers(shop.club.id)

    free = shop.call("POST", "members", {"phone": "052-555-9002"}, Idempotency_Key="one")

    assert (kept.status_code, free.status_code) == (422, 201)


def test_a_batch_answers_each_in_its_order(shop: Shop) -> None:
    good, bad, odd = shop.sale(), shop.sale(branch="haifa"), {"number": 7}

    results = shop.post("receipts/batch", {"receipts": [good, bad, odd, good]}).json()["results"]

    assert [one["status"] for one in results] == [201, 422, 422, 200]
    assert results[3]["receipt"] == results[0]["receipt"]
    assert results[1]["error"]["code"] == "unknown_branch"
    assert {fault["field"] for fault in results[2]["error"]["errors"]} >= {"number", "at", "lines"}


def test_a_batch_sent_again_writes_nothing_more(shop: Shop) -> None:
    body = {"receipts": [shop.sale(), shop.sale()]}

    first = shop.post("receipts/batch", body, Idempotency_Key="one")
    again = shop.post("receipts/batch", body, Idempotency_Key="one")

    assert again.content == first.content
    assert len(shop.get("receipts")["items"]) == 2


def test_a_mixed_batch_is_told_again_byte_for_byte_and_its_receipts_are_kept_once(shop: Shop, database: Any) -> None:
    good = shop.sale(member=shop.member()["id"])
    body = {"receipts": [good, shop.sale(branch="haifa"), {"number": 7}, good, shop.sale()]}

    first = shop.post("receipts/batch", body, Idempotency_Key="one")
    again = shop.post("receipts/batch", body, Idempotency_Key="one")
    kept = database.admin.execute("select octet_length(box) from audit_answer where key = 'one'").fetchone()[0]

    assert [one["status"] for one in first.json()["results"]] == [201, 422, 422, 200, 201]
    assert (again.content, again.headers[REPLAYED]) == (first.content, "true")
    assert kept < len(first.content) // 2  # the receipts of it are in their own rows


def test_a_return_and_a_cancellation_are_told_again(shop: Shop) -> None:
    sale = shop.post("receipts", shop.sale()).json()["id"]
    other = shop.post("receipts", shop.sale()).json()["id"]
    body = {"number": "r1", "at": BROUGHT_BACK_AT}

    returned = [shop.post(f"receipts/{sale}/returns", body, Idempotency_Key="one") for _ in range(2)]
    cancelled = [shop.post(f"receipts/{other}/cancel", Idempotency_Key="two") for _ in range(2)]

    for first, again in (returned, cancelled):
        assert first.status_code == 201
        assert (again.content, again.headers[REPLAYED]) == (first.content, "true")


@contextmanager
def _at_work(shop: Shop, database: Any, key: str) -> Iterator[None]:
    """Another request of the same caller under the same key, not yet done."""
    found = key_by_secret(shop.keys["owner"])
    assert found is not None
    with psycopg.connect(database.url) as elsewhere:
        elsewhere.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(format('%%s/%%s/%%s', %s::bigint, %s::text, %s::text), 24))",
            [shop.club.id, f"key:{found.id}", key],
        )
        yield


def test_different_values_are_different_requests_however_they_are_written() -> None:
    values = [None, math.inf, -math.inf, math.nan, "null", 0, False, 1, 1.0, "1", 10**30, 10**30 + 1, [], {}, "\ud800",
              {"a": None}, {"a": math.inf}, {"a": 1, "b": 2}, {"a": 2, "b": 1}]  # fmt: skip

    assert len({digest_of("POST", "/receipts", value) for value in values}) == len(values)
    assert digest_of("POST", "/x", {"a": 1, "b": [2]}) == digest_of("POST", "/x", {"b": [2], "a": 1})
    assert digest_of("POST", "/x", 1) != digest_of("POST", "/y", 1) != digest_of("PUT", "/y", 1)
