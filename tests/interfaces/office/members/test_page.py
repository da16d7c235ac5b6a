"""A member's page: what they hold, how far they are, and a statement in which every line says why."""

import re
from datetime import UTC, datetime

import pytest

from moadon.kernel.ids import public_id
from tests.flows.shopkeeper import LINEAR, MONTHLY, POINTS, document
from tests.interfaces.office.shop_floor import FOR_EVER, plain, reads, statements, text_of

PENDING = "{id: later, type: per_amount, amount: '1', give: '1', wallet: points, pending: {days: 3650}}"


@pytest.fixture
def noa(floor):
    floor.publish(document(LINEAR, POINTS, MONTHLY, wallets=FOR_EVER))
    return floor.join("052-555-0142", first_name="Noa", last_name="Levi", card="2004 1187")


def where(member: str, more: str = "") -> str:
    return f"/office/kav/members/{member}{more}"


def titles(page: str) -> list[str]:
    """What the lines of the statement are called."""
    found = re.findall(r"<td><b>(.*?)</b>", page)
    return [re.sub(r"<[^>]+>", "", one) for one in found]


def test_who_it_is(noa, signed_in):
    page = text_of(signed_in(), where(noa))

    assert "<h1><bdi>Noa Levi</bdi></h1>" in page
    assert "in the club" in page
    assert "052-555-0142" in page
    assert "card" in page and "20041187" in page
    assert "14 May 2024" in page


def test_a_purchase_is_told_with_rule_version_amount_and_balance(floor, noa, signed_in):
    sale = floor.sells("149.90", "149.90", member=noa)

    page = text_of(signed_in(), where(noa))

    assert titles(page) == [
        f"Earned on receipt {sale['number']}, Tel Aviv",
        f"Earned on receipt {sale['number']}, Tel Aviv",
    ]
    assert 'href="/office/kav/receipts/' + sale["id"] in page
    assert "full steps of" in page and "version" in page
    assert "+₪20.00" in page and "+299" in page
    assert page.count('class="same"') == 1


def test_spending_says_which_lots_were_taken(floor, noa, signed_in):
    floor.sells("100", member=noa)
    floor.sells("200", member=noa, redeem=[{"wallet": "credit", "amount": "10.00"}])

    page = text_of(signed_in(), where(noa, "?wallet=credit"))

    assert titles(page)[-2].startswith("Spent on receipt")
    assert "What ends first is spent first" in page
    assert "−₪10.00" in page


def test_a_return_names_its_sale_and_what_was_spent_becomes_a_debt_told_plainly(floor, noa, signed_in):
    sale = floor.sells("100", member=noa)
    floor.sells("50", member=noa, redeem=[{"wallet": "credit", "amount": "10.00"}])
    back = floor.takes_back(sale)

    page = text_of(signed_in(), where(noa))

    assert f"Taken back: return {back['number']} of receipt {sale['number']}" in titles(page)
    assert "of it had been spent already and is owed" in page
    assert "The next awards pay it first" in page
    assert "−₪10.00" in page


def test_the_next_award_pays_the_debt_and_says_so(floor, noa, signed_in):
    sale = floor.sells("100", member=noa)
    floor.sells("50", member=noa, redeem=[{"wallet": "credit", "amount": "10.00"}])
    floor.takes_back(sale)
    floor.sells("210", member=noa)

    page = text_of(signed_in(), where(noa))

    assert "of it paid what was owed" in page
    assert "is owed: goods came back" not in page


def test_value_that_came_back_says_that_it_is_what_it_was(floor, noa, signed_in):
    floor.sells("100", member=noa)
    sale = floor.sells("50", member=noa, redeem=[{"wallet": "credit", "amount": "10.00"}])
    floor.takes_back(sale)

    page = text_of(signed_in(), where(noa))

    assert f"Given back: goods of receipt {sale['number']} came back" in titles(page)
    assert "As what it was, with its old end" in page


def test_what_waits_is_hatched_and_not_in_the_balance(floor, signed_in):
    floor.publish(document(PENDING, wallets=FOR_EVER))
    noa = floor.join()
    floor.sells("120", member=noa)

    page = text_of(signed_in(), where(noa))

    assert re.search(r'<i class="mo-p-100 pending">', page)
    assert "waits until" in page
    assert titles(page)[0].startswith("Waiting: earned on receipt")
    assert "unless goods come back before" in page


def test_tabs_show_one_wallet(floor, noa, signed_in):
    floor.sells("120", member=noa)
    dana = signed_in()

    page = text_of(dana, where(noa, "?wallet=points"))

    assert len(titles(page)) == 1
    assert "1 point for each full ₪1" in plain(page)
    assert len(titles(text_of(dana, where(noa, "?wallet=nonsense")))) == 2


def test_older_lines_are_loaded_by_key_and_none_is_lost_or_told_twice(floor, noa, signed_in):
    for minute in range(50):
        floor.sells("100", member=noa, at=f"2026-10-09T12:{minute:02}:00+03:00")
    dana = signed_in()

    first = text_of(dana, where(noa))
    older = re.search(r'href="(\?before=ent_[^"#]+)#statement"', first)
    assert older
    second = text_of(dana, where(noa, older[1]))

    told = titles(first) + titles(second)
    assert len(told) == 100
    numbers = re.findall(r"receipt (\d+)", " ".join(told))
    assert numbers == sorted(numbers, reverse=True)
    assert "This is the whole statement" in second


def test_a_fragment_holds_the_statement_alone(floor, noa, signed_in):
    floor.sells("120", member=noa)

    part = signed_in().get(where(noa, "?wallet=credit"), headers={"HX-Request": "true"})

    assert part.content.decode().startswith('<section class="mo-region" id="statement"')
    assert "<h1>" not in part.content.decode()
    assert "HX-Request" in part["Vary"]


def test_somebody_without_a_purchase_is_told_what_will_stand_here(noa, signed_in):
    page = text_of(signed_in(), where(noa))

    assert "Nothing has happened yet" in page
    assert page.count("Nothing in it now") == 2


def test_the_number_of_statements_does_not_grow_with_what_happened(floor, noa, signed_in):
    dana = signed_in()
    floor.sells("100", member=noa)
    dana.get(where(noa))
    with statements() as few:
        dana.get(where(noa))
    for _ in range(12):
        floor.sells("100", member=noa)
    with statements() as many:
        dana.get(where(noa))

    assert len(many) == len(few) <= 30


@pytest.mark.parametrize("role", ["owner", "manager", "cashier", "auditor", "analyst"])
def test_every_role_reads_a_member_and_only_some_may_change_them(noa, signed_in, role):
    page = text_of(signed_in(role), where(noa))

    writes = role not in ("auditor", "analyst")
    assert (f'href="{where(noa, "/edit")}"' in page) is writes
    assert ("/office/kav/receipts/enter?member=" in page) is writes


def test_another_clubs_member_is_as_unknown_as_one_that_never_was(floor, noa, north, signed_in):
    stranger = signed_in(name="nora", clubs=(north,))
    member_row = noa.partition("_")[2]

    assert stranger.get(where(noa)).status_code == 404
    assert stranger.get(where(noa).replace("kav", "north")).status_code == 404
    assert stranger.get(f"/office/north/members/{public_id('mbr', 99999)}").status_code == 404
    assert stranger.get(f"/office/north/members/mbr_{member_row[:-1]}x").status_code == 404


def test_who_works_in_one_branch_is_not_led_to_receipts_of_another(floor, noa, signed_in):
    from moadon.apps.clubs.models import Membership
    from moadon.apps.clubs.queries import branches
    from moadon.store import club_transaction

    sale = floor.sells("100", member=noa)
    gal = signed_in("cashier", "gal")
    with club_transaction(floor.club.id):
        Membership.objects.update(branch=branches(floor.club).get(code="jfa"))

    page = text_of(gal, where(noa))

    assert sale["number"] in page
    assert f"/office/kav/receipts/{sale['id']}" not in page


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "2 full steps of"),
        ("he", "שתי מדרגות מלאות של"),
        ("fa", "۲ پلهٔ کامل"),
    ],
)
def test_every_why_is_told_in_the_readers_language(floor, noa, signed_in, language, said):
    floor.sells("200", member=noa)
    dana = signed_in()
    reads(dana, language)

    assert said in plain(text_of(dana, where(noa, "?wallet=credit")))


def test_the_last_twelve_months_take_off_what_came_back_and_cancelled_sales(floor, noa):
    from moadon.interfaces.office.members.side import year_of
    from moadon.kernel.ids import row_id
    from moadon.store import club_transaction

    floor.sells("300", member=noa)
    sale = floor.sells("120", "80", member=noa)
    floor.takes_back(sale, ("1", "1"))
    floor.sells("999", member=noa, at="2025-10-09T12:00:00+03:00")
    with club_transaction(floor.club.id):
        year = year_of(floor.club, row_id("mbr", noa), datetime(2026, 10, 20, 12, tzinfo=UTC))

    assert (year.purchases, year.visits, year.average) == (38000, 2, 19000)
