"""Adding, editing and letting go of members: refusals under their field, conflicts told kindly, deeds taken back."""

import re

import pytest

from moadon.apps.audit.queries import deeds
from moadon.apps.members.models import Member
from moadon.kernel.ids import row_id
from moadon.store import club_transaction
from tests.interfaces.office.shop_floor import reads, text_of

ADD = "/office/kav/members/add"


def kept(floor, public: str) -> Member:
    with club_transaction(floor.club.id):
        return Member.objects.get(id=row_id("mbr", public))


def fields(page: str) -> dict[str, str]:
    """What a browser would send back of a form, untouched."""
    told = {}
    for tag in re.findall(r"<input[^>]+>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and name[1] != "csrfmiddlewaretoken":
            told[name[1]] = value[1]
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        told[name] = chosen[1] if chosen else ""
    return told


def test_somebody_is_taken_in_with_a_phone_in_any_habit(floor, signed_in):
    answer = signed_in("cashier").post(ADD, {"phone": "۰۵۲-۵۵۵-۰۱۴۲", "first_name": "Noa", "birth_date": "1990-05-14"})

    assert answer.status_code == 302
    member = kept(floor, answer["Location"].rsplit("/", 1)[1])
    assert (member.phone, member.first_name, str(member.birth_date), member.source) == (
        "+972525550142", "Noa", "1990-05-14", "office",
    )  # fmt: skip


def test_a_refusal_stands_under_its_field_and_keeps_what_was_typed(floor, signed_in):
    answer = signed_in().post(ADD, {"phone": "052-555-014", "first_name": "Noa"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Noa"' in page and 'value="052-555-014"' in page
    assert re.search(r'id="id_phone_error".*too short', page, re.DOTALL)


def test_nobody_is_taken_in_without_anything_to_know_them_by(floor, signed_in):
    answer = signed_in().post(ADD, {"first_name": "Noa"})

    assert answer.status_code == 422
    assert 'id="id_phone_error"' in answer.content.decode()


def test_a_phone_that_somebody_has_leads_to_them(floor, signed_in):
    noa = floor.join("052-555-0142", first_name="Noa")

    page = signed_in().post(ADD, {"phone": "0525550142"}).content.decode()

    assert f'href="/office/kav/members/{noa}"' in page
    assert "It belongs to" in page


def test_an_edit_changes_what_was_changed_and_nothing_else(floor, signed_in):
    noa = floor.join("052-555-0142", first_name="Noa", last_name="Levi", email="noa@example.com")
    dana = signed_in("manager")
    form = fields(text_of(dana, f"/office/kav/members/{noa}/edit"))

    answer = dana.post(f"/office/kav/members/{noa}/edit", {**form, "last_name": "Cohen", "email": ""})

    assert answer.status_code == 302
    member = kept(floor, noa)
    assert (member.first_name, member.last_name, member.email, member.phone) == ("Noa", "Cohen", None, "+972525550142")
    with club_transaction(floor.club.id):
        last = deeds(floor.club.id).first()
    assert last and (last.action, last.after) == ("member.edited", {"fields": ["email", "last_name"]})


def test_two_people_edit_one_member_and_neither_loses_anything(floor, signed_in):
    noa = floor.join("052-555-0142", first_name="Noa", last_name="Levi")
    where = f"/office/kav/members/{noa}/edit"
    dana, gal = signed_in("manager", "dana"), signed_in("cashier", "gal")
    seen_by_both = fields(text_of(dana, where))
    gal.post(where, {**seen_by_both, "last_name": "Cohen", "email": "noa@example.com"})

    answer = dana.post(where, {**seen_by_both, "last_name": "Katz", "card": "2004 1187"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "gal" in page and "changed this member" in page
    assert "Last name: <bdi>Cohen</bdi>" in page
    told = fields(page)
    assert (told["last_name"], told["card"], told["email"]) == ("Katz", "2004 1187", "noa@example.com")
    assert kept(floor, noa).last_name == "Cohen"

    assert dana.post(where, told).status_code == 302
    member = kept(floor, noa)
    assert (member.last_name, member.card, member.email) == ("Katz", "20041187", "noa@example.com")


def test_changes_to_different_fields_are_said_to_be_so(floor, signed_in):
    noa = floor.join("052-555-0142", first_name="Noa")
    where = f"/office/kav/members/{noa}/edit"
    dana, gal = signed_in("manager", "dana"), signed_in("cashier", "gal")
    seen_by_both = fields(text_of(dana, where))
    gal.post(where, {**seen_by_both, "email": "noa@example.com"})

    page = dana.post(where, {**seen_by_both, "card": "2004 1187"}).content.decode()

    assert "save again to keep both" in page


def test_a_membership_ends_at_once_and_can_be_taken_up_again(floor, signed_in):
    noa = floor.join("052-555-0142", first_name="Noa")
    dana = signed_in("manager")

    answer = dana.post(f"/office/kav/members/{noa}/end", follow=True)

    assert kept(floor, noa).status == "ended"
    page = answer.content.decode()
    assert f'action="/office/kav/members/{noa}/resume"' in page
    assert "has left the club" in page
    dana.post(f"/office/kav/members/{noa}/resume")
    assert kept(floor, noa).status == "active"


@pytest.mark.parametrize("path", ["add", "{noa}/edit", "{noa}/end", "{noa}/resume"])
def test_an_analyst_changes_nobody(floor, signed_in, path):
    noa = floor.join()

    assert signed_in("analyst").post(f"/office/kav/members/{path.format(noa=noa)}").status_code == 403


@pytest.mark.parametrize("path", ["edit", "end", "resume"])
def test_another_clubs_people_change_nobody_here(floor, north, signed_in, path):
    noa = floor.join()
    nora = signed_in(name="nora", clubs=(north,))

    assert nora.post(f"/office/kav/members/{noa}/{path}").status_code == 404
    assert nora.post(f"/office/north/members/{noa}/{path}").status_code == 404
    assert kept(floor, noa).status == "active"


def test_a_persian_reader_types_days_of_their_own_calendar(floor, signed_in):
    dana = signed_in()
    reads(dana, "fa")

    answer = dana.post(ADD, {"phone": "0525550142", "birth_date": "۱۳۶۹/۰۲/۲۴"})

    assert str(kept(floor, answer["Location"].rsplit("/", 1)[1]).birth_date) == "1990-05-14"
