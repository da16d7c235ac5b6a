"""Pages of the books: balances of any moment, and what is owed to members, with files for the accountant."""

import re
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from moadon.apps.clubs.types import ClubInfo
from tests.flows.cards.keeping import sell
from tests.flows.past import LADDER
from tests.flows.shopkeeper import LINEAR, POINTS, document
from tests.interfaces.office.shop_floor import FOR_EVER, THEN, open_floor, plain, reads, text_of

OWED = "/office/kav/liability?from=2026-10-01&to=2026-10-31"


@pytest.fixture(autouse=True)
def _copy(settings, tmp_path):
    from moadon.insight.lake.engine import drop_engine

    settings.LAKE_FOLDER = tmp_path / "lake"
    yield
    drop_engine()


@pytest.fixture
def floor(kav: ClubInfo):
    """A member who bought for 500 in Jaffa, and spent 20 of the credit two days later."""
    floor = open_floor(kav)
    floor.publish(document(LINEAR, POINTS, wallets=FOR_EVER) + LADDER)
    floor.noa = floor.join()
    floor.sells("500", member=floor.noa, branch="jfa")
    later = {"at": (THEN + timedelta(days=2)).isoformat(), "redeem": [{"wallet": "credit", "amount": "20.00"}]}
    floor.now += timedelta(days=3)
    floor.sells("20", member=floor.noa, branch="tlv", **later)
    return floor


def rows(page: str) -> list[list[str]]:
    """The rows of all tables of a page, cell by cell."""
    found = re.findall(r'<tr role="row">(.*?)</tr>', page, re.DOTALL)
    told = [[plain(cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)] for row in found]
    return [row for row in told if row]


def test_what_the_club_and_its_branches_held_at_a_moment(signed_in, floor):
    page = text_of(signed_in(), "/office/kav/balances?at=2026-10-11T12:00&as=true")
    told = rows(page)

    assert "as it was on 11 Oct 2026" in plain(page)
    assert ["Credit", "1", "₪50", "₪50", "₪0", "₪0", "₪0", "₪50"] in [[c.replace(".00", "") for c in r] for r in told]
    assert any(row[:2] == ["Jaffa", "Credit"] for row in told)
    assert ["Level", "gold", "1"] in told


def test_what_the_books_said_before_anything_was_written(signed_in, floor):
    page = text_of(signed_in(), "/office/kav/balances?at=2026-10-11T12:00&as=known")

    assert "as the books said on" in plain(page)
    assert "Nobody held anything." in page


def test_a_moment_that_makes_no_sense_is_now(signed_in, floor):
    page = text_of(signed_in(), "/office/kav/balances?at=soon")

    assert "as it is now" in page
    assert any(row[:3] == ["Credit", "1", "₪30.00"] for row in rows(page))


def test_what_a_member_held_at_a_moment(signed_in, floor):
    client = signed_in()
    place = f"/office/kav/members/{floor.noa}"

    page = text_of(client, f"{place}/past?at=2026-10-11T12:00")

    assert ["Credit", "₪50.00", "₪50.00", "₪0.00", "₪0.00"] in rows(page)
    assert any(row[:2] == ["Level", "gold"] and row[3] == "reached" for row in rows(page))
    assert f"{place}/past" in text_of(client, place)


def test_what_is_owed_and_the_journal_that_balances(signed_in, floor):
    page = text_of(signed_in(), OWED)
    told = rows(page)

    (credit,) = [row for row in told if row[0] == "Credit" and len(row) == 11]
    assert credit[1] == "₪30.00"
    assert "caution: too few lots have ended" in credit
    assert any("Owed to members" in row for row in told)
    assert "Vouchers have many purposes" in page


def test_gift_cards_that_were_sold_stand_apart_with_what_is_left_of_them(signed_in, floor):
    sell(floor, "50")
    page = text_of(signed_in(), OWED)
    assert "Vouchers sold" in page
    (card,) = [row for row in rows(page) if row[0] == "Gift card" and len(row) == 7]
    assert (card[1], card[4]) == ("₪50.00", "₪50.00")


def test_the_journal_and_the_periods_as_files(signed_in, floor, tmp_path):
    client = signed_in("analyst")

    journal = b"".join(client.get(f"{OWED}".replace("liability?", "liability/journal.csv?"))).decode("utf-8-sig")
    (tmp_path / "periods.xlsx").write_bytes(b"".join(client.get(OWED.replace("liability?", "liability/cohorts.xlsx?"))))
    sheet = load_workbook(tmp_path / "periods.xlsx").active

    lines = [line.split(",") for line in journal.splitlines()]
    assert lines[0] == ["Day", "Account", "Debit", "Credit", "Text"]
    assert sum(float(line[2]) - float(line[3]) for line in lines[1:]) == 0
    assert [sheet.cell(2, column).value for column in (1, 4)] == ["credit", 50]


@pytest.mark.parametrize("file", ["journal.pdf", "wallets.csv"])
def test_a_file_that_is_not_there(signed_in, floor, file):
    text_of(signed_in(), f"/office/kav/liability/{file}", 404)


@pytest.mark.parametrize(("language", "word"), [("he", "זכות"), ("fa", "بستانکار")])
def test_the_reader_s_own_words(signed_in, floor, language, word):
    client = signed_in()
    reads(client, language)

    assert word in text_of(client, OWED)
