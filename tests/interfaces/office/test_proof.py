"""Proof of the member in the office: settings, the member's page, a receipt entered by hand, mail to auditors."""

import pytest
from django.conf import settings

from moadon.apps.audit.queries import deeds
from moadon.apps.clubs import actions
from moadon.apps.clubs.queries import club_by_slug, forget_recent
from moadon.apps.clubs.types import SYSTEM
from moadon.apps.credentials.models import Letter
from moadon.flows.credentials import keeping
from moadon.kernel.ids import public_id
from moadon.store import club_transaction
from tests.flows.sealed import Auditor
from tests.flows.shopkeeper import LINEAR, document
from tests.interfaces.office.receipts.test_entering import ENTER, HEAD, line
from tests.interfaces.office.shop_floor import FOR_EVER, open_floor, plain, text_of
from tests.interfaces.office.test_settings import TYPED

PIN = "8302"


@pytest.fixture
def floor(kav):
    actions.edit_club(club=kav, changes={"settings": {"proof_floor_money": 500}}, actor=SYSTEM)
    forget_recent()
    floor = open_floor(club_by_slug("kav"))
    floor.publish(document(LINEAR, wallets=FOR_EVER))
    return floor


@pytest.fixture
def noa(floor):
    noa = floor.join("052-555-0142", first_name="Noa", email="noa@example.com")
    floor.sells("200", member=noa)
    return noa


@pytest.fixture
def mail(monkeypatch):
    monkeypatch.setattr(settings, "SMTP_URL", "smtp://127.0.0.1")
    monkeypatch.setattr(settings, "MAIL_FROM", "club@example.org")


def test_floors_proofs_and_auditors_are_kept_and_an_empty_floor_asks_never(signed_in, kav):
    typed = {
        "proof_floor_money": "50", "proof_floor_points": "", "proof_kinds": ["pin"], "code_minutes": "5",
        "auditors": "Anna@example.com\nb@example.com",
    }  # fmt: skip
    assert signed_in().post("/office/kav/settings/", {**TYPED, **typed}).status_code == 302
    kept = club_by_slug("kav").settings
    assert (kept.proof_floor_money, kept.proof_floor_points, kept.proof_kinds) == (5000, None, ("pin",))
    assert (kept.code_minutes, kept.auditors) == (5, ("anna@example.com", "b@example.com"))


@pytest.mark.parametrize(
    ("field", "typed"),
    [("proof_kinds", []), ("code_minutes", "0"), ("auditors", "nobody"), ("proof_floor_points", "-1")],
)
def test_what_cannot_be_is_told_at_its_field(signed_in, kav, field, typed):
    whole = {**TYPED, "proof_floor_money": "50", "proof_kinds": ["pin"], field: typed}
    answer = signed_in().post("/office/kav/settings/", whole)
    assert answer.status_code == 422 and field in answer.context["form"].errors


def test_a_receipt_by_hand_asks_for_the_proof_that_its_quote_says_is_needed(signed_in, floor, noa):
    keeping.set_pin(floor.club, noa, PIN, floor.actor, floor.now)
    cashier = signed_in("cashier")
    typed = {**HEAD, "member": "052-555-0142", **line(1, sku="JEANS", unit_price="50"), "redeem.credit": "6"}
    assert 'name="proof"' not in cashier.post(ENTER, {**typed, "redeem.credit": "5"}).content.decode()
    quoted = cashier.post(ENTER, typed).content.decode()
    assert 'name="proof"' in quoted and "a one-time code" in plain(quoted)
    assert "only when the member proves" in plain(cashier.post(ENTER, {**typed, "do": "1"}).content.decode())
    assert "not the proof" in plain(cashier.post(ENTER, {**typed, "proof": "1117", "do": "1"}).content.decode())
    assert cashier.post(ENTER, {**typed, "proof": PIN, "do": "1"}).status_code == 302
    assert floor.balance(noa)[0] == 2000 - 600


def test_a_manager_sets_a_pin_opens_a_lock_removes_a_phone_and_sends_a_code(signed_in, floor, noa, mail):
    made = keeping.pair_device(floor.club, noa, "Noa's phone", floor.actor, floor.now, code=None)
    manager, place = signed_in("manager"), f"/office/kav/members/{noa}/credentials"
    assert "There is none yet." in text_of(manager, place) and "PIN, phones" in text_of(
        manager, f"/office/kav/members/{noa}"
    )
    assert manager.post(place, {"pin": "1234"}).status_code == 422
    assert manager.post(place, {"pin": PIN}).status_code == 302
    page = text_of(manager, place)
    assert "Nobody can read it" in page and "Noa" in page and PIN not in page
    for deed in ("send-code", "unlock", "drop-pin"):
        assert manager.post(f"{place}/{deed}").status_code == 302
    assert manager.post(f"{place}/remove-device", {"device": public_id("dev", made.id)}).status_code == 302
    assert "None is paired" in text_of(manager, place)
    with club_transaction(floor.club.id):
        found = {row.action for row in deeds(floor.club.id)}
        assert Letter.objects.get().state == "waiting"
    assert {"member.pin_set", "member.pin_taken", "member.device_removed", "member.code_sent"} <= found


def test_a_page_for_a_phone_is_opened_shown_once_mailed_and_removed(signed_in, floor, noa, mail, client, monkeypatch):
    manager, place = signed_in("manager"), f"/office/kav/members/{noa}"
    shown = manager.post(f"{place}/code-page", {"how": "show"})
    link = shown.context["link"].partition("testserver")[2]
    assert shown.status_code == 200 and "<svg" in client.get(link).content.decode()
    assert manager.post(f"{place}/code-page", {"how": "mail"}).status_code == 302
    assert "does not know its own address" in text_of(manager, f"{place}/credentials")
    monkeypatch.setattr(settings, "SITE_URL", "https://club.example")
    assert manager.post(f"{place}/code-page", {"how": "mail"}).status_code == 302
    page = text_of(manager, f"{place}/credentials")
    assert "Page with a code" in page and link not in page
    with club_transaction(floor.club.id):
        assert Letter.objects.get().kind == "page"


def test_the_owner_mails_the_checkpoint_now_and_sees_what_became_of_it(signed_in, floor, noa, mail, tmp_path):
    Auditor(floor.club, tmp_path).seals()
    owner = signed_in("owner")
    assert "Nobody is named" in text_of(owner, "/office/kav/seals/")
    actions.edit_club(club=floor.club, changes={"settings": {"auditors": ("anna@example.com",)}}, actor=SYSTEM)
    forget_recent()
    assert owner.post("/office/kav/seals/mail").status_code == 302
    page = text_of(owner, "/office/kav/seals/")
    assert "anna@example.com" in page and "waits to be sent" in page
