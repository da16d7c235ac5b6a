"""Proof of the member over HTTP: how it is asked for, sent, set, and what is never told."""

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client

from moadon.apps.audit.models import RememberedAnswer
from moadon.apps.clubs import actions
from moadon.apps.clubs.types import SYSTEM
from moadon.engine.proofs import step_at, token_of
from moadon.flows.credentials.letters import send_due
from moadon.interfaces.api import bodies
from moadon.store import club_transaction
from tests.interfaces.api.shop import Shop

if TYPE_CHECKING:
    from tests.flows.credentials.proving import Mailbox

PIN = "8302"


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator["Mailbox"]:
    from tests.flows.credentials.proving import a_mailbox

    with a_mailbox(monkeypatch) as box:
        yield box


def asking(shop: Shop, **more: Any) -> str:
    """Let the club ask for proof above 5.00; a member with 20.00 of credit."""
    actions.edit_club(club=shop.club, changes={"settings": {"proof_floor_money": 500, **more}}, actor=SYSTEM)
    member = str(shop.member(email="noa@example.com")["id"])
    shop.post("receipts", shop.sale("200.00", member=member))
    return member


def spend(shop: Shop, member: str, proof: str | None = None, *, by: str = "till", **more: Any) -> Any:
    redeem = {"wallet": "credit", "amount": "6.00", **({"proof": proof} if proof else {})}
    body = shop.sale("10.00", member=member, redeem=[redeem], **more)
    return shop.post("receipts", body, by=by)


def test_what_is_needed_is_told_in_the_callers_words_with_its_kinds(shop: Shop) -> None:
    member = asking(shop)
    told = spend(shop, member)
    assert (told.status_code, told.json()["code"], told.json()["kinds"]) == (
        403, "proof_needed", ["code", "pin", "device"],
    )  # fmt: skip
    assert told.json()["errors"][0]["field"] == "redeem"
    body = shop.sale("10.00", member=member, redeem=[{"wallet": "credit", "amount": "6.00"}])
    quoted = shop.call("POST", "quotes", body, by="till", Accept_Language="he").json()["proof_needed"]
    assert quoted["kinds"] == ["code", "pin", "device"] and "קוד חד-פעמי" in quoted["why"]


def test_a_code_is_sent_and_never_told(shop: Shop, mailbox: "Mailbox") -> None:
    member = asking(shop)
    told = shop.post(f"members/{member}/codes", {"wallet": "credit", "amount": "6"}, by="till")
    assert told.status_code == 202 and told.json()["channel"] == "email"
    assert mailbox.letters == []
    send_due(shop.club, datetime.now(UTC))
    code = mailbox.code()
    with club_transaction(shop.club.id):
        kept = [row.body for row in RememberedAnswer.objects.exclude(body=None)]
    assert code not in told.content.decode() and not [body for body in kept if code in str(body)]
    assert spend(shop, member, code).status_code == 201
    assert spend(shop, member, code).json()["code"] == "wrong_proof"


def test_all_that_is_wrong_reads_alike(shop: Shop) -> None:
    member = asking(shop)
    stranger = shop.member()["id"]
    shop.call("PUT", f"members/{member}/pin", {"pin": PIN})
    told = [spend(shop, member, proof).json() for proof in ("1117", "111111", "mq1.dev_0c5z3k7q1m9xw.1." + "A" * 16)]
    shop.post("receipts", shop.sale("200.00", member=stranger))
    told.append(spend(shop, stranger, PIN).json())
    assert len({json.dumps(one) for one in told}) == 1 and told[0]["code"] == "wrong_proof"


def test_a_phone_is_paired_and_its_secret_is_told_once(shop: Shop) -> None:
    member = asking(shop)
    told = shop.post(f"members/{member}/devices", {"name": "phone"}, Idempotency_Key="one")
    again = shop.post(f"members/{member}/devices", {"name": "phone"}, Idempotency_Key="one")
    made = told.json()
    assert told.status_code == 201 and again.json() == {**made, "secret": None}
    proof = token_of(base64.b64decode(made["secret"]), made["id"], step_at(datetime.now(UTC)))
    assert spend(shop, member, proof).status_code == 201
    seen = shop.get(f"members/{member}/credentials")
    assert [one["id"] for one in seen["devices"]] == [made["id"]] and seen["pin_set_at"] is None


def test_the_link_of_a_page_is_told_once_and_shows_what_the_till_takes(shop: Shop, client: Client) -> None:
    member = asking(shop)
    told = shop.post(f"members/{member}/code-pages", {}, Idempotency_Key="one")
    again = shop.post(f"members/{member}/code-pages", {}, Idempotency_Key="one")
    made = told.json()
    assert told.status_code == 201 and made["page"] and again.json() == {**made, "link": None}
    page = client.get(made["link"])
    assert page.status_code == 200 and spend(shop, member, page.context["shown"].digits).status_code == 201
    assert page.headers["Cache-Control"] == "no-store" and page.headers["Referrer-Policy"] == "no-referrer"
    shop.call("DELETE", f"members/{member}/devices/{made['id']}")
    gone, never = client.get(made["link"]), client.get("/me-code/nothing")
    assert (gone.status_code, gone.content) == (404, never.content)
    assert [client.get(f"{made['link']}/now").status_code for _ in range(29)] == [404] * 28 + [429]


def test_the_digest_of_a_request_with_a_pin_cannot_be_tried_out() -> None:
    body = {"pin": PIN}
    plain = hashlib.sha256(b"PUT /x\n" + json.dumps(body, separators=(",", ":")).encode()).digest()
    assert bodies.digest_of("PUT", "/x", body) != plain
    assert bodies.digest_of("PUT", "/x", body) == bodies.digest_of("PUT", "/x", dict(body))
    assert bodies.digest_of("PUT", "/x", body) != bodies.digest_of("PUT", "/x", {"pin": "8303"})


def test_a_hold_is_placed_and_posted_by_proof(shop: Shop) -> None:
    member = asking(shop)
    shop.call("PUT", f"members/{member}/pin", {"pin": PIN})
    wish = {"member": member, "wallet": "credit", "amount": "6.00", "ttl_seconds": 60, "reference": "order 7"}
    assert shop.post("holds", wish, by="till").json()["code"] == "proof_needed"
    assert shop.post("holds", {**wish, "proof": "1117"}, by="till").json()["code"] == "wrong_proof"
    hold = shop.post("holds", {**wish, "proof": PIN}, by="till").json()["id"]
    assert shop.post(f"holds/{hold}/post", {}, by="till").status_code == 200


def test_wrong_guesses_count_though_the_request_was_undone(shop: Shop) -> None:
    member = asking(shop)
    shop.call("PUT", f"members/{member}/pin", {"pin": PIN})
    wish = {"member": member, "wallet": "credit", "amount": "6.00", "ttl_seconds": 60, "reference": "order 7"}
    told = [shop.post("holds", {**wish, "proof": f"111{n}"}, by="till").json()["code"] for n in range(6)]
    assert told == ["wrong_proof"] * 5 + ["proof_locked"]
    assert spend(shop, member, PIN).json()["code"] == "proof_locked"
    assert shop.post(f"members/{member}/unlock", {}).status_code == 204
    assert spend(shop, member, PIN).status_code == 201


def test_a_batch_is_judged_as_tills_are(shop: Shop) -> None:
    member = asking(shop)
    shop.call("PUT", f"members/{member}/pin", {"pin": PIN})
    redeem = {"wallet": "credit", "amount": "6.00"}
    bare, proven, wrong = (
        shop.sale("10.00", member=member, redeem=[{**redeem, **more}])
        for more in ({}, {"proof": PIN}, {"proof": "1117"})
    )
    told = shop.post("receipts/batch", {"receipts": [bare, proven, wrong]}).json()["results"]
    assert [one["status"] for one in told] == [403, 201, 403]
    assert (told[0]["error"]["code"], told[2]["error"]["code"]) == ("proof_needed", "wrong_proof")


def test_where_nobody_sends_or_nobody_is_reached_it_is_said(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    member = shop.member()["id"]
    assert shop.post(f"members/{member}/codes", {}).json()["code"] == "nothing_sends"
    monkeypatch.setattr(settings, "SMTP_URL", "smtp://127.0.0.1")
    monkeypatch.setattr(settings, "MAIL_FROM", "club@example.org")
    assert shop.post(f"members/{member}/codes", {}).json()["code"] == "no_way_to_send"


def test_a_member_is_not_flooded_with_codes(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SMTP_URL", "smtp://127.0.0.1")
    monkeypatch.setattr(settings, "MAIL_FROM", "club@example.org")
    member = shop.member(email="noa@example.com")["id"]
    told = [shop.post(f"members/{member}/codes", {}) for _ in range(6)]
    assert [one.status_code for one in told] == [202] * 5 + [429]
    assert int(told[-1].headers["Retry-After"]) > 3000
