"""A gift card that is sent by e-mail: its code is in the letter and nowhere else."""

import pytest

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.credentials.models import Letter
from moadon.engine.cards.codes import grouped
from moadon.flows.cards.ending import replace_card
from moadon.flows.cards.giving import NewCard, Sold, issue_card
from moadon.flows.cards.posting import Addressee
from moadon.flows.credentials.letters import send_due
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.cards.keeping import opened
from tests.flows.credentials.proving import Mailbox, text_of
from tests.flows.shopkeeper import Shopkeeper

pytestmark = pytest.mark.django_db


def sent(shop: Shopkeeper, email: str = "Dana@Example.com", language: str | None = None) -> str:
    to = Addressee(email, language)
    new = NewCard(Sold("100.00", reference="order 7"), "4711", note="Mazal tov!", to=to)
    return issue_card(shop.club, new, shop.actor, shop.now).code


def kept(club: ClubInfo) -> list[tuple[str, bytes | None, str]]:
    with club_transaction(club.id):
        rows = Letter.objects.order_by("id")
        return [(row.state, None if row.sealed is None else bytes(row.sealed), row.address) for row in rows]


def test_it_waits_sealed_and_nothing_secret_is_left_once_it_is_sent(
    mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    shop = opened()
    code = sent(shop, language="he")
    ((state, sealed, address),) = kept(shop.club)
    assert (state, address) == ("waiting", "") and sealed is not None
    assert code.encode() not in sealed and b"example.com" not in sealed
    assert send_due(shop.club, shop.now) == 1
    assert kept(shop.club) == [("sent", None, "")]
    (letter,) = mailbox.letters
    body = text_of(letter)
    assert letter["To"] == "dana@example.com" and letter["Content-Language"] == "he"
    assert grouped(code) in body and "4711" in body and "Mazal tov!" in body and code[-4:] not in str(letter["Subject"])
    assert code not in caplog.text and grouped(code) not in caplog.text


def test_a_card_that_was_replaced_before_it_was_sent_is_not_sent(mailbox: Mailbox) -> None:
    shop = opened()
    sent(shop)
    with club_transaction(shop.club.id):
        row = Letter.objects.get().card_id
    replace_card(shop.club, row or 0, "Typed wrong", shop.actor, shop.now)
    assert send_due(shop.club, shop.now) == 0
    assert kept(shop.club) == [("dropped", None, "")] and mailbox.letters == []


def test_where_nothing_can_be_sent_no_card_is_sold_for_it() -> None:
    shop = opened()
    with pytest.raises(Refused) as refused:
        sent(shop)
    assert refused.value.code == "nothing_sends"
    assert kept(shop.club) == []


def test_an_address_or_a_language_that_is_none_is_refused_at_its_field(mailbox: Mailbox) -> None:
    shop = opened()
    for email, language, field in (("dana", None, "send_to.email"), ("dana@example.com", "xx", "send_to.language")):
        with pytest.raises(Refused) as refused:
            sent(shop, email, language)
        assert refused.value.field == field
