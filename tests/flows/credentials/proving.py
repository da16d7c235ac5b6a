"""A shop that asks for proof, a member with credit, and a mailbox that is a real mail server on this machine."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings

from moadon.apps.clubs.types import ClubSettings
from moadon.flows.credentials import keeping
from moadon.flows.credentials.codes import CodeWish, send_code
from moadon.flows.credentials.letters import send_due
from tests.flows.shopkeeper import LINEAR, Shopkeeper, document, open_shop

FLOOR = 2000
PIN = "8302"


def asking_shop(*earn: str, **more: Any) -> tuple[Shopkeeper, str]:
    """A shop that asks for proof above 20.00 of money a day, and a member with 100.00 of credit."""
    shop = open_shop()
    shop.publish(document(*(earn or (LINEAR,))))
    noa = shop.member(email="noa@example.com")
    shop.buy("1000", member=noa)
    return asking(shop, **more), noa


def asking(shop: Shopkeeper, **more: Any) -> Shopkeeper:
    """The same shop with other settings."""
    chosen = {"proof_floor_money": FLOOR, **more}
    shop.club = replace(shop.club, settings=replace(ClubSettings(), **chosen))
    return shop


def spend(shop: Shopkeeper, member: str, amount: str, proof: str | None = None, **more: Any) -> Any:
    """A receipt of 200.00 paid in part with credit; its answer or refusal."""
    redeem = {"wallet": "credit", "amount": amount, **({"proof": proof} if proof else {}), **more}
    return shop.buy("200", member=member, redeem=[redeem], at=shop.now.isoformat())


def with_pin(shop: Shopkeeper, member: str, pin: str = PIN) -> str:
    keeping.set_pin(shop.club, member, pin, shop.actor, shop.now)
    return pin


def later(shop: Shopkeeper, **more: int) -> None:
    shop.now += timedelta(**more)


@dataclass
class Mailbox:
    """What a mail server took, and how it behaves: `answer` to the letter's end, or no answer when it is empty."""

    letters: list[EmailMessage] = field(default_factory=list)
    answer: str = "250 OK"
    address_answer: str = "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, to: str, options: Any) -> str:  # noqa: N802
        if self.address_answer.startswith("250"):
            envelope.rcpt_tos.append(to)
        return self.address_answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            told = message_from_bytes(envelope.content or b"", policy=policy.default)
            assert isinstance(told, EmailMessage)
            self.letters.append(told)
        if not self.answer:
            assert server.transport is not None
            server.transport.abort()
        return self.answer

    def code(self) -> str:
        """The code in the newest letter."""
        found = re.search(r"\b(\d{6})\b", text_of(self.letters[-1]))
        assert found is not None
        return found[1]


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body()
    assert body is not None
    return str(body.get_content())


@contextmanager
def a_mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A mail server, and the house set up to send through it."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        monkeypatch.setattr(settings, "SMTP_URL", f"smtp://127.0.0.1:{port}?tls=off")
        monkeypatch.setattr(settings, "MAIL_FROM", "club@example.org")
        yield box
    finally:
        controller.stop()


def code_for(shop: Shopkeeper, member: str, box: Mailbox, **more: Any) -> str:
    """A one-time code as the member reads it in their mail."""
    send_code(shop.club, CodeWish(member, **{"purpose": "spend", **more}), shop.actor, shop.now)
    assert send_due(shop.club, shop.now) == 1
    return box.code()
