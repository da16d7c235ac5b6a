"""Wallets, lots and rulers at a given moment: what ends next, what waits, what is missing and until when."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from moadon.apps.ledger import queries as ledger
from moadon.interfaces.office.members.naming import Programmes
from moadon.interfaces.office.members.purse import Purse
from moadon.interfaces.office.members.rulers import progress_of
from moadon.kernel.ids import row_id
from moadon.store import club_transaction
from moadon.ui.figures import Lots
from moadon.ui.reader import reading_as, shapes_for
from tests.flows.shopkeeper import LINEAR, MONTHLY, POINTS, document
from tests.interfaces.office.shop_floor import Floor, plain

RATES = (
    "{id: quarter, type: rate_by_value, period: quarter, wallet: credit, method: whole, bands: "
    "[{from: '0', rate: '0.10'}, {from: '1000', rate: '0.15'}, {from: '2000', rate: '0.20'}]}"
)
MONTH_AFTER = datetime(2027, 9, 10, 9, tzinfo=UTC)


@pytest.fixture(params=["en"])
def english(request, floor) -> Iterator[None]:
    with reading_as(shapes_for(floor.club, request.param)):
        yield


def purse(floor: Floor, member: str, now: datetime) -> dict[str, tuple[str, str, list[tuple[str, str, str]]]]:
    """Per wallet its figure, its note, and amount, words and state of each lot."""
    with club_transaction(floor.club.id):
        owner = row_id("mbr", member)
        made = Purse(Programmes(floor.club), floor.club.day_of(now))
        wallets = made.wallets(ledger.accounts_of(owner), ledger.lots_of(owner))
    return {
        code: (
            plain(str(one.figure.value)),
            plain(str(one.figure.note)),
            [(plain(str(lot.amount)), plain(str(lot.until)), lot.state) for lot in (one.lots or Lots(())).items],
        )
        for code, one in wallets
    }


def said(floor: Floor, member: str, now: datetime) -> list[tuple[str, str, str]]:
    """Label, figure and sentence of each ruler."""
    with club_transaction(floor.club.id):
        found = progress_of(row_id("mbr", member), Programmes(floor.club), now)
    return [(plain(str(p.figure.label)), plain(str(p.figure.value)), plain(str(p.said))) for p in found]


@pytest.mark.usefixtures("english")
def test_the_lot_that_ends_next_is_amber_and_says_how_soon(floor):
    floor.publish(document(LINEAR))
    noa = floor.join()
    floor.sells("100", member=noa)
    floor.sells("200", member=noa, at="2026-09-20T12:00:00+03:00")

    figure, _note, lots = purse(floor, noa, MONTH_AFTER)["credit"]

    assert figure == "₪30.00"
    assert lots == [
        ("₪20.00", "ends in 10 days, 20 Sep 2027", "soon"),
        ("₪10.00", "10 Oct 2027", ""),
    ]


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2027-10-09T20:59:00+00:00", "ends in 1 day, 10 Oct 2027"),
        ("2027-10-09T21:01:00+00:00", "ends today"),
        ("2027-10-10T20:59:00+00:00", "ends today"),
        ("2027-10-10T21:01:00+00:00", "ended on 10 Oct 2027"),
    ],
)
def test_days_are_the_clubs_own(floor, now, words):
    floor.publish(document(LINEAR))
    noa = floor.join()
    floor.sells("100", member=noa)

    assert purse(floor, noa, datetime.fromisoformat(now))["credit"][2] == [("₪10.00", words, "soon")]


@pytest.mark.usefixtures("english")
def test_many_lots_are_gathered_so_that_the_strip_can_be_read(floor):
    floor.publish(document(POINTS, wallets="{points: {kind: points, expires: {after: {months: 12}}}}"))
    noa = floor.join()
    for month in range(1, 10):
        for day in (3, 4, 5):
            floor.sells("10", member=noa, at=f"2026-{month:02}-{day:02}T12:00:00+03:00")

    lots = purse(floor, noa, MONTH_AFTER)["points"][2]

    assert len(lots) == 3 + 8
    assert [amount for amount, *_ in lots[:4]] == ["10", "10", "10", "30"]
    assert sum(int(amount) for amount, *_ in lots) == 270


@pytest.mark.usefixtures("english")
def test_a_debt_is_told_in_place_of_lots(floor):
    floor.publish(document(LINEAR))
    noa = floor.join()
    sale = floor.sells("100", member=noa)
    floor.sells("50", member=noa, redeem=[{"wallet": "credit", "amount": "10.00"}])
    floor.takes_back(sale)

    figure, note, lots = purse(floor, noa, MONTH_AFTER)["credit"]

    assert (figure, lots) == ("−₪10.00", [])
    assert note.startswith("₪10.00 is owed")


@pytest.mark.usefixtures("english")
def test_what_is_missing_to_the_next_target_until_when_and_for_what(floor):
    floor.publish(document(MONTHLY))
    noa = floor.join()
    floor.sells("842", member=noa)

    ((label, figure, words),) = said(floor, noa, datetime(2026, 10, 12, 9, tzinfo=UTC))

    assert (label, figure) == ("monthly, October 2026", "₪842.00")
    assert words == (
        "₪358.00 is missing until 31 Oct 2026 for ₪180.00. ₪100.00 is reached and will be paid on 1 Nov 2026. "
        "At this pace ₪2,175 by then."
    )


@pytest.mark.usefixtures("english")
def test_a_pace_is_told_only_when_it_says_something(floor):
    floor.publish(document(MONTHLY))
    noa = floor.join()
    floor.sells("842", member=noa, at="2026-10-01T12:00:00+03:00")

    early = said(floor, noa, datetime(2026, 10, 2, 9, tzinfo=UTC))[0][2]
    last = said(floor, noa, datetime(2026, 10, 31, 9, tzinfo=UTC))[0][2]

    assert "pace" not in early
    assert "pace" not in last


@pytest.mark.usefixtures("english")
def test_the_highest_target_is_reached(floor):
    floor.publish(document(MONTHLY))
    noa = floor.join()
    floor.sells("2000", member=noa)

    assert said(floor, noa, datetime(2026, 10, 12, 9, tzinfo=UTC))[0][2] == (
        "₪280.00 is reached and will be paid on 1 Nov 2026."
    )


@pytest.mark.usefixtures("english")
def test_what_is_missing_to_the_next_rate_and_what_it_tops_up(floor):
    floor.publish(document(RATES))
    noa = floor.join()
    floor.sells("900", member=noa)

    ((label, _figure, words),) = said(floor, noa, datetime(2026, 10, 12, 9, tzinfo=UTC))

    assert label == "quarter, Q4 2026"
    assert words == (
        "₪100.00 is missing until 31 Dec 2026 for 15% of everything; that gives ₪60.00. Purchases give 10% now."
    )


@pytest.mark.usefixtures("english")
def test_what_is_kept_below_a_full_step(floor):
    floor.publish(document(LINEAR))
    noa = floor.join()
    floor.sells("189.80", member=noa)

    ((label, figure, words),) = said(floor, noa, datetime(2026, 10, 12, 9, tzinfo=UTC))

    assert (label, figure) == ("base: towards the next step", "₪89.80")
    assert words == "₪10.20 more gives ₪10.00. What is below a full step is kept."


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("he", r"חסרים ₪358\.00 עד 31\.10\.2026 כדי לקבל ₪180\.00"),
        ("fa", r"تا ۹ آبان ۱۴۰۵ برای گرفتن ۱۸۰٫۰۰ شِکِل، ۳۵۸٫۰۰ شِکِل مانده است"),
    ],
)
def test_a_target_in_the_readers_language(floor, language, words):
    floor.publish(document(MONTHLY))
    noa = floor.join()
    floor.sells("842", member=noa)

    with reading_as(shapes_for(floor.club, language)):
        told = said(floor, noa, datetime(2026, 10, 12, 9, tzinfo=UTC))[0][2]

    assert re.search(words, told.replace("\xa0", " ")), told
