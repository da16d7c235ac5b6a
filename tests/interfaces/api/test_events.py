"""POST /events: what tills do not see, told once, answered with what it earned and why."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.interfaces.api.shop import BROUGHT_BACK_AT, PROGRAMME, Shop

EVENTS = PROGRAMME + (
    "  - {id: review, type: per_event, event: review, data: {stars: ['4', '5']}, give: '25', wallet: points}\n"
    "  - {id: hello, type: per_event, event: joined, give: '50', wallet: points}\n"
    "  - {id: web, type: per_visit, give: '5', wallet: points, pending: {event: delivered}}\n"
)


@pytest.fixture
def club(shop: Shop) -> Shop:
    """The shop with a programme that gives for events."""
    shop.call("PUT", "programmes/style", EVENTS.encode(), **{"Content-Type": "application/yaml"})
    published = shop.post("programmes/style/publish")
    assert published.status_code == 201, published.content
    return shop


def review(member: str, **more: Any) -> dict[str, Any]:
    return {"type": "review", "member": member, "at": BROUGHT_BACK_AT, "data": {"stars": "5"}, **more}


def points(shop: Shop, member: str) -> tuple[str, str]:
    held = next(one for one in shop.get(f"members/{member}/wallets") if one["wallet"] == "points")
    return held["available"], held["pending"]


def now_text() -> str:

    return datetime.now(UTC).isoformat()


def test_an_event_tells_what_it_earned_as_a_receipt_does(club: Shop) -> None:
    member = club.member()["id"]

    response = club.post("events", review(member, at=now_text()))

    told = response.json()
    assert response.status_code == 201, told
    (award,) = told["awards"]
    assert (award["wallet"], award["amount"], award["rule"], award["programme"]) == ("points", "25", "review", "style")
    assert award["why"] == "A review"
    assert told["member"] == member
    assert points(club, member) == ("75", "0")  # 50 of it for joining


def test_the_same_event_again_is_told_again_and_earns_nothing(club: Shop) -> None:
    member = club.member()["id"]
    event = review(member, at=now_text())
    first = club.post("events", event)

    again = club.post("events", event)

    assert (again.status_code, again.json(), again.headers["Idempotent-Replayed"]) == (200, first.json(), "true")
    assert points(club, member) == ("75", "0")


def test_a_key_is_needed_and_the_same_key_is_answered_the_same(club: Shop) -> None:
    event = review(club.member()["id"], at=now_text())

    assert club.call("POST", "events", event).json()["code"] == "idempotency_key_needed"
    first = club.call("POST", "events", event, Idempotency_Key="e1")
    again = club.call("POST", "events", event, Idempotency_Key="e1")
    other = club.call("POST", "events", {**event, "data": {}}, Idempotency_Key="e1")

    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"member": "050-000-0000"}, "unknown_member", "member"),
        ({"member": "mbr_nobody"}, "unknown_member", "member"),
        ({"at": "2999-01-01T00:00:00+00:00"}, "in_the_future", "at"),
        ({"at": "2026-11-22T10:15:00"}, "time_without_offset", "at"),
        ({"data": {"receipt": "rcp_none"}}, "unknown_sale", "data.receipt"),
        ({"colour": "red"}, "unknown_field", "colour"),
        ({"data": {"stars": 5}}, "not_text", "data.stars"),
    ],
)
def test_what_is_wrong_is_named(club: Shop, change: dict[str, Any], code: str, field: str) -> None:
    response = club.post("events", review(club.member()["id"]) | change)

    assert (response.status_code, response.json()["code"]) == (422, code), response.json()
    assert response.json()["errors"][0]["field"] == field


def test_what_is_no_event_is_refused(club: Shop) -> None:
    for type_ in ("Review", "", "a" * 50):
        assert club.post("events", review(club.member()["id"], type=type_)).status_code == 422


def test_another_clubs_member_is_as_unknown_as_nobody(club: Shop, other: Shop) -> None:
    response = other.post("events", review(club.member()["id"]))

    assert (response.status_code, response.json()["code"]) == (422, "unknown_member")


def test_value_that_waits_for_delivery_can_be_spent_when_it_came(club: Shop) -> None:
    member = club.member()["id"]
    sale = club.post("receipts", club.sale("20.00", member=member, at=now_text())).json()
    waiting = next(award for award in sale["awards"] if award["rule"] == "web")
    assert (waiting["active_at"], points(club, member)) == (None, ("70", "5"))

    event = {"type": "delivered", "member": member, "at": now_text(), "data": {"receipt": sale["id"]}}
    told = club.post("events", event).json()

    assert [(one["rule"], one["amount"]) for one in told["activated"]] == [("web", "5")]
    assert points(club, member) == ("75", "0")
    entries = club.get(f"members/{member}/entries")["items"]
    assert any(one["why"] == "Confirmed: it can be spent now." for one in entries)
