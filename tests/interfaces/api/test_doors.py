"""Every operation, tried by everybody: owner, reader, a till, another branch's till, another club, nobody."""

import itertools
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from moadon.flows.sealing import seal_club
from moadon.interfaces.api.openapi import document, operations
from moadon.kernel.ids import public_id
from tests.flows.sealed import new_seal, others_are_over
from tests.interfaces.api import by_hand, gift_cards
from tests.interfaces.api.doors import DOORS
from tests.interfaces.api.shop import BROUGHT_BACK_AT, PROGRAMME, Shop
from tests.interfaces.api.suspected import suspected

LEVELS = """
format: moadon/programme/1
id: levels
name: {en: Levels, he: דרגות, fa: سطح‌ها}
currency: ILS
tiers: [{id: main, basis: spend, levels: [{id: basic, from: "0"}, {id: gold, from: "500"}]}]
"""
_OF_THEIR_OWN = {"endPilot": "ending", "promotePilot": "promoting", "withdrawVersion": "waiting"}
"""Programmes with a version for operations that use one up."""
_NAMED_ALIKE = ("getTerms", "editReviewRule")
"""Whose blank has the same names in every club."""
_calls = itertools.count(1)
_SPAN = {"getClubSummary", "getValueSegments", "getKpis"}


@pytest.fixture
def things(shop: Shop, mail: None) -> dict[str, str]:
    """One of everything in the shop, by the blank of its address."""
    return things_of(shop)


def things_of(shop: Shop) -> dict[str, str]:
    """Make one of everything in a shop; their names in addresses, by the blank."""
    member = shop.member(external_id="dana", email="dana@example.com")
    receipt = shop.post("receipts", shop.sale(member=member["id"])).json()
    shop.post("receipts", shop.sale(member=member["id"]))  # the first is cancelled; what this one gave stays
    held = [shop.post("holds", DOORS["placeHold"][1]).json()["id"] for _ in range(2)]
    shop.post("categories", {"code": "jeans"})
    rewards = _rewards(shop)
    _publish(shop, member["id"])
    others_are_over()
    assert sum(done.entries for done in seal_club(shop.club, new_seal())) > 0
    return {
        "pool_id": _pool(shop),
        "entry_id": shop.get(f"members/{member['id']}/entries")["items"][0]["id"],
        "ladder": "main",
        "rule": "member_receipts",
        "member_id": member["id"],
        "receipt_id": receipt["id"],
        "device_id": shop.post(f"members/{member['id']}/devices", {}).json()["id"],
        "hold_id": held[0],
        **gift_cards.for_doors(shop, member["id"]),
        "review_id": suspected(shop, member["id"]),
        "other_hold": held[1],
        "second_receipt": shop.post("receipts", shop.sale()).json()["id"],
        "third_receipt": shop.post("receipts", shop.sale()).json()["id"],
        "programme_id": "style",
        "number": "1",
        "branch_id": public_id("brn", shop.branches["jer"]),
        "employee_id": shop.get("employees")["items"][0]["id"],
        "till_id": shop.get("tills")["items"][0]["id"],
        "product_id": shop.get("products")["items"][0]["id"],
        "key_id": shop.get("keys")["items"][0]["id"],
        "code": "jeans",
        **rewards,
        **by_hand.things_by_hand(shop, member["id"]),
    }


def _publish(shop: Shop, member: str) -> None:
    """Programmes with versions that operations use up, and one with levels."""
    for code in _OF_THEIR_OWN.values():
        shop.post("programmes", PROGRAMME.replace("id: style", f"id: {code}").encode(), Content_Type="application/yaml")
        soon = (datetime.now(UTC) + timedelta(days=9)).isoformat()
        how = {"at": soon} if code == "waiting" else {"pilot": {"members": [member]}}
        assert shop.post(f"programmes/{code}/publish", how).status_code == 201
    shop.post("programmes", LEVELS.encode(), Content_Type="application/yaml")
    assert shop.post("programmes/levels/publish", {}).status_code == 201


def _rewards(shop: Shop) -> dict[str, str]:
    """A reward for credit, one for credit and money, and what Dana asked for of them."""
    mug = {"code": "mug", "names": {"en": "Mug"}, "ways": [{"wallet": "credit", "amount": "1.00"}], "stocked": "all"}
    reward = shop.post("rewards", mug).json()["id"]
    assert shop.post(f"rewards/{reward}/stock", {"change": 50, "reason": "Delivered"}).status_code == 200
    way = {"wallet": "credit", "amount": "1.00", "money": "5.00"}
    shop.post("rewards", {"code": "cup", "names": {"en": "Cup"}, "ways": [way]})
    asked = {
        name: shop.post("redemptions", {"member": "dana", "reward": code}).json()["id"]
        for name, code in (("redemption_id", "mug"), ("cancelled_one", "mug"), ("unpaid_one", "cup"))
    }
    return {"reward_id": reward, **asked}


def _pool(shop: Shop) -> str:
    """A pool of codes, one of which is known."""
    pool = str(shop.post("coupons", DOORS["addCouponPool"][1]).json()["id"])
    assert shop.post(f"coupons/{pool}/import", {"codes": ["DOOR-1234"]}).json()["taken"] == 1
    return pool


def test_every_operation_has_its_doors_written_down() -> None:
    assert {operation["operationId"] for _, _, operation in operations(document())} == DOORS.keys()


@pytest.mark.parametrize("who", ["owner", "reader", "till", "integration", "figures"])
def test_a_key_may_do_what_its_scope_says_and_no_more(shop: Shop, things: dict[str, str], who: str) -> None:
    wrong = {}
    for name, path, method in _operations(things):
        allowed, _ = DOORS[name]
        status = _call(shop, name, method, path, who, things)
        good = status < 300 if who in allowed else status == 403
        if not good:
            wrong[name] = status

    assert wrong == {}


def test_without_a_key_nothing_is_told(shop: Shop, things: dict[str, str]) -> None:
    told = {name: _call(shop, name, method, path, None, things) for name, path, method in _operations(things)}

    assert {name: status for name, status in told.items() if status != 401} == {}


@pytest.mark.parametrize("given", ["mdn_none", "", "Bearer", "mdn_" + "x" * 5000, "\u05d0"])
def test_a_key_that_is_none_opens_nothing(shop: Shop, given: str) -> None:
    response = shop.call("GET", "members", by=None, Authorization=f"Bearer {given}")

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert response.json()["code"] in ("no_key", "unknown_key")


def test_what_belongs_to_another_club_is_unknown(shop: Shop, other: Shop, things: dict[str, str]) -> None:
    named = [(name, path, method) for name, path, method in _operations(things) if "{" in _template(name)]
    # Programmes and categories go by codes that clubs choose; the other club has a programme of the same name.
    own = [
        one
        for one in named
        if "programme" not in one[0].lower() and "Version" not in one[0] and one[0] not in _NAMED_ALIKE
    ]

    told = {name: _call(other, name, method, path, "owner", things) for name, path, method in own}

    assert {name: status for name, status in told.items() if status != 404} == {}


def test_another_clubs_id_reads_exactly_like_one_that_never_was(
    shop: Shop, other: Shop, things: dict[str, str]
) -> None:
    theirs = other.call("GET", f"members/{things['member_id']}")
    nobody = other.call("GET", f"members/{public_id('mbr', 999_999)}")

    assert (theirs.status_code, theirs.json()) == (nobody.status_code, nobody.json())


def test_another_clubs_codes_are_unknown(shop: Shop, other: Shop) -> None:
    shop.post("branches", {"code": "haifa", "name": "Haifa"})

    response = other.post("receipts", other.sale(branch="haifa"))

    assert response.json()["code"] == "unknown_branch"


def test_a_revoked_key_stops_at_once(shop: Shop) -> None:
    key = next(key for key in shop.get("keys")["items"] if key["name"] == "reader")

    assert shop.call("GET", "members", by="reader").status_code == 200
    assert shop.call("DELETE", f"keys/{key['id']}").status_code == 204
    assert shop.call("GET", "members", by="reader").status_code == 401


def _operations(things: dict[str, str]) -> list[tuple[str, str, str]]:
    """Operation, its address with the blanks filled in, method. What takes away comes last."""
    found = [
        (operation["operationId"], _filled(path, things, operation["operationId"]), method.upper())
        for path, method, operation in operations(document())
    ]
    return sorted(found, key=lambda one: (one[2] == "DELETE", one[0]))


def _filled(path: str, things: dict[str, str], name: str) -> str:
    if name in _OF_THEIR_OWN:
        things = things | {"programme_id": _OF_THEIR_OWN[name]}
    own = {"returnGoods": "second_receipt", "exchangeGoods": "third_receipt"}.get(name)
    if own:
        things = things | {"receipt_id": things[own]}
    own = {"payRedemption": "unpaid_one", "cancelRedemption": "cancelled_one"}.get(name)
    if own:
        things = things | {"redemption_id": things[own]}
    if name in gift_cards.USED_UP:
        things = things | {"card_id": things[name]}
    if name == "voidHold":
        things = things | {"hold_id": things["other_hold"]}
    return re.sub(r"{(\w+)}", lambda blank: things[blank.group(1)], path.removeprefix("/api/v1/"))


def _template(name: str) -> str:
    return next(path for path, _, operation in operations(document()) if operation["operationId"] == name)


def _call(shop: Shop, name: str, method: str, path: str, who: str | None, things: dict[str, str]) -> int:
    return int(asked(shop, name, method, path, who, lambda body: in_names_of(body, things)).status_code)


def in_names_of(body: Any, things: Mapping[str, str]) -> Any:
    """A sample of a body that names things of the shop."""
    return gift_cards.NAMING[body](dict(things)) if isinstance(body, str) and body in gift_cards.NAMING else body


def asked(
    shop: Shop, name: str, method: str, path: str, who: str | None, change: Callable[[Any], Any] = lambda body: body
) -> Any:
    """The answer of an operation at an address, sent with its sample of a body, or with what `change` makes of it."""
    _, body = DOORS[name]
    headers: dict[str, Any] = {"Idempotency_Key": f"door-{name}-{next(_calls)}"} if method != "GET" else {}
    if body == "sale":
        body = shop.sale(branch="jer" if who == "other till" else "tlv")
    if body == "exchange":
        sale = shop.sale(branch="jer" if who == "other till" else "tlv")
        body = {"return": {"number": f"x-{who}", "at": BROUGHT_BACK_AT}, "receipt": sale}
    if body == "pay":
        sale = shop.get("receipts?limit=200")["items"]
        body = {
            "receipt": next((one["id"] for one in reversed(sale) if one["state"] == "whole" and one["member"]), "none")
        }
    if isinstance(body, bytes):
        headers["Content_Type"] = "application/yaml"
    path += "?from=2026-11-01&to=2026-11-30" if name in _SPAN else ""
    if name == "getConsistency":
        path += f"?old={shop.get('ledger/checkpoint')['size']}"
    path += "?older=1&newer=1" if name == "compareVersions" else ""
    return shop.call(method, path, change(body), by=who, **headers)
