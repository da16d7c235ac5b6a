"""Findings over HTTP: listed, looked at, decided once, each branch its own."""

from typing import Any

import pytest

from moadon.apps.clubs import actions
from moadon.apps.clubs.queries import forget_recent
from moadon.apps.clubs.types import SYSTEM
from moadon.flows.fraud import watch_club
from moadon.store import club_transaction
from tests.flows.sealed import others_are_over
from tests.interfaces.api.shop import BROUGHT_BACK_AT, Shop
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


def test_a_rule_is_changed_in_part_by_whoever_saw_it_last(shop: Shop) -> None:
    rules = {one["rule"]: one for one in shop.get("review-rules")["items"]}
    before = rules["member_returns"]
    assert (before["on"], before["numbers"]) == (True, {"most": 4, "hours": 720, "share": 50})
    assert before["bounds"]["share"] == {"usual": 50, "least": 1, "most": 100}

    def change(rule: str, body: object, edition: int = 0) -> Any:
        sent = {"If_Match": f'"{edition}"', "Idempotency_Key": f"{rule}-{body}-{edition}".replace(" ", "")}
        return shop.call("PATCH", f"review-rules/{rule}", body, **sent)

    changed = change("member_returns", {"effect": "hold", "numbers": {"most": 2}}).json()
    assert (changed["effect"], changed["numbers"]) == ("hold", {"most": 2, "hours": 720, "share": 50})
    assert "More than 2 returns" in changed["about"]
    assert change("member_returns", {"on": False}).json()["code"] == "edition_differs"
    assert change("member_returns", {"on": False}, 1).json()["on"] is False
    assert change("member_returns", {"numbers": {"most": 0}}, 2).json()["code"] == "not_between"
    assert change("member_returns", {"numbers": {"minutes": 5}}, 2).json()["code"] == "unknown_field"
    assert change("none", {"on": False}).status_code == 404


def test_what_a_stopped_employee_or_till_rings_is_refused_or_looked_at(shop: Shop) -> None:
    member, sale = shop.member()["id"], shop.sale()
    rung = shop.post("receipts", shop.sale()).json()
    employee, till = shop.get("employees")["items"][0], shop.get("tills")["items"][0]

    def patch(path: str, body: object) -> Any:
        return shop.call("PATCH", path, body, Idempotency_Key=f"{path}-{body}".replace(" ", "")).json()

    assert patch(f"employees/{employee['id']}", {"stopped": True})["stopped"] is True
    assert patch(f"tills/{till['id']}", {"stopped": True})["stopped"] is True
    refused = shop.post("receipts", sale).json()["errors"]
    assert {one["field"]: one["code"] for one in refused} == {"employee": "employee_stopped", "till": "till_stopped"}
    back = {"number": "b1", "at": BROUGHT_BACK_AT, "till": "T1"}
    assert shop.post(f"receipts/{rung['id']}/returns", back).json()["code"] == "till_stopped"

    actions.edit_club(club=shop.club, changes={"settings": {"stopped_receipts": "review"}}, actor=SYSTEM)
    forget_recent()
    taken = shop.sale(member=member)
    assert shop.post("receipts", taken).status_code == 201
    others_are_over()
    for _ in watch_club(shop.club):
        pass
    found = {one["rule"]: (one["state"], one["events"]) for one in shop.get("reviews")["items"]}
    assert found == {"stopped_employee": ("held", 1), "stopped_till": ("held", 1)}
    (credit,) = [one for one in shop.get(f"members/{member}/wallets") if one["wallet"] == "credit"]
    assert (credit["balance"], credit["available"]) == ("10.00", "0.00")


def _decide(shop: Shop, review: str, decision: str, *, reason: str = "Odd", **more: Any) -> Any:
    return shop.post(f"reviews/{review}/decisions", {"decision": decision, "reason": reason}, **more)
