"""Levels over the API: told with receipts and benefits, set by hand by a manager, segments of members."""

from datetime import UTC, datetime

import pytest

from moadon.apps.clubs.types import SYSTEM
from moadon.flows.publishing import publish_programme
from moadon.kernel.ids import public_id
from tests.interfaces.api.shop import Shop

LADDER = """
format: moadon/programme/1
id: levels
name: {en: Levels, he: דרגות, fa: سطح‌ها}
currency: ILS
tiers:
  - id: main
    basis: spend
    levels: [{id: basic, from: "0"}, {id: gold, from: "500", name: {en: Gold, he: זהב, fa: طلایی}}]
promotions:
  - {id: vip, for: {segment: [vip]}, get: {kind: percent, value: "0.1", on: basket}}
"""


def publish(shop: Shop) -> None:
    publish_programme(club=shop.club, text=LADDER, at=datetime(2020, 1, 1, tzinfo=UTC), actor=SYSTEM)


@pytest.fixture
def member(shop: Shop) -> str:
    publish(shop)
    return shop.member()["id"]


def tiers(shop: Shop, member: str) -> dict:
    (found,) = shop.call("GET", f"members/{member}/tiers").json()
    return found


def test_a_receipt_and_the_benefits_tell_the_level_and_what_is_missing(shop: Shop, member: str) -> None:
    told = shop.post("receipts", shop.sale("400.00", member=member), by="till").json()["tiers"]
    assert told == [
        {
            "programme": "levels", "ladder": "main", "level": "basic", "next": "gold", "missing": "100.00",
            "why": "Gold: ₪100.00 more",
        }
    ]  # fmt: skip
    assert shop.call("GET", f"members/{member}/benefits").json()["tiers"] == told
    assert shop.post("quotes", shop.sale("100.00", member=member)).json()["tiers"][0]["level"] == "gold"


def test_where_a_member_stands_and_how_it_came_about(shop: Shop, member: str) -> None:
    assert (tiers(shop, member)["level"], tiers(shop, member)["since"]) == ("basic", None)
    shop.post("receipts", shop.sale("500.00", member=member), by="till")
    found = tiers(shop, member)
    assert (found["level"], found["name"], found["next"], found["missing"]) == ("gold", "Gold", None, None)
    assert found["since"] == found["history"][0]["at"]
    assert [(row["level"], row["cause"]) for row in found["history"]] == [("gold", "reached")]


def test_a_level_is_set_by_hand_with_a_reason_and_taken_off(shop: Shop, member: str) -> None:
    body = {"level": "gold", "reason": "Opened the branch with us", "until": "2099-12-31"}
    (told,) = shop.call("PUT", f"members/{member}/tiers/main", body).json()
    assert (told["level"], told["falls_on"], told["falls_to"]) == ("gold", "2100-01-01", "basic")
    assert (told["by_hand"]["reason"], told["by_hand"]["until"]) == ("Opened the branch with us", "2099-12-31")
    assert shop.call("DELETE", f"members/{member}/tiers/main").status_code == 204
    assert (tiers(shop, member)["level"], tiers(shop, member)["by_hand"]) == ("basic", None)
    assert shop.call("DELETE", f"members/{member}/tiers/main").json()["code"] == "not_by_hand"


@pytest.mark.parametrize(
    ("ladder", "body", "status", "code"),
    [
        ("none", {"level": "gold", "reason": "Why"}, 404, "unknown_ladder"),
        ("main", {"level": "ruby", "reason": "Why"}, 422, "unknown_level"),
        ("main", {"level": "gold", "reason": ""}, 422, "empty"),
        ("main", {"level": "gold", "reason": "Why", "until": "2020-01-01"}, 422, "day_is_over"),
    ],
)
def test_what_cannot_be_set(shop: Shop, member: str, ladder: str, body: dict, status: int, code: str) -> None:
    refused = shop.call("PUT", f"members/{member}/tiers/{ladder}", body)
    assert refused.status_code == status
    assert code in (refused.json()["code"], *(one["code"] for one in refused.json()["errors"]))


@pytest.mark.parametrize("by", ["till", "reader"])
def test_a_till_sets_no_level(shop: Shop, member: str, by: str) -> None:
    path = f"members/{member}/tiers/main"
    assert shop.call("PUT", path, {"level": "gold", "reason": "Why"}, by=by).status_code == 403
    assert shop.call("DELETE", path, by=by).status_code == 403
    assert shop.call("GET", f"members/{member}/tiers", by=by).status_code == 200


def test_somebody_of_another_club_is_unknown(shop: Shop, other: Shop, member: str) -> None:
    publish(other)
    for method, body in (("GET", None), ("PUT", {"level": "gold", "reason": "Why"}), ("DELETE", None)):
        path = f"members/{member}/tiers" + ("" if method == "GET" else "/main")
        assert other.call(method, path, body).status_code == 404
    assert shop.call("GET", f"members/{public_id('mbr', 10**9)}/tiers").status_code == 404


def test_segments_are_kept_told_and_seen_by_rules(shop: Shop, member: str) -> None:
    path = f"members/{member}"
    changed = shop.call("PATCH", path, {"segments": ["vip", "staff", "vip"]}).json()
    assert changed["segments"] == ["staff", "vip"]
    assert shop.call("GET", path).json()["segments"] == ["staff", "vip"]
    assert shop.post("quotes", shop.sale("100.00", member=member)).json()["discount"] == "10.00"
    assert shop.call("PATCH", path, {"segments": None}).json()["segments"] == []
    assert shop.post("quotes", shop.sale("100.00", member=member)).json()["discount"] == "0.00"
    assert shop.call("PATCH", path, {"segments": [" "]}).status_code == 422
