"""How often a key may call, and an address with keys that are none: 429, when to come again, in the caller's words."""

import time
from types import SimpleNamespace

import pytest
from django.test import Client

from moadon.apps.clubs import actions
from moadon.apps.clubs.queries import forget_recent
from moadon.apps.clubs.types import SYSTEM
from moadon.interfaces.api import limits
from moadon.interfaces.api.callers import Caller
from moadon.interfaces.api.limits import GUESSES, Pace, house_of
from tests.interfaces.api.shop import Shop
from tests.platform.loops import on_a_loop


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    limits.requests.forget()
    limits.guesses.forget()


class Clock:
    """A clock that stands until it is moved."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def allow(shop: Shop, a_minute: int) -> None:
    actions.edit_club(club=shop.club, changes={"settings": {"requests_a_minute": a_minute}}, actor=SYSTEM)
    forget_recent()


def guess(secret: str = "mdn_none", address: str = "192.0.2.7", language: str = "en"):
    headers = {"Authorization": f"Bearer {secret}", "Accept-Language": language}
    return Client(REMOTE_ADDR=address).get("/api/v1/branches", headers=headers)


def test_a_minutes_worth_at_once_and_then_one_by_one() -> None:
    clock = Clock()
    pace = Pace(clock)

    burst = [pace.take("till", 6) for _ in range(7)]
    clock.now += 10
    later = [pace.take("till", 6) for _ in range(2)]
    clock.now += 3600
    rested = [pace.take("till", 6) for _ in range(7)]

    assert burst == [0] * 6 + [10]
    assert later == [0, 10]
    assert rested == [0] * 6 + [10]
    assert pace.take("other till", 6) == 0


def test_to_ask_takes_nothing() -> None:
    clock = Clock()
    pace = Pace(clock)

    assert [pace.wait("a", 2) for _ in range(5)] == [0] * 5
    assert [pace.take("a", 2), pace.take("a", 2)] == [0, 0]
    assert [pace.wait("a", 2), pace.take("a", 2), pace.wait("a", 2)] == [30, 30, 30]


def test_callers_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    pace = Pace(clock)
    monkeypatch.setattr(limits, "MOST", 100)
    for n in range(1000):
        pace.take(n, 60)
        clock.now += 0.1

    assert len(pace._due) <= 100


def test_one_caller_has_every_address_of_their_house() -> None:
    assert house_of("2001:db8:1:2::7") == house_of("2001:db8:1:2:ffff::1") != house_of("2001:db8:1:3::7")
    assert house_of("192.0.2.7") == "192.0.2.7"
    assert house_of("") == ""


def test_a_key_that_calls_too_often_is_told_when_to_come_again(shop: Shop) -> None:
    allow(shop, 3)

    told = [shop.call("GET", "branches", Accept_Language="he") for _ in range(4)]

    assert [answer.status_code for answer in told] == [200, 200, 200, 429]
    last = told[-1]
    assert last.headers["Retry-After"] == "20"
    assert last.headers["Content-Type"] == "application/problem+json"
    assert last.json()["code"] == "too_many_requests"
    assert "המפתח" in last.json()["detail"]
    assert shop.call("GET", "branches", by="reader").status_code == 200


def test_without_a_limit_nothing_is_counted(shop: Shop) -> None:
    assert {shop.call("GET", "branches").status_code for _ in range(50)} == {200}
    assert limits.requests._due == {}


def test_a_refused_request_is_done_when_it_comes_again(shop: Shop) -> None:
    allow(shop, 1)
    sale = shop.sale()
    assert shop.call("GET", "branches").status_code == 200
    refused = shop.post("receipts", sale, Idempotency_Key="r-1")
    allow(shop, 0)

    again = shop.post("receipts", sale, Idempotency_Key="r-1")

    assert (refused.status_code, again.status_code) == (429, 201)
    assert "Idempotent-Replayed" not in again.headers


def test_the_short_way_counts_too_and_leaves_the_answer_to_the_long_one(shop: Shop) -> None:
    from moadon.apps.clubs import queries
    from moadon.interfaces.api import at_once

    scope = SimpleNamespace(headers={"authorization": f"Bearer {shop.keys['owner']}", "idempotency-key": "k1"})
    allow(shop, 1)
    queries.know_again(shop.keys["owner"])
    first = on_a_loop(at_once.serve(scope, b"[]"))
    due = dict(limits.requests._due)
    second = on_a_loop(at_once.serve(scope, b"[]"))

    assert first is None and second is None
    assert len(due) == 1 and limits.requests._due == due
    assert shop.call("GET", "branches").status_code == 429


def test_guessing_keys_is_refused_unseen_and_a_good_key_from_there_is_not(shop: Shop) -> None:
    assert guess(shop.keys["till"]).status_code == 200
    assert [guess(f"mdn_{n}").status_code for n in range(GUESSES)] == [401] * GUESSES

    last = guess("mdn_more", language="fa")

    assert (last.status_code, last.json()["code"]) == (429, "too_many_keys")
    assert int(last.headers["Retry-After"]) == 2
    assert "ثانیه" in last.json()["detail"]
    assert guess(address="198.51.100.1").status_code == 401
    forget_recent()
    assert guess(shop.keys["till"]).status_code == 200


def test_a_key_that_has_ended_is_a_guess_like_any_other(shop: Shop) -> None:
    key = next(key for key in shop.get("keys")["items"] if key["name"] == "reader")
    assert guess(shop.keys["reader"]).status_code == 200
    shop.call("DELETE", f"keys/{key['id']}")

    told = [guess(shop.keys["reader"]).status_code for _ in range(GUESSES + 1)]

    assert told == [401] * GUESSES + [429]


def test_what_a_tills_request_pays_is_microseconds(shop: Shop, django_assert_num_queries) -> None:
    allow(shop, 1_000_000)
    from moadon.apps.clubs import queries

    queries.know_again(shop.keys["owner"])
    known = queries.known_key(shop.keys["owner"])
    assert known is not None
    caller = Caller(known.club, known.key, "en", "")
    with django_assert_num_queries(0):
        started = time.perf_counter()
        for _ in range(10_000):
            caller.takes_too_many()
        spent = (time.perf_counter() - started) / 10_000

    assert spent < 50e-6
