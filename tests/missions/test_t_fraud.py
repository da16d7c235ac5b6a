"""T5: what looks like misuse is found, held, let go or taken back, driven from outside."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.missions.conftest import Outside

Make = Callable[[], Outside]
LINEAR = '{id: base, type: linear, every: "100", give: "10", wallet: credit, basis: receipt}'


def _ring(club: Outside, member: str, times: int, *, first: int = 1, price: str = "100") -> list[Any]:
    return [
        club.told(
            "POST",
            "/receipts",
            {
                "till": "T1", "number": f"{first + i}", "at": f"2026-10-10T12:{first + i:02}:00+03:00",
                "member": member,
                "lines": [{"id": "1", "sku": "A", "quantity": "1", "unit_price": price}],
            },
            201,
        )
        for i in range(times)
    ]  # fmt: skip


def _watch(club: Outside) -> dict[str, int]:
    """Look until all has been seen: what others have open on the server holds it back."""
    total = {"opened": 0, "facts": 0}
    for _ in range(40):
        told = json.loads(club.command("fraud", "watch", "--club", club.slug, "--format", "json"))
        total = {name: total[name] + told[name] for name in total}
        if total["opened"]:
            break
    return total


def test_t5_too_many_receipts_are_held_and_taken_back(outside: Make) -> None:
    club = outside()
    club.publish(LINEAR)
    noa = club.member()
    _ring(club, noa, 7)
    assert club.balance(noa) == "70.00"
    assert _watch(club)["opened"] == 1
    (found,) = club.told("GET", "/reviews")["items"]
    assert (found["rule"], found["state"], found["events"], found["amount"]) == ("member_receipts", "open", 7, "70.00")
    room = f"/reviews/{found['id']}/decisions"
    held = club.told("POST", room, {"decision": "hold", "reason": "Seven in seven minutes"}, 201)
    assert held["state"] == "held"
    (wallet,) = club.told("GET", f"/members/{noa}/wallets")
    assert (wallet["balance"], wallet["held"], wallet["available"]) == ("70.00", "70.00", "0.00")
    spend = {"till": "T1", "number": "90", "at": "2026-10-10T13:00:00+03:00", "member": noa,
             "lines": [{"id": "1", "sku": "A", "quantity": "1", "unit_price": "50"}],
             "redeem": [{"wallet": "credit", "amount": "1"}]}  # fmt: skip
    assert club.call("POST", "/receipts", spend).json()["errors"][0]["code"] == "not_enough_value"
    stop = club.told("POST", room, {"decision": "stop", "reason": "Until she has called back"}, 201)
    assert stop["state"] == "held"
    assert club.call("POST", "/receipts", spend).json()["errors"][0]["code"] == "spending_stopped"
    over = club.told("POST", room, {"decision": "reverse", "reason": "Rung by a friend"}, 201)
    assert [one["decision"] for one in over["decisions"]] == ["reverse", "stop", "hold"]
    assert club.balance(noa) == "0.00"
    assert _statement(club, noa).count("After a review, what receipt") == 7


def _rule(club: Outside, rule: str, **numbers: int) -> None:
    """Let this rule catch sooner."""
    club.told("PATCH", f"/review-rules/{rule}", {"numbers": numbers})


@contextmanager
def _office(club: Outside) -> Iterator[httpx.Client]:
    """An owner's browser, signed in."""
    name = f"boss-{club.slug}"
    words = ("user", "create", name, "--club", club.slug, "--role", "owner", "--format", "json")
    password = json.loads(club.command(*words))["password"]
    with httpx.Client(base_url=f"{club.server.url}/office/", follow_redirects=True, timeout=60) as browser:
        browser.get("sign-in")
        _send(browser, "sign-in", name=name, password=password)
        yield browser


def _send(browser: httpx.Client, page: str, **typed: str) -> None:
    """Fill a form in."""
    answer = browser.post(page, data={**typed, "csrfmiddlewaretoken": browser.cookies["csrftoken"]})
    assert answer.status_code == 200, answer.text[:2000]


def test_t5_own_receipts_refund_loops_guesses_and_joins_from_one_device_wait_to_be_reviewed(outside: Make) -> None:
    club = outside()
    club.publish(LINEAR)
    employee = club.told("POST", "/employees", {"code": "e1", "name": "Dana"}, 201)["id"]
    most = {
        "same_goods": 1,
        "spent_and_returned": 0,
        "lookups_of_caller": 3,
        "joins_from_address": 3,
        "joins_in_a_row": 3,
    }
    for rule, usual in most.items():
        _rule(club, rule, most=usual)
    with _office(club) as browser:
        _send(browser, f"{club.slug}/reviews/staff/{employee}", phone="052-555-0100", email="", user="")

    noa = club.member("052-555-0100")
    club.buy(noa, "100", employee="e1", at="2026-10-10T12:00:00+03:00")
    for i in (1, 2):
        sale = club.buy(noa, "100", at=f"2026-10-10T12:0{i}:00+03:00", redeem=[{"wallet": "credit", "amount": "5.00"}])
        body = {"number": f"back-{i}", "at": f"2026-10-10T13:0{i}:00+03:00"}
        club.told("POST", f"/receipts/{sale['id']}/returns", body, 201)
    for i in range(4):
        assert club.told("GET", f"/members?phone=052-555-770{i}")["items"] == []
        club.member(f"052-555-030{i}")
    _watch(club)

    found = {one["rule"]: one["events"] for one in club.told("GET", "/reviews")["items"]}
    assert found == {
        "own_receipts": 1, "same_goods": 2, "spent_and_returned": 2, "lookups_of_caller": 4, "joins_from_address": 5,
        "joins_in_a_row": 4,
    }  # fmt: skip


def _statement(club: Outside, member: str) -> str:
    return json.dumps(club.told("GET", f"/members/{member}/entries?limit=100"))
