"""What goes out by mail: codes to members, checkpoints to auditors; once, and never blindly again."""

from datetime import UTC, datetime, timedelta

import pytest

from moadon.apps.credentials import actions
from moadon.apps.credentials.models import Letter
from moadon.apps.seals.queries import checkpoints
from moadon.flows.credentials.auditors import send_now, write_daily
from moadon.flows.credentials.codes import CodeWish, send_code
from moadon.flows.credentials.letters import send_due, send_everywhere
from moadon.flows.sealing import seal_club
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.credentials.proving import Mailbox, asking, asking_shop, code_for, later, text_of
from tests.flows.sealed import new_seal, others_are_over
from tests.flows.shopkeeper import LINEAR, Shopkeeper, document, open_shop
from tests.races.test_till_races import at_once

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
"""Seven o'clock in Tel Aviv."""


def states(shop: Shopkeeper) -> list[str]:
    with club_transaction(shop.club.id):
        return list(Letter.objects.order_by("id").values_list("state", flat=True))


def sealed_shop(*auditors: str) -> Shopkeeper:
    """A shop with sealed books, whose checkpoints go to these addresses."""
    shop = open_shop()
    shop.publish(document(LINEAR))
    shop.buy("1000", member=shop.member())
    others_are_over()
    assert sum(done.entries for done in seal_club(shop.club, new_seal())) > 0
    asking(shop, proof_floor_money=None, auditors=auditors)
    shop.now = MORNING
    return shop


def test_a_code_is_told_in_the_members_language_and_to_nobody_else(mailbox: Mailbox) -> None:
    shop, noa = asking_shop()
    code = code_for(shop, noa, mailbox, wallet="credit", amount="30")
    (letter,) = mailbox.letters
    assert letter["To"] == "noa@example.com" and letter["From"] == "Club <club@example.org>"
    assert letter["Auto-Submitted"] == "auto-generated" and code in str(letter["Subject"])
    assert "30.00" in text_of(letter) and "10 minutes" in text_of(letter)


def test_a_code_that_ended_before_it_was_sent_is_not_sent(mailbox: Mailbox) -> None:
    shop, noa = asking_shop()
    send_code(shop.club, CodeWish(noa, "spend"), shop.actor, shop.now)
    later(shop, hours=1)
    assert send_due(shop.club, shop.now) == 0
    assert mailbox.letters == [] and states(shop) == ["dropped"]


@pytest.mark.parametrize(
    ("answer", "told"),
    [("451 later", "waiting"), ("554 never", "failed"), ("", "unknown")],
)
def test_what_was_surely_not_sent_is_tried_again_and_what_nobody_knows_is_not(
    mailbox: Mailbox, answer: str, told: str
) -> None:
    shop, noa = asking_shop()
    mailbox.answer = answer
    send_code(shop.club, CodeWish(noa, "spend"), shop.actor, shop.now)
    assert send_due(shop.club, shop.now) == 0 and states(shop) == [told]
    mailbox.answer = "250 OK"
    later(shop, minutes=2)
    assert send_due(shop.club, shop.now) == (1 if told == "waiting" else 0)


def test_an_address_that_is_refused_for_good_is_not_tried_again(mailbox: Mailbox) -> None:
    shop, noa = asking_shop()
    mailbox.address_answer = "550 no such person"
    send_code(shop.club, CodeWish(noa, "spend"), shop.actor, shop.now)
    assert send_due(shop.club, shop.now) == 0 and states(shop) == ["failed"]


def test_a_letter_that_a_killed_worker_left_behind_is_unknown_and_not_repeated(mailbox: Mailbox) -> None:
    shop, noa = asking_shop()
    send_code(shop.club, CodeWish(noa, "spend"), shop.actor, shop.now)
    with club_transaction(shop.club.id):
        (row,) = actions.letters_due(shop.club.id, shop.now)
        assert actions.claim_letter(row, shop.now) is not None
    later(shop, minutes=11)
    send_everywhere(shop.now)
    assert states(shop) == ["unknown"] and mailbox.letters == []


def test_each_morning_each_auditor_gets_the_newest_checkpoint_once(mailbox: Mailbox) -> None:
    shop = sealed_shop("a@example.com", "b@example.com")
    assert write_daily(shop.club, MORNING - timedelta(minutes=1)) == 0
    assert write_daily(shop.club, MORNING) == 2
    assert write_daily(shop.club, MORNING + timedelta(hours=3)) == 0
    assert send_due(shop.club, MORNING) == 2 and send_due(shop.club, MORNING) == 0
    with club_transaction(shop.club.id):
        note = checkpoints(shop.club.id)[0].note
    letter = mailbox.letters[0]
    (enclosed,) = letter.iter_attachments()
    assert enclosed.get_content().replace("\r\n", "\n") == note and note.splitlines()[0] in text_of(letter)
    assert {one["To"] for one in mailbox.letters} == {"a@example.com", "b@example.com"}
    assert write_daily(shop.club, MORNING + timedelta(days=1)) == 2


def test_two_workers_at_once_send_each_letter_once(mailbox: Mailbox) -> None:
    shop = sealed_shop("a@example.com", "b@example.com", "c@example.com")
    told = at_once(*[lambda: write_daily(shop.club, MORNING) for _ in range(4)])
    assert sum(told) == 3
    assert sum(at_once(*[lambda: send_due(shop.club, MORNING) for _ in range(4)])) == 3
    assert len(mailbox.letters) == 3 and states(shop) == ["sent"] * 3


def test_the_checkpoint_is_sent_now_beside_the_daily_one(mailbox: Mailbox) -> None:
    shop = sealed_shop("a@example.com")
    assert send_now(shop.club, shop.actor, MORNING) == 1
    assert write_daily(shop.club, MORNING) == 1
    assert send_due(shop.club, MORNING) == 2


def test_without_auditors_a_seal_or_a_server_nothing_is_sent(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = sealed_shop()
    with pytest.raises(Refused, match="no_auditors"):
        send_now(shop.club, shop.actor, MORNING)
    fresh = asking(open_shop(), auditors=("a@example.com",))
    assert write_daily(fresh.club, MORNING) == 0
    with pytest.raises(Refused, match="nothing_sealed"):
        send_now(fresh.club, fresh.actor, MORNING)
    monkeypatch.setattr("django.conf.settings.SMTP_URL", "")
    with pytest.raises(Refused, match="nothing_sends"):
        send_now(fresh.club, fresh.actor, MORNING)
