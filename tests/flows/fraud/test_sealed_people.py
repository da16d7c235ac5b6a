"""What is known of employees as persons is sealed as members are, and goes on being known under a new key."""

from pathlib import Path

import pytest
from django.conf import settings

from moadon.apps.fraud.links import Person, person, set_person
from moadon.apps.fraud.models import Staff
from moadon.flows.resealing import reseal_everything
from moadon.integrations.keys.fields import add_key
from moadon.store import club_transaction
from moadon.store.sealed import key_of, ring
from tests.flows.fraud.watched import BOSS, dana, watched_shop

pytestmark = pytest.mark.django_db
KNOWN = Person(phone="+972525550142", email="dana@example.com")


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A ring of keys of the test's own."""
    monkeypatch.setattr(settings, "FIELD_KEYS", tmp_path / "fields.keys")
    ring(again=True)
    yield
    monkeypatch.undo()
    ring(again=True)


@pytest.mark.usefixtures("keys")
def test_phone_and_e_mail_of_employees_are_sealed_and_outlive_their_key() -> None:
    shop = watched_shop()
    set_person(club=shop.club, employee=dana(shop), person=KNOWN, actor=BOSS)
    with club_transaction(shop.club.id):
        row = Staff.objects.get()
        assert person(shop.club, dana(shop)) == KNOWN
    for box in (row.phone_box, row.email_box):
        assert b"555" not in bytes(box) and b"dana" not in bytes(box)

    made = add_key()
    reseal_everything()
    with club_transaction(shop.club.id):
        row = Staff.objects.get()
        assert {key_of(row.phone_box), key_of(row.email_box)} == {made}
        assert person(shop.club, dana(shop)) == KNOWN
