"""Findings over HTTP: listed, looked at, decided once, each branch its own."""

from typing import Any

import pytest

from moadon.apps.clubs import actions
from moadon.apps.clubs.types import SYSTEM
from moadon.store import club_transaction
from tests.interfaces.api.shop import Shop
from tests.interfaces.api.suspected import suspected


def test_a_finding_tells_what_it_rests_on_and_what_can_be_done(shop: Shop) -> None:
    member = shop.member()["id"]
    review = suspected(shop, member)
    (listed,) = shop.get("reviews")["items"]
    assert (listed["id"], listed["member"], listed["branch"], listed["amount"]) == (review, member, "tlv", "10.00")
    assert (listed["score"], listed["events"], listed["title"]) == (40, 1, "Many receipts of one member")
    assert listed["about"] == "More than 6 receipts of the same member within 24 h."
    assert listed["can"] == ["hold", "reverse", "dismiss", "stop"]
    whole = shop.get(f"reviews/{review}")
    assert [(one["kind"], one["amount"]) for one in whole["evidence"]] == [("receipt", "10.00")]
    assert whole["decisions"] == []


@pytest.mark.parametrize(
    ("wanted", "there"),
    [("state=open", 1), ("state=held", 0), ("rule=member_receipts", 1), ("rule=none", 0), ("branch=tlv", 1),
     ("branch=jer", 0), ("branch=none", 0)],
)  # fmt: skip
def test_findings_are_filtered(shop: Shop, wanted: str, there: int) -> None:
    suspected(shop, shop.member()["id"])
    assert len(shop.get(f"reviews?{wanted}")["items"]) == there


def test_a_decision_is_taken_once(shop: Shop) -> None:
    review = suspected(shop, shop.member()["id"])
    held = _decide(shop, review, "hold", Idempotency_Key="hold-it")
    again = _decide(shop, review, "hold", Idempotency_Key="hold-it")
    assert (held.status_code, held.json()["state"]) == (201, "held")
    assert (again.content, again.headers["Idempotent-Replayed"]) == (held.content, "true")
    assert _decide(shop, review, "hold").json()["code"] == "finding_decided"
    back = _decide(shop, review, "reverse").json()
    assert (back["state"], [one["decision"] for one in back["decisions"]]) == ("reversed", ["reverse", "hold"])
    assert _decide(shop, review, "release").status_code == 409


def test_a_decision_needs_a_reason(shop: Shop) -> None:
    review = suspected(shop, shop.member()["id"])
    assert _decide(shop, review, "hold", reason="  ").json()["code"] == "reason_needed"
    assert _decide(shop, review, "burn").status_code == 422


def test_a_key_of_one_branch_sees_and_decides_its_own(shop: Shop) -> None:
    here, there = (suspected(shop, shop.member()["id"], branch) for branch in ("tlv", "jer"))
    with club_transaction(shop.club.id):
        key = actions.make_key(club=shop.club, scope="all", branch_id=shop.branches["jer"], name="jer", actor=SYSTEM)
    shop.keys["jer"] = key.secret
    assert [one["id"] for one in shop.get("reviews", by="jer")["items"]] == [there]
    assert shop.call("GET", f"reviews/{here}", by="jer").status_code == 404
    assert _decide(shop, here, "dismiss", by="jer").status_code == 404
    assert _decide(shop, there, "dismiss", by="jer").status_code == 201


def _decide(shop: Shop, review: str, decision: str, *, reason: str = "Odd", **more: Any) -> Any:
    return shop.post(f"reviews/{review}/decisions", {"decision": decision, "reason": reason}, **more)
