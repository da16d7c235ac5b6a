"""The list of members: found by whatever is typed, filtered, exported, in as many statements however many they are."""

import csv
import io
import re

import pytest

from tests.flows.shopkeeper import LINEAR, document
from tests.interfaces.office.shop_floor import FOR_EVER, reads, statements, text_of

LIST = "/office/kav/members/"


def names(page: str) -> list[str]:
    """Who is listed, in order."""
    return re.findall(r'<a class="fig" href="/office/kav/members/mbr_[^"]+">(?:<[^>]+>)?([^<]+)<', page)


@pytest.fixture
def people(floor):
    floor.publish(document(LINEAR, wallets=FOR_EVER))
    return {
        "noa": floor.join("052-555-0142", first_name="Noa", last_name="Levi", card="2004 1187"),
        "yael": floor.join(None, first_name="יעל", last_name="ברק", email="Yael@Example.com"),
        "reza": floor.join("+98 912 555 0142", first_name="رضا", last_name="کریمی", external_id="CRM-77"),
    }


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("0525550142", "Noa Levi"),
        ("052-555-0142", "Noa Levi"),
        ("+972 52 555 0142", "Noa Levi"),
        ("۰۵۲ ۵۵۵ ۰۱۴۲", "Noa Levi"),
        ("٠٩١٢٥٥٥٠١٤٢", "رضا کریمی"),
        ("noa lev", "Noa Levi"),
        ("ברק", "יעל ברק"),
        ("كريمي", "رضا کریمی"),
        ("2004 1187", "Noa Levi"),
        ("yael", "יעל ברק"),
        ("Yael@example.com", "יעל ברק"),
        ("crm-77", "رضا کریمی"),
    ],
)
def test_a_member_is_found_by_whatever_is_typed(people, signed_in, typed, found):
    page = signed_in().get(LIST, {"q": typed}).content.decode()

    assert names(page) == [found]


def test_nobody_found_says_what_to_take_off(people, signed_in):
    page = signed_in().get(LIST, {"q": "zzz"}).content.decode()

    assert "Nothing passes" in page
    assert 'href="?"' in page


def test_filters_say_who_holds_something_and_who_owes(floor, people, signed_in):
    sale = floor.sells("100", member=people["noa"])
    floor.sells("50", member=people["noa"], redeem=[{"wallet": "credit", "amount": "10.00"}])
    floor.takes_back(sale)
    floor.sells("300", member=people["reza"])
    dana = signed_in()

    assert names(text_of(dana, f"{LIST}?holds=yes")) == ["رضا کریمی"]
    assert names(text_of(dana, f"{LIST}?holds=owes")) == ["Noa Levi"]
    assert "Noa Levi" in names(text_of(dana, f"{LIST}?holds=no"))


def test_filters_by_branch_joining_and_state(floor, people, signed_in):
    from moadon.apps.clubs.queries import branches
    from moadon.store import club_transaction

    with club_transaction(floor.club.id):
        jaffa = branches(floor.club).get(code="jfa").pk
    floor.join("052-555-0199", first_name="Lior", branch_id=jaffa)
    dana = signed_in()

    page = text_of(dana, f"{LIST}?branch={jaffa}")
    assert names(page) == ["Lior"]
    assert "Branch is <b><bdi>Jaffa</bdi></b>" in page
    assert len(names(text_of(dana, f"{LIST}?joined=2024-05-14..2024-05-14"))) == 4
    assert names(text_of(dana, f"{LIST}?status=ended")) == []


def test_columns_are_the_readers_own(people, signed_in):
    page = text_of(signed_in(), f"{LIST}?columns=name&columns=card&columns=email")

    heads = re.findall(r'<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)', page)
    assert heads == ["Member", "Card", "E-mail"]
    assert "20041187" in page and "yael@example.com" in page


def test_sorted_by_name_and_by_joining(people, signed_in):
    dana = signed_in()

    assert names(text_of(dana, f"{LIST}?sort=name"))[0] == "Noa Levi"
    assert names(text_of(dana, LIST))[0] == "رضا کریمی"


def test_balances_stand_in_their_columns(floor, people, signed_in):
    floor.sells("250", member=people["noa"])

    page = signed_in().get(LIST, {"q": "noa"}).content.decode()

    assert "₪20.00" in page


def test_an_export_holds_plain_values_and_no_formula(floor, people, signed_in):
    floor.join("052-555-0150", first_name="=1+1", last_name="x")

    answer = signed_in("manager").get(f"{LIST}?format=csv&columns=name&columns=phone&columns=joined")

    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    answer.close()
    assert rows[0] == ["Member", "Phone", "Joined"]
    assert ["Noa Levi", "'+972525550142", "2024-05-14"] in rows
    assert any(row[0] == "'=1+1 x" for row in rows)


@pytest.mark.parametrize(("role", "status"), [("owner", 200), ("manager", 200), ("analyst", 200), ("cashier", 403)])
def test_who_may_take_the_list_away(people, signed_in, role, status):
    answer = signed_in(role).get(f"{LIST}?format=xlsx")
    answer.close()

    assert answer.status_code == status


@pytest.mark.parametrize(("role", "adds"), [("owner", True), ("manager", True), ("cashier", True), ("analyst", False)])
def test_who_is_offered_to_add_a_member(people, signed_in, role, adds):
    page = text_of(signed_in(role), LIST)

    assert ('href="/office/kav/members/add"' in page) is adds


def test_a_stranger_is_sent_to_the_door_and_another_clubs_people_find_nothing(people, signed_in, north, client):
    assert client.get(LIST).status_code == 302
    assert signed_in(name="nora", clubs=(north,)).get(LIST).status_code == 404


def test_an_empty_club_says_how_to_begin(floor, signed_in):
    page = text_of(signed_in(), LIST)

    assert "No members yet" in page
    assert page.count('href="/office/kav/members/add"') == 2


def test_the_number_of_statements_does_not_grow_with_the_members(floor, signed_in):
    floor.publish(document(LINEAR, wallets=FOR_EVER))
    dana = signed_in()
    for i in range(3):
        floor.sells("100", member=floor.join(f"052-555-01{i:02}", first_name=f"A{i}"))
    dana.get(LIST)
    with statements() as few:
        dana.get(LIST)
    for i in range(3, 60):
        floor.join(f"052-555-01{i:02}", first_name=f"A{i}")
    with statements() as many:
        page = text_of(dana, LIST)

    assert len(many) == len(few)
    assert len(names(page)) == 50
    assert "Next" in page


@pytest.mark.parametrize(("language", "title"), [("he", "חברי מועדון"), ("fa", "اعضا")])
def test_the_list_in_every_language(people, signed_in, language, title):
    dana = signed_in()
    reads(dana, language)
    page = text_of(dana, LIST)

    assert f"<h1>{title}</h1>" in page
