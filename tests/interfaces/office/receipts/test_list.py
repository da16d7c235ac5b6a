"""The list of receipts: search by number or member, filters, signs, sums, and who sees whose."""

import csv
import io
import re

import pytest

from tests.flows.shopkeeper import LINEAR, document
from tests.interfaces.office.shop_floor import FOR_EVER, plain, reads, statements, text_of

LIST = "/office/kav/receipts/"


def numbers(page: str) -> list[str]:
    """The receipts that are listed, in order."""
    return re.findall(r'href="/office/kav/receipts/rcp_[^"]+"><span class="n">([^<]+)<', page)


@pytest.fixture
def day(floor):
    """A day in the shop: two sales to Noa, one of which came back in part, and one to nobody."""
    floor.publish(document(LINEAR, wallets=FOR_EVER))
    noa = floor.join("052-555-0142", first_name="Noa", last_name="Levi")
    first = floor.sells("100", "50", member=noa, number="A1", employee="e1", at="2026-10-10T10:00:00+03:00")
    back = floor.takes_back(first, ("2", "1"), number="B1", at="2026-10-10T11:00:00+03:00")
    floor.sells("200", member=noa, number="A2", branch="jfa", at="2026-10-10T12:00:00+03:00")
    floor.sells("64.80", number="A3", at="2026-10-10T13:00:00+03:00")
    return {"noa": noa, "first": first, "back": back}


def test_the_newest_comes_first_with_its_signs(day, signed_in):
    page = text_of(signed_in(), LIST)

    assert numbers(page) == ["A3", "A2", "B1", "A1"]
    told = plain(page)
    assert "not a member" in told and "part returned" in told
    assert "−₪50.00" in told and "+₪10.00" in told and "+₪20.00" in told
    assert "4 receipts, ₪364.80" in told


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("A2", ["A2"]),
        ("052 555 0142", ["A2", "B1", "A1"]),
        ("noa", ["A2", "B1", "A1"]),
        ("nobody", []),
    ],
)
def test_found_by_number_member_or_phone(day, signed_in, typed, found):
    assert numbers(signed_in().get(LIST, {"q": typed}).content.decode()) == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("who=no", ["A3"]),
        ("who=yes", ["A2", "B1", "A1"]),
        ("state=part_returned", ["A1"]),
        ("kind=return", ["B1"]),
        ("paid=2026-10-10..2026-10-10", ["A3", "A2", "B1", "A1"]),
        ("paid=2026-10-11..", []),
        ("member=Levi", ["A2", "B1", "A1"]),
    ],
)
def test_filters(day, signed_in, asked, found):
    assert numbers(text_of(signed_in(), f"{LIST}?{asked}")) == found


def test_filters_by_branch_employee_and_member_say_their_names(floor, day, signed_in):
    from moadon.apps.clubs.queries import branches, employees
    from moadon.store import club_transaction

    with club_transaction(floor.club.id):
        jaffa, ron = branches(floor.club).get(code="jfa").pk, employees(floor.club).get(code="e1").pk
    dana = signed_in()

    page = text_of(dana, f"{LIST}?branch={jaffa}")
    assert numbers(page) == ["A2"] and "Branch is Jaffa" in plain(page)
    page = text_of(dana, f"{LIST}?employee={ron}")
    assert "A1" in numbers(page) and "Served by Ron" in plain(page)
    page = text_of(dana, f"{LIST}?member={day['noa']}")
    assert numbers(page) == ["A2", "B1", "A1"] and "Member is Noa Levi" in plain(page)


def test_an_export_is_signed_and_plain(day, signed_in):
    answer = signed_in("manager").get(f"{LIST}?format=csv&columns=number&columns=member&columns=items&columns=paid")
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    answer.close()

    assert rows[1] == ["A3", "", "1.000", "64.80"]
    assert rows[3] == ["B1", "Noa Levi", "'-1.000", "'-50.00"] or rows[3] == ["B1", "Noa Levi", "-1.000", "-50.00"]


def test_who_works_in_one_branch_sees_that_branch(floor, day, signed_in):
    from moadon.apps.clubs.models import Membership
    from moadon.apps.clubs.queries import branches
    from moadon.store import club_transaction

    gal = signed_in("cashier", "gal")
    with club_transaction(floor.club.id):
        Membership.objects.update(branch=branches(floor.club).get(code="jfa"))

    page = text_of(gal, LIST)

    assert numbers(page) == ["A2"]
    assert 'name="branch"' not in page
    assert gal.get(f"{LIST}{day['first']['id']}").status_code == 404


def test_who_may_see_export_and_enter(day, signed_in, north, client):
    assert client.get(LIST).status_code == 302
    assert signed_in(name="nora", clubs=(north,)).get(LIST).status_code == 404
    for role, exports, enters in (("manager", 200, True), ("cashier", 403, True), ("analyst", 200, False)):
        browser = signed_in(role, f"{role}-1")
        answer = browser.get(f"{LIST}?format=csv")
        answer.close()
        assert answer.status_code == exports, role
        assert ('href="/office/kav/receipts/enter"' in text_of(browser, LIST)) is enters, role


def test_returns_that_wait_for_their_sale_are_not_hidden(floor, day, signed_in):
    from moadon.flows.till.reading_returns import read_return
    from moadon.flows.till.returns import give_back

    body = {"number": "B9", "at": "2026-10-10T14:00:00+03:00", "of": {"number": "A9", "branch": "tlv", "till": "T1"}}
    give_back(floor.club, [read_return(body, None, 2)], floor.actor, now=lambda: floor.now)
    dana = signed_in()

    assert "1 return waits for its sale" in plain(text_of(dana, LIST))
    waiting = plain(text_of(dana, f"{LIST}waiting"))
    assert "B9" in waiting and "A9" in waiting


def test_the_number_of_statements_does_not_grow(floor, day, signed_in):
    dana = signed_in()
    dana.get(LIST)
    with statements() as few:
        dana.get(LIST)
    for _ in range(55):
        floor.sells("10", member=day["noa"])
    with statements() as many:
        page = text_of(dana, LIST)

    assert len(many) == len(few)
    assert len(numbers(page)) == 50 and "Next 50" in plain(page)


@pytest.mark.parametrize(("language", "words"), [("he", "לא חבר מועדון"), ("fa", "غیرعضو")])
def test_the_list_in_every_language(day, signed_in, language, words):
    dana = signed_in()
    reads(dana, language)

    assert words in plain(text_of(dana, LIST))
