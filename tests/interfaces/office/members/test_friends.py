"""Who brought whom: typed when somebody is taken in, told on both members' pages."""

import re

import pytest

from moadon.apps.members.models import Member
from moadon.kernel.ids import public_id
from moadon.store import club_transaction
from tests.flows.shopkeeper import document
from tests.interfaces.office.shop_floor import plain, reads, text_of

ADD = "/office/kav/members/add"
FRIENDS = "{id: friend_joined, type: per_event, event: friend_joined, give: '10', wallet: points}"


@pytest.fixture
def noa(floor):
    floor.publish(document(FRIENDS))
    return floor.join("052-555-0142", first_name="Noa", last_name="Levi", card="2004 1187", external_id="N7")


def brought(floor) -> dict[str | None, str | None]:
    """Who was brought by whom, by phone and public id."""
    with club_transaction(floor.club.id):
        rows = Member.objects.exclude(referred_by=None)
        return {member.phone: public_id("mbr", member.referred_by) for member in rows}


@pytest.mark.parametrize("typed", ["052-555-0142", "۰۵۲۵۵۵۰۱۴۲", "2004-1187", "N7", "{id}"])
def test_a_friend_is_named_as_one_would_name_them(floor, noa, signed_in, typed):
    sent = {"phone": "052-555-0177", "first_name": "Dan", "referred_by": typed.format(id=noa)}
    assert signed_in("cashier").post(ADD, sent).status_code == 302

    assert brought(floor) == {"+972525550177": noa}
    assert floor.balance(noa, "points") == (10, 0, 0)


def test_both_pages_say_it_and_lead_to_each_other(floor, noa, signed_in):
    dana = signed_in()
    for phone, name in (("052-555-0177", "Dan"), ("052-555-0178", "Gil")):
        there = dana.post(ADD, {"phone": phone, "first_name": name, "referred_by": "052-555-0142"})["Location"]

    gil, own = text_of(dana, there), text_of(dana, f"/office/kav/members/{noa}")

    assert re.search(rf'Brought by</span></dt><dd><a class="fig" href="[^"]*{noa}"><bdi>Noa Levi</bdi></a>', gil)
    assert "Has brought 2 members" in plain(own) and "Brought by" not in plain(own)
    rows = re.search(r'href="([^"]*referred_by=[^"]*)"', own)
    assert rows
    listed = plain(text_of(dana, rows[1]))
    assert "Brought by Noa Levi" in listed and "Dan" in listed and "Gil" in listed and "2 members" in listed


@pytest.mark.parametrize(
    ("language", "unknown", "own"),
    [
        ("en", "Nobody in the club is known by 052-555-0199", "Nobody brings themselves"),
        ("he", "אין במועדון חבר עם המזהה 052-555-0199", "חבר לא מביא את עצמו"),
        ("fa", "کسی با شناسهٔ 052-555-0199 عضو باشگاه نیست", "کسی معرف خودش نمی‌شود"),
    ],
)
def test_nobody_and_oneself_are_refused_under_the_field(floor, noa, signed_in, language, unknown, own):
    dana = signed_in()
    reads(dana, language)
    for typed, words in (("052-555-0199", unknown), ("+972 52 555 0177", own)):
        answer = dana.post(ADD, {"phone": "052-555-0177", "first_name": "Dan", "referred_by": typed})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'id="id_referred_by_error"' in page and words in plain(page)
        assert f'value="{typed}"' in page
    assert brought(floor) == {}


def test_who_left_brings_nobody(floor, noa, signed_in):
    dana = signed_in()
    dana.post(f"/office/kav/members/{noa}/end")
    answer = dana.post(ADD, {"phone": "052-555-0177", "referred_by": "052-555-0142"})
    assert answer.status_code == 422 and 'id="id_referred_by_error"' in answer.content.decode()


def test_it_is_not_changed_later(floor, noa, signed_in):
    dana = signed_in()
    there = dana.post(ADD, {"phone": "052-555-0177", "referred_by": "052-555-0142"})["Location"]
    assert 'name="referred_by"' not in text_of(dana, there + "/edit")
    dana.post(there + "/edit", {"phone": "052-555-0177", "first_name": "Dan", "referred_by": ""})
    assert brought(floor) == {"+972525550177": noa}


def test_another_clubs_member_brings_nobody_here(floor, noa, north, signed_in):
    from tests.interfaces.office.shop_floor import open_floor

    nina = open_floor(north).join("052-555-0188")
    dana = signed_in()
    for typed in (nina, "052-555-0188"):
        assert dana.post(ADD, {"phone": "052-555-0177", "referred_by": typed}).status_code == 422
