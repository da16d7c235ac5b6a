"""X6: above the club's floor a phone number spends nothing; the member proves to be themself."""

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Callable
from typing import Any

import httpx

from tests.missions.conftest import Outside

LINEAR = '{id: base, type: linear, every: "100", give: "10", wallet: credit, basis: accumulated}'
PIN = "8302"


def _club(outside: Callable[..., Outside]) -> tuple[Outside, str]:
    """A club that asks for proof above 20.00 a day, and a member with 100.00 of credit."""
    from moadon.apps.clubs import actions
    from moadon.apps.clubs.queries import club_by_slug
    from moadon.apps.clubs.types import SYSTEM

    club = outside()
    changes: Any = {"settings": {"proof_floor_money": 2000}}
    actions.edit_club(club=club_by_slug(club.slug), changes=changes, actor=SYSTEM)
    club.publish(LINEAR)
    member = club.member()
    club.buy(member, "1000")
    return club, member


def _spend(club: Outside, member: str, amount: str, proof: str | None = None) -> Any:
    redeem = {"wallet": "credit", "amount": amount, **({"proof": proof} if proof else {})}
    lines = [{"sku": "S1", "quantity": "1", "unit_price": "90"}]
    body = {"number": f"p{next(club.numbers)}", "at": "2026-10-11T12:00:00+03:00", "member": member, "lines": lines}
    return club.call("POST", "/receipts", {**body, "redeem": [redeem]})


def _shown(device: Any) -> str:
    """What the member's phone shows now, as the reference of the API says how to make it."""
    step = int(time.time()) // 30
    told = f"moadon/me-code/1\n{device['id']}\n{step}".encode()
    mac = hmac.new(base64.b64decode(device["secret"]), told, hashlib.sha256).digest()[:10]
    return f"mq1.{device['id']}.{step}.{base64.b32encode(mac).decode()}"


def test_x6_above_the_floor_value_leaves_by_pin_or_phone_and_small_sums_do_not_go_around_it(
    outside: Callable[..., Outside],
) -> None:
    club, member = _club(outside)
    needed = _spend(club, member, "20.01")
    assert (needed.status_code, needed.json()["code"]) == (403, "proof_needed")
    assert _spend(club, member, "15").status_code == 201
    assert _spend(club, member, "5.01").json()["code"] == "proof_needed"
    assert club.call("PUT", f"/members/{member}/pin", {"pin": "1234"}).json()["code"] == "weak_pin"
    assert club.call("PUT", f"/members/{member}/pin", {"pin": PIN}).status_code == 204
    assert _spend(club, member, "30", "1117").json()["code"] == "wrong_proof"
    assert _spend(club, member, "30", PIN).status_code == 201
    device = club.told("POST", f"/members/{member}/devices", {"name": "phone"}, 201)
    proof = _shown(device)
    assert [_spend(club, member, "20", proof).status_code for _ in range(2)] == [201, 403]


def test_x6_a_phone_without_an_app_shows_a_fresh_code_on_a_page_of_its_own(outside: Callable[..., Outside]) -> None:
    club, member = _club(outside)
    page = club.told("POST", f"/members/{member}/code-pages", {}, 201)
    shown = httpx.get(f"{club.server.url}{page['link']}")
    digits = "".join(re.findall(r"<p class=\"mo-code-text[^>]*>([0-9 ]+)</p>", shown.text)).replace(" ", "")
    assert len(digits) == 9 and "<svg" in shown.text and "noindex" in shown.headers["X-Robots-Tag"]
    assert _spend(club, member, "30", digits).status_code == 201
    club.call("DELETE", f"/members/{member}/devices/{page['id']}")
    assert httpx.get(f"{club.server.url}{page['link']}").status_code == 404


def test_x6_a_hold_is_proven_when_it_is_placed(outside: Callable[..., Outside]) -> None:
    club, member = _club(outside)
    assert club.call("PUT", f"/members/{member}/pin", {"pin": PIN}).status_code == 204
    wish = {"member": member, "wallet": "credit", "amount": "30", "ttl_seconds": 600, "reference": "order 7"}
    assert club.call("POST", "/holds", wish).json()["code"] == "proof_needed"
    hold = club.told("POST", "/holds", {**wish, "proof": PIN}, 201)["id"]
    assert club.told("POST", f"/holds/{hold}/post", {})["posted"] == "30.00"
    assert club.balance(member) == "70.00"


def test_x6_guessing_ends_after_five_and_the_office_opens_the_lock(outside: Callable[..., Outside]) -> None:
    club, member = _club(outside)
    assert club.call("PUT", f"/members/{member}/pin", {"pin": PIN}).status_code == 204
    told = [_spend(club, member, "30", f"111{n}").json()["code"] for n in range(6)]
    assert told == ["wrong_proof"] * 5 + ["proof_locked"]
    assert _spend(club, member, "30", PIN).json()["code"] == "proof_locked"
    assert club.call("POST", f"/members/{member}/unlock", {}).status_code == 204
    assert _spend(club, member, "30", PIN).status_code == 201
