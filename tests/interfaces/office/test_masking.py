"""Who may not see who members are finds a number in the place of every name, phone, e-mail, card and birthday."""

import pytest

from moadon.apps.clubs.types import SYSTEM
from moadon.apps.members.types import NewMember
from moadon.flows import joining
from moadon.interfaces.office.members.naming import called, plain_name
from moadon.kernel.ids import public_id
from tests.flows.shopkeeper import LINEAR, document
from tests.interfaces.office.shop_floor import FOR_EVER, open_floor, plain, text_of

TELLING = ("Roxana", "Zimmerman", "7654321", "roxana@example.com", "CARD-4711", "EXT-0815")
MASKED = ("analyst",)
SEEING = ("owner", "manager", "cashier", "auditor")


@pytest.fixture
def member(kav):
    """A member with everything that says who she is, who brought a friend and bought something."""
    floor = open_floor(kav)
    floor.publish(document(LINEAR, wallets=FOR_EVER))
    new = NewMember(
        phone="0527654321", email="roxana@example.com", first_name="Roxana", last_name="Zimmerman",
        card="CARD-4711", external_id="EXT-0815", source="office",
    )  # fmt: skip
    row = joining.join(club=kav, new=new, actor=SYSTEM)
    friend = joining.join(
        club=kav, new=NewMember(phone="0521112233", referred_by=public_id("mbr", row.pk), source="office"), actor=SYSTEM
    )
    sale = floor.sells("100", number="A1", member=public_id("mbr", row.pk))
    return public_id("mbr", row.pk), public_id("mbr", friend.pk), sale["id"]


def places(member):
    """Every page that shows members, and every way of asking for them."""
    who, friend, receipt = member
    every = "&".join(f"columns={name}" for name in ("name", "phone", "email", "card", "external_id", "birth_date"))
    return [
        "members/", f"members/?{every}", f"members/?format=csv&{every}", "members/?q=Roxan", "members/?sort=name",
        f"members/{who}", f"members/{friend}", f"members/?referred_by={who}", "receipts/", "receipts/?q=Roxan",
        "receipts/?format=csv&columns=number&columns=member", f"receipts/{receipt}", f"receipts/?member={who}",
        "receipts/?member=Roxan", "find?q=Roxan", "find?q=052765432",
    ]  # fmt: skip


def seen(client, place):
    answer = client.get(f"/office/kav/{place}")
    assert answer.status_code == 200
    return plain((b"".join(answer) if answer.streaming else answer.content).decode())


@pytest.mark.parametrize("role", MASKED)
def test_nothing_tells_who_a_member_is(signed_in, member, role):
    client = signed_in(role)

    found = {place: sign for place in places(member) for sign in TELLING if sign in seen(client, place)}

    assert found == {}


@pytest.mark.parametrize("role", MASKED)
def test_members_are_there_all_the_same_by_their_numbers(signed_in, member, role):
    client = signed_in(role)

    assert member[0] in text_of(client, "/office/kav/members/")
    assert member[0] in text_of(client, f"/office/kav/members/{member[0]}")
    assert member[0] in seen(client, "members/?format=csv&columns=name")
    assert "A1" in seen(client, f"receipts/?member={member[0]}")


@pytest.mark.parametrize("role", SEEING)
def test_others_see_them_as_ever(signed_in, member, role):
    client = signed_in(role)

    assert "Zimmerman" in text_of(client, f"/office/kav/members/{member[0]}")
    assert "Zimmerman" in text_of(client, "/office/kav/members/?q=Roxan")
    assert "Zimmerman" in text_of(client, "/office/kav/receipts/")


def test_outside_of_a_page_nobody_is_shown(member, kav):
    from moadon.apps.members import queries
    from moadon.store import club_transaction

    with club_transaction(kav.id):
        row = queries.member(kav, member[0])

    assert "Roxana" not in called(row) and plain_name(row) == member[0]


def test_an_auditor_writes_nothing_anywhere(signed_in, kav):
    from moadon.apps.clubs.permissions import OF_ROLE, May

    writes = {what for what in OF_ROLE["auditor"] if what.value.startswith(("write_", "manage_", "import", "set_"))}
    assert writes == set()
    assert {what for what in May if what.value.startswith("read_")} <= OF_ROLE["auditor"]
    client = signed_in("auditor")
    people, keys = text_of(client, "/office/kav/settings/people/"), text_of(client, "/office/kav/keys/")
    assert "Let somebody in" not in people and "Make a key" not in keys
    assert "Audit log" in people
