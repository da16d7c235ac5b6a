"""The page on a member's phone: its link, what it shows, what the till takes of it, and its end."""

import pytest
from django.conf import settings

from moadon.apps.clubs.types import SYSTEM
from moadon.apps.credentials.models import Device, Letter
from moadon.apps.members.actions import end_membership
from moadon.flows.credentials import keeping
from moadon.flows.credentials.letters import send_due
from moadon.flows.credentials.pages import open_page, shown_now
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.credentials.proving import Mailbox, asking_shop, later, spend, text_of

pytestmark = pytest.mark.django_db


def told(link: str | None, shop: object) -> str:
    """What the page says, or why not."""
    try:
        return shown_now(link or "", shop.now).digits  # type: ignore[attr-defined]
    except Refused as refused:
        return refused.code


def test_what_a_page_shows_is_taken_scanned_or_typed_once_while_it_is_fresh() -> None:
    shop, noa = asking_shop()
    made = open_page(shop.club, noa, "", shop.actor, shop.now)
    assert made.link is not None
    first = shown_now(made.link, shop.now)
    assert (first.club.id, first.language, 1 <= first.seconds <= 30) == (shop.club.id, "en", True)
    assert spend(shop, noa, "30", first.token)["redeemed"]
    assert spend(shop, noa, "30", first.digits).code == "wrong_proof"
    later(shop, seconds=60)
    typed = shown_now(made.link, shop.now).digits
    later(shop, minutes=4)
    assert spend(shop, noa, "30", typed).code == "proof_not_fresh"
    grouped = shown_now(made.link, shop.now).digits
    assert spend(shop, noa, "30", f"{grouped[:3]} {grouped[3:6]}-{grouped[6:]}")["redeemed"]


def test_a_link_is_kept_as_a_digest_and_ends_with_the_page_or_the_membership() -> None:
    shop, noa = asking_shop()
    made = open_page(shop.club, noa, "kitchen", shop.actor, shop.now)
    other = open_page(shop.club, noa, "", shop.actor, shop.now)
    assert made.link is not None and other.link is not None
    with club_transaction(shop.club.id):
        row = Device.objects.get(id=made.id)
    assert row.link is not None and made.link[13:].encode() not in bytes(row.link) + bytes(row.secret)
    guessed = made.link[:-1] + ("a" if made.link[-1] != "a" else "b")
    assert [told(link, shop) for link in (guessed, "", made.link.upper())] == ["unknown_id"] * 3
    keeping.remove_device(shop.club, noa, public_id("dev", made.id), shop.actor)
    assert told(made.link, shop) == "unknown_id" and told(other.link, shop).isdigit()
    end_membership(club=shop.club, member_id=row.member_id, actor=SYSTEM)
    assert told(other.link, shop) == "unknown_id"


def test_a_link_is_mailed_to_the_member_alone_unless_it_was_taken_away(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, noa = asking_shop()
    with pytest.raises(Refused, match="no_site_address"):
        open_page(shop.club, noa, "", shop.actor, shop.now, send=True)
    monkeypatch.setattr(settings, "SITE_URL", "https://club.example")
    assert open_page(shop.club, noa, "", shop.actor, shop.now, send=True).link is None
    gone = open_page(shop.club, noa, "", shop.actor, shop.now, send=True)
    keeping.remove_device(shop.club, noa, public_id("dev", gone.id), shop.actor)
    assert send_due(shop.club, shop.now) == 1
    (letter,) = mailbox.letters
    link = text_of(letter).partition("https://club.example/me-code/")[2].split()[0]
    assert letter["To"] == "noa@example.com" and told(link, shop).isdigit()
    with club_transaction(shop.club.id):
        assert set(Letter.objects.values_list("state", "sealed")) == {("sent", None), ("dropped", None)}
