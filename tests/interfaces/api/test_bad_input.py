"""What should not be sent, sent: each gets its own clear answer that names the field, and nothing else is touched."""

import io
import json
import time
from typing import Any

import pytest
from django.test import Client

from tests.interfaces.api.shop import Shop

LINE = {"id": "1", "sku": "SKU-1", "quantity": "1", "unit_price": "10.00"}


def _line(**changes: object) -> dict[str, Any]:
    return {"lines": [{**LINE, **changes}]}


RECEIPTS: list[tuple[str, dict[str, Any], str, str]] = [
    ("no units", _line(quantity="0"), "not_above_zero", "lines.0.quantity"),
    ("units below zero", _line(quantity="-1"), "not_above_zero", "lines.0.quantity"),
    ("more decimals than a scale has", _line(quantity="1.0001"), "too_many_decimals", "lines.0.quantity"),
    ("more decimals than a price has", _line(unit_price="1.00001"), "too_many_decimals", "lines.0.unit_price"),
    ("more decimals than the currency has", _line(discount="1.001"), "too_many_decimals", "lines.0.discount"),
    ("units in words", _line(quantity="two"), "not_a_number", "lines.0.quantity"),
    ("NaN in a string", _line(quantity="NaN"), "not_a_number", "lines.0.quantity"),
    ("an exponent", _line(quantity="1e3"), "not_a_number", "lines.0.quantity"),
    ("more than any till sells", _line(quantity="1" + "0" * 30), "not_a_number", "lines.0.quantity"),
    ("a price below zero", _line(unit_price="-1"), "below_zero", "lines.0.unit_price"),
    ("a discount above the price", _line(discount="10.01"), "discount_above_price", "lines.0.discount"),
    ("tax above one", _line(tax_rate="18"), "rate_above_one", "lines.0.tax_rate"),
    ("two lines of one id", {"lines": [LINE, LINE]}, "line_twice", "lines.1.id"),
    ("no lines", {"lines": []}, "no_lines", "lines"),
    ("a thousand and one lines", {"lines": [{**LINE, "id": str(i)} for i in range(1001)]}, "too_many", "lines"),
    ("lines that are none", {"lines": "all"}, "not_a_list", "lines"),
    ("a line that is none", {"lines": ["one"]}, "not_an_object", "lines.0"),
    ("a field nobody knows", {"cashier": "Noa"}, "unknown_field", "cashier"),
    ("a field nobody knows in a line", _line(colour="blue"), "unknown_field", "lines.0.colour"),
    ("no time", {"at": None}, "missing", "at"),
    ("a time without its offset", {"at": "2026-11-20T10:15:00"}, "time_without_offset", "at"),
    ("a time that is none", {"at": "yesterday evening"}, "not_a_time", "at"),
    ("a time to come", {"at": "2100-11-20T10:15:00+02:00"}, "in_the_future", "at"),
    ("a number that is a number", {"number": 7}, "not_text", "number"),
    ("an unknown branch", {"branch": "haifa"}, "unknown_branch", "branch"),
    ("an unknown employee", {"employee": "e99"}, "unknown_employee", "employee"),
    ("an unknown member", {"member": "052-555-9999"}, "unknown_member", "member"),
    ("an id that is none", {"member": "mbr_none"}, "unknown_member", "member"),
    ("value of nobody", {"redeem": [{"wallet": "credit", "amount": "1"}]}, "redeem_needs_member", "redeem"),
    ("payments short", {"payments": [{"kind": "card", "amount": "1"}]}, "payments_do_not_match", "payments"),
]  # fmt: skip


@pytest.mark.parametrize("path", ["receipts", "quotes"])
def test_a_faulty_receipt(shop: Shop, path: str, subtests: pytest.Subtests) -> None:
    for name, changes, code, field in RECEIPTS:
        with subtests.test(name):
            response = shop.post(path, {**shop.sale("10.00"), **changes})

            problem = response.json()
            assert (response.status_code, response.headers["Content-Type"]) == (422, "application/problem+json")
            assert (problem["code"], problem["errors"][0]["field"]) == (code, field)
    assert shop.get("receipts")["items"] == []


RAW: list[tuple[str, bytes, int, str, str | None]] = [
    ("NaN", b'{"lines": [{"quantity": NaN}]}', 422, "not_a_number", "lines.0.quantity"),
    ("infinity", b'{"lines": [{"quantity": Infinity}]}', 422, "not_a_number", "lines.0.quantity"),
    ("1e309", b'{"lines": [{"quantity": 1e309}]}', 422, "not_a_number", "lines.0.quantity"),
    ("a float", b'{"lines": [{"unit_price": 149.9}]}', 422, "not_a_number", "lines.0.unit_price"),
    ("many digits", b'{"lines": [{"quantity": %s}]}' % (b"9" * 10_000), 422, "not_a_number", "lines.0.quantity"),
    ("a field twice", b'{"number": "1", "number": "2"}', 422, "duplicate_field", "number"),
    ("NUL", b'{"number": "1\\u0000"}', 422, "not_printable", "number"),
    ("half a character", b'{"number": "\\ud800"}', 422, "not_printable", "number"),
    ("not JSON", b"{'number': 1}", 400, "body_not_json", None),
    ("cut short", b'{"number": "1"', 400, "body_not_json", None),
    ("nothing", b"", 422, "not_an_object", None),
    ("not UTF-8", b'{"number": "\xff\xfe"}', 400, "body_not_utf8", None),
    ("Windows-1255", '{"number": "שלום"}'.encode("cp1255"), 400, "body_not_utf8", None),
    ("nested too deeply", b"[" * 100_000, 400, "too_deep", None),
    ("a list", b"[]", 422, "not_an_object", None),
    ("a text", b'"receipt"', 422, "not_an_object", None),
    ("null", b"null", 422, "not_an_object", None),
]  # fmt: skip


def test_a_body_with_no_meaning(shop: Shop, subtests: pytest.Subtests) -> None:
    for name, body, status, code, field in RAW:
        with subtests.test(name):
            response = shop.post("receipts", body)

            problem = response.json()
            codes = {problem["code"], *(fault["code"] for fault in problem["errors"])}
            fields = {fault["field"] for fault in problem["errors"]}
            assert (response.status_code, response.headers["Content-Type"]) == (status, "application/problem+json")
            assert code in codes
            assert field is None or field in fields


@pytest.mark.parametrize(
    ("path", "kind", "code"),
    [
        ("receipts", "application/json", "duplicate_field"),
        ("programmes", "application/json", "duplicate_field"),
        ("programmes", "application/yaml", "duplicate_key"),
    ],
)
def test_the_last_of_very_many_fields_may_come_twice(shop: Shop, path: str, kind: str, code: str) -> None:
    body = ("{" + "".join(f'"k{n}": 1, ' for n in range(60_000)) + '"k59999": 2}').encode()

    started = time.process_time()
    response = shop.post(path, body, Content_Type=kind)

    (fault,) = response.json()["errors"]
    assert (response.status_code, fault["field"], fault["code"]) == (422, "k59999", code)
    assert time.process_time() - started < 3


def test_no_other_door_breaks_either(shop: Shop, subtests: pytest.Subtests) -> None:
    for path in ("members", "branches", "products", "keys", "programmes", "receipts/batch", "returns"):
        for name, body, *_ in RAW[8:]:
            with subtests.test(f"{path}: {name}"):
                response = shop.post(path, body)

                assert response.status_code in (400, 422)
                assert response.headers["Content-Type"] == "application/problem+json"


def test_a_byte_order_mark_is_no_fault(shop: Shop) -> None:
    assert shop.post("members", b'\xef\xbb\xbf{"phone": "052-555-9001"}').status_code == 201


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data; boundary=x", ""])
def test_only_json_is_read(shop: Shop, kind: str) -> None:
    response = shop.post("members", b'{"phone": "052-555-9001"}', Content_Type=kind)

    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


def test_json_may_name_its_letters(shop: Shop) -> None:
    kind = "application/json; charset=utf-8"

    assert shop.post("members", b'{"phone": "052-555-9001"}', Content_Type=kind).status_code == 201


@pytest.mark.parametrize(("path", "mib"), [("receipts", 1), ("members", 1), ("receipts/batch", 8)])
def test_a_body_has_an_end(shop: Shop, path: str, mib: int) -> None:
    body = b'{"number": "' + b"x" * (mib << 20) + b'"}'

    response = shop.post(path, body)

    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize(("sent", "status"), [(b'{"phone": "052-555-9001"}', 201), (b" " * (1 << 20) + b"{}", 413)])
def test_a_body_may_come_in_chunks(shop: Shop, sent: bytes, status: int) -> None:
    chunked = {
        "wsgi.input": io.BytesIO(sent), "wsgi.input_terminated": True, "REQUEST_METHOD": "POST",
        "PATH_INFO": "/api/v1/members", "CONTENT_TYPE": "application/json", "HTTP_TRANSFER_ENCODING": "chunked",
        "HTTP_AUTHORIZATION": f"Bearer {shop.keys['owner']}",
    }  # fmt: skip

    assert Client().request(**chunked).status_code == status


def test_a_batch_may_be_larger_than_a_receipt(shop: Shop) -> None:
    many = {"receipts": [shop.sale() for _ in range(1000)]}
    body = json.dumps(many, indent=8).encode() + b" " * (1 << 20)

    results = shop.post("receipts/batch", body).json()["results"]

    assert len(results) == 1000
    assert {one["status"] for one in results} == {201}


def test_a_batch_takes_a_thousand(shop: Shop) -> None:
    response = shop.post("receipts/batch", {"receipts": [{}] * 1001})

    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "receipts")


MEMBERS: list[tuple[str, dict[str, Any], str, str]] = [
    ("no phone", {"phone": None}, "not_text", "phone"),
    ("a phone that is too short", {"phone": "12"}, "phone_too_short", "phone"),
    ("a phone in words", {"phone": "call me"}, "phone_not_valid", "phone"),
    ("no e-mail address", {"email": "dana at example"}, "email_not_valid", "email"),
    ("a birth date to come", {"birth_date": "2100-01-01"}, "birth_date_not_possible", "birth_date"),
    ("a day that never was", {"birth_date": "1990-02-30"}, "not_a_date", "birth_date"),
    ("a day as a number", {"birth_date": 19900230}, "not_a_date", "birth_date"),
    ("a language we do not speak", {"language": "de"}, "unknown_value", "language"),
    ("a name without end", {"first_name": "x" * 201}, "too_long", "first_name"),
    ("a name with a bell in it", {"first_name": "ding\u0007"}, "not_printable", "first_name"),
    ("a branch that is not ours", {"branch": "haifa"}, "unknown_branch", "branch"),
    ("a field nobody knows", {"nickname": "D"}, "unknown_field", "nickname"),
    ("an edition of their own", {"edition": 7}, "unknown_field", "edition"),
]


def test_a_faulty_member(shop: Shop, subtests: pytest.Subtests) -> None:
    for name, changes, code, field in MEMBERS:
        with subtests.test(name):
            response = shop.post("members", {"phone": "052-555-9001", **changes})

            problem = response.json()
            assert (response.status_code, problem["code"], problem["errors"][0]["field"]) == (422, code, field)
    assert shop.get("members")["items"] == []


def test_all_faults_are_told_at_once(shop: Shop) -> None:
    response = shop.post("members", {"phone": "12", "email": "x", "birth_date": "2100-01-01"})

    assert response.json()["code"] == "several_refusals"
    assert {fault["field"] for fault in response.json()["errors"]} == {"phone", "email", "birth_date"}


QUESTIONS: list[tuple[str, str, str | None]] = [
    ("members?phon=052", "unknown_parameter", "phon"),
    ("members?limit=0", "too_small", "limit"),
    ("members?limit=201", "too_large", "limit"),
    ("members?limit=ten", "not_a_whole_number", "limit"),
    ("members?cursor=nonsense", "bad_cursor", "cursor"),
    ("members?cursor=WyJ4IiwgMV0", "bad_cursor", "cursor"),
    ("members?cursor=W1sidCIsICIyMDI2LTExLTIwIl0sIDFd", "bad_cursor", "cursor"),
    ("members?cursor=W1sidCIsICIwMDAxLTAxLTAxVDAwOjAwOjAwKzIzOjU5Il0sIDFd", "bad_cursor", "cursor"),
    ("members?cursor=W1sidCIsICI5OTk5LTEyLTMxVDIzOjU5OjU5LTIzOjU5Il0sIDFd", "bad_cursor", "cursor"),
    ("members?q=a%00b", "not_printable", "q"),
    ("receipts?business_date=today", "not_a_date", "business_date"),
    ("reports/club-summary?from=2026-11-01", "missing", "to"),
    ("reports/club-summary?from=2026-11-02&to=2026-11-01", "from_after_to", None),
    ("reports/value-segments?from=2026-11-01&to=2026-11-02&groups=0", "too_small", "groups"),
    ("kpis?from=2026-11-01&to=2026-11-02&by=weather", "unknown_by", "by"),
]


def test_a_faulty_question(shop: Shop, subtests: pytest.Subtests) -> None:
    for path, code, field in QUESTIONS:
        with subtests.test(path):
            response = shop.call("GET", path)

            problem = response.json()
            assert (response.status_code, problem["code"]) == (422, code)
            assert field is None or problem["errors"][0]["field"] == field


@pytest.mark.parametrize(
    "path",
    [
        "nothing",
        "members/mbr_0c5z3k7q1m9xw/nothing",
        "Members",
        "members/",
        "members//wallets",
        "a\nb",
        "..",
        "programmes/%00",
        "programmes/a%00b/versions",
        "members/%00",
    ],
)
def test_an_unknown_address_is_a_problem_too(shop: Shop, path: str) -> None:
    response = shop.call("GET", path)

    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("given", ["mbr_0c5z3k7q1m9xw", "rcp_0c5z3k7q1m9xw", "1", "mbr_", "mbr_ZZZZZZZZZZZZZ", "é"])
def test_an_unknown_id_is_unknown(shop: Shop, given: str) -> None:
    assert shop.call("GET", f"members/{given}").status_code == 404


@pytest.mark.parametrize(("method", "path"), [("PUT", "members"), ("DELETE", "members"), ("OPTIONS", "receipts")])
def test_a_method_that_is_not_there_says_which_are(shop: Shop, method: str, path: str) -> None:
    response = shop.call(method, path)

    assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")
    assert set(response.headers["Allow"].split(", ")) == {"GET", "POST"}


def test_head_asks_without_the_body(shop: Shop) -> None:
    response = shop.call("HEAD", "members")

    assert (response.status_code, response.content) == (200, b"")
    assert int(response.headers["Content-Length"]) == len(shop.call("GET", "members").content)
