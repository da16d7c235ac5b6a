"""A till's receipt by the short way: what it is told is what the long way would have told."""

import http.client
import json
import socket
import uuid
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from moadon.interfaces.api import at_once
from tests.interfaces.api.shop import Shop
from tests.platform.loops import on_a_loop
from tests.platform.running import ClubServer

LONG = "application/json; charset=utf-8"
"""Which only the long way reads."""


class Till:
    """Talks to the running server on one connection, by the short way or by the long one."""

    def __init__(self, server: ClubServer, shop: Shop) -> None:
        self.shop = shop
        self.connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=60)

    def send(self, body: object, *, long: bool = False, by: str = "owner", key: str = "", **more: str) -> Any:
        """The answer as (status, headers but the time and what the address itself says, JSON)."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {
            "Authorization": f"Bearer {self.shop.keys.get(by, by)}",
            "Content-Type": LONG if long else "application/json",
            "Idempotency-Key": key or uuid.uuid4().hex,
            **{name.replace("_", "-"): value for name, value in more.items()},
        }
        self.connection.request("POST", at_once.PATH, raw, headers)
        answer = self.connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders() if name.lower() != "date"}
        return answer.status, told, json.loads(answer.read())


@pytest.fixture
def till(club_server: ClubServer, shop: Shop) -> Iterator[Till]:
    till = Till(club_server, shop)
    till.send(shop.sale())
    yield till
    till.connection.close()


GOOD_OR_NOT: dict[str, Any] = {
    "good": {},
    "in Persian": {"Accept_Language": "fa, en;q=0.5"},
    "in no language of ours": {"Accept_Language": "fr"},
    "a reader": {"by": "reader"},
    "a till of this branch": {"by": "till"},
    "a till of another branch": {"by": "other till"},
    "no key of ours": {"by": "mdn_none"},
    "no JSON": {"body": b'{"number": '},
    "not UTF-8": {"body": b'{"number": "\xff"}'},
    "a field that is none": {"surprise": "1"},
    "no such branch": {"branch": "nowhere"},
    "no such member": {"member": "mbr_0000000000000"},
    "no line": {"lines": []},
    "a bad idempotency key": {"key": "two words"},
}


@pytest.mark.parametrize("given", GOOD_OR_NOT.values(), ids=GOOD_OR_NOT.keys())
def test_both_ways_tell_the_same(till: Till, given: dict[str, Any]) -> None:
    def told(number: str, *, long: bool) -> Any:
        how = {name: value for name, value in given.items() if name in ("by", "key", "Accept_Language")}
        fields = {name: value for name, value in given.items() if name not in how}
        body = fields.pop("body", None) or till.shop.sale(**{"number": number, **fields})
        status, headers, answer = till.send(body, long=long, **how)
        return (
            status,
            headers,
            {name: value for name, value in answer.items() if name not in ("id", "number", "wallets")},
        )

    assert told("10001", long=False) == told("10002", long=True)


@pytest.mark.parametrize("long", [False, True], ids=["short", "long"])
@pytest.mark.parametrize("first", [False, True], ids=["short first", "long first"])
def test_what_one_way_has_told_the_other_tells_again(till: Till, first: bool, long: bool) -> None:
    sale = till.shop.sale()
    once = till.send(sale, long=first, key="k")

    again = till.send(sale, long=long, key="k")
    by_number = till.send(sale, long=long)
    other = till.send({**sale, "number": "other"}, long=long, key="k")

    assert (once[0], again[0], by_number[0]) == (201, 200, 200)
    assert once[2] == again[2] == by_number[2]
    assert again[1]["idempotent-replayed"] == by_number[1]["idempotent-replayed"] == "true"
    assert (other[0], other[2]["code"]) == (422, "idempotency_key_reused")


class Headers(dict[str, str]):
    """Headers as the server gives them; one that came twice is written with a bar."""

    def items(self) -> Any:
        return [(name, value) for name, values in super().items() for value in values.split("|")]


def _scope(shop: Shop, **more: Any) -> Any:
    headers = {
        "authorization": f"Bearer {shop.keys['owner']}",
        "content-type": "application/json",
        "content-length": "400",
        "idempotency-key": uuid.uuid4().hex,
    }
    given = {
        "method": "POST",
        "path": at_once.PATH,
        "query_string": "",
        "headers": Headers(headers | more.pop("headers", {})),
    }
    return SimpleNamespace(**{**given, **more})


def test_a_receipt_in_order_is_taken_and_served(shop: Shop) -> None:
    shop.get("members")
    scope = _scope(shop)

    told = on_a_loop(at_once.serve(scope, json.dumps(shop.sale()).encode()))

    assert at_once.takes(scope)
    assert told is not None
    assert told.status == 201


@pytest.mark.parametrize(
    "more",
    [
        {"method": "GET"}, {"path": "/api/v1/quotes"}, {"query_string": "a=1"},
        {"headers": {"content-length": str(at_once.MOST + 1)}}, {"headers": {"content-length": "x"}},
        {"headers": {"content-length": ""}}, {"headers": {"idempotency-key": "a|b"}}, {"headers": {"content-type": LONG}},
    ],
)  # fmt: skip
def test_what_is_no_plain_receipt_goes_the_long_way_unread(shop: Shop, more: dict[str, Any]) -> None:
    assert not at_once.takes(_scope(shop, **more))


@pytest.mark.parametrize("header", ["", "Basic x", "Bearer mdn_none", "Bearer " + "x" * 9000])
def test_a_key_that_is_not_remembered_goes_the_long_way(shop: Shop, header: str) -> None:
    scope = _scope(shop, headers={"authorization": header})

    assert on_a_loop(at_once.serve(scope, json.dumps(shop.sale()).encode())) is None


def test_a_body_that_breaks_off_leaves_nothing_behind(till: Till, club_server: ClubServer) -> None:
    host, port = club_server.url.removeprefix("http://").split(":")
    for length in (900, 900_000):
        head = (
            f"POST {at_once.PATH} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {till.shop.keys['owner']}\r\n"
            f"Idempotency-Key: cut\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
        )
        with socket.create_connection((host, int(port)), timeout=30) as cut:
            cut.sendall(head.encode() + b'{"number"')

    assert till.send(till.shop.sale(), key="cut")[0] == 201
    assert "Traceback" not in club_server.log.read_text(errors="replace")


def test_a_body_without_a_length_is_read_as_it_comes(till: Till) -> None:
    sales = json.dumps({"receipts": [till.shop.sale() for _ in range(400)]}).encode()
    headers = {
        "Authorization": f"Bearer {till.shop.keys['owner']}", "Content-Type": "application/json",
        "Idempotency-Key": "many",
    }  # fmt: skip

    parts = (sales[at : at + 30_000] for at in range(0, len(sales), 30_000))
    till.connection.request("POST", f"{at_once.PATH}/batch", parts, headers, encode_chunked=True)
    answer = till.connection.getresponse()

    assert answer.status == 200
    assert [one["status"] for one in json.loads(answer.read())["results"]] == [201] * 400
