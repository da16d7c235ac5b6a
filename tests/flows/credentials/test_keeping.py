"""PINs, devices, locks, and what is kept of them."""

from datetime import timedelta

import pytest

from moadon.apps.credentials.models import Code, Device, Letter, Pin
from moadon.engine.proofs import step_at, token_of
from moadon.flows.credentials import keeping
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.credentials.proving import PIN, Mailbox, asking_shop, code_for, later, spend, with_pin
from tests.flows.credentials.test_at_the_till import code
from tests.flows.shopkeeper import Shopkeeper

pytestmark = pytest.mark.django_db


def paired(shop: Shopkeeper, member: str) -> tuple[str, bytes]:
    made = keeping.pair_device(shop.club, member, "phone", shop.actor, shop.now, code=None)
    return public_id("dev", made.id), made.secret


def shown(shop: Shopkeeper, device: tuple[str, bytes], seconds: int = 0) -> str:
    """What the device shows so many seconds from now."""
    name, secret = device
    return token_of(secret, name, step_at(shop.now + timedelta(seconds=seconds)))


def test_what_a_phone_shows_is_good_once_and_what_it_showed_before_is_not() -> None:
    shop, noa = asking_shop()
    phone = paired(shop, noa)
    before, now = shown(shop, phone, -30), shown(shop, phone)
    assert [code(spend(shop, noa, "30", proof)) for proof in (now, now, before)] == [
        "taken",
        "wrong_proof",
        "wrong_proof",
    ]
    later(shop, seconds=30)
    assert code(spend(shop, noa, "30", shown(shop, phone))) == "taken"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(-30, "taken"), (0, "taken"), (30, "taken"), (-60, "proof_not_fresh"), (90, "proof_from_ahead")],
)
def test_a_phones_clock_may_be_half_a_minute_off(seconds: int, told: str) -> None:
    shop, noa = asking_shop()
    assert code(spend(shop, noa, "30", shown(shop, paired(shop, noa), seconds))) == told


def test_a_phone_that_was_removed_another_members_and_a_made_up_one_prove_nothing() -> None:
    shop, noa = asking_shop()
    phone, dan = paired(shop, noa), shop.member("+972525550199")
    shop.buy("1000", member=dan)
    assert code(spend(shop, dan, "30", shown(shop, phone))) == "wrong_proof"
    assert code(spend(shop, noa, "30", shown(shop, (phone[0], b"another")))) == "wrong_proof"
    keeping.remove_device(shop.club, noa, phone[0], shop.actor)
    assert code(spend(shop, noa, "30", shown(shop, phone))) == "wrong_proof"


def test_a_proof_that_the_club_does_not_take_is_wrong() -> None:
    shop, noa = asking_shop(proof_kinds=("code",))
    with_pin(shop, noa)
    told = spend(shop, noa, "30")
    assert told.params["taken"] == ["code"]
    assert code(spend(shop, noa, "30", PIN)) == "wrong_proof"
    assert code(spend(shop, noa, "30", shown(shop, paired(shop, noa)))) == "wrong_proof"


def test_a_late_receipt_is_proven_by_what_the_phone_showed_at_its_own_time() -> None:
    shop, noa = asking_shop()
    phone = paired(shop, noa)
    redeem = [{"wallet": "credit", "amount": "30", "proof": shown(shop, phone)}]
    body = shop.basket("50", member=noa, redeem=redeem, at=shop.now.isoformat())
    later(shop, hours=5)
    assert code(_late(shop, {**body, "number": "x1", "at": shop.now.isoformat()})) == "proof_not_fresh"
    assert code(_late(shop, body)) == "taken"
    assert code(_late(shop, {**body, "number": "x2"})) == "wrong_proof"


def _late(shop: Shopkeeper, body: dict[str, object]) -> object:
    from moadon.flows import till
    from moadon.flows.till.reading import read_receipt

    draft = read_receipt(body, shop.club, language="en")._replace(late=True)
    (outcome,) = till.commit(shop.club, [draft], shop.actor, now=lambda: shop.now)
    return outcome


def test_a_pin_is_set_by_the_code_that_was_sent_for_it_and_for_nothing_else(mailbox: Mailbox) -> None:
    shop, noa = asking_shop()
    other = code_for(shop, noa, mailbox)
    with pytest.raises(Refused, match="wrong_code_for_it"):
        keeping.set_pin(shop.club, noa, PIN, shop.actor, shop.now, code=other)
    mine = code_for(shop, noa, mailbox, purpose="pin")
    keeping.set_pin(shop.club, noa, PIN, shop.actor, shop.now, code=mine)
    assert code(spend(shop, noa, "30", PIN)) == "taken"
    with pytest.raises(Refused, match="wrong_code_for_it"):
        keeping.set_pin(shop.club, noa, "7261", shop.actor, shop.now, code=mine)


def test_a_new_pin_ends_the_one_before_and_the_office_opens_a_lock() -> None:
    shop, noa = asking_shop()
    with_pin(shop, noa)
    with_pin(shop, noa, "7261")
    assert [code(spend(shop, noa, "30", PIN)) for _ in range(6)] == ["wrong_proof"] * 5 + ["proof_locked"]
    with club_transaction(shop.club.id):
        assert keeping.credentials_of(shop.club, noa, shop.now).locked_until is not None
    keeping.unlock(shop.club, noa, shop.actor)
    assert code(spend(shop, noa, "30", "7261")) == "taken"
    keeping.drop_pin(shop.club, noa, shop.actor)
    assert code(spend(shop, noa, "30", "7261")) == "wrong_proof"


def test_nothing_secret_stands_in_the_database(mailbox: Mailbox) -> None:
    shop, noa = asking_shop()
    with_pin(shop, noa)
    sent = code_for(shop, noa, mailbox)
    _, secret = paired(shop, noa)
    with club_transaction(shop.club.id):
        kept = [
            Pin.objects.get().hash.encode(), bytes(Code.objects.get().digest), bytes(Device.objects.get().secret),
        ]  # fmt: skip
        assert Letter.objects.get().sealed is None
    assert not [one for one in kept for told in (PIN.encode(), sent.encode(), secret) if told in one]
