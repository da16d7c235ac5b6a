"""Gift cards in a real browser."""

import re
from datetime import UTC, datetime

import pytest

from moadon.apps.clubs.types import SYSTEM
from moadon.flows.cards import giving, making
from moadon.kernel.ids import public_id


@pytest.fixture
def sold(kav):
    """A card of which a part is spent, and a series."""
    new = giving.NewCard(giving.Sold("200", reference="order 812"), note="Mazal tov, Dana!")
    made = giving.issue_card(kav.club, new, SYSTEM, datetime.now(UTC))
    kav.sells("120", redeem=[{"wallet": "gift_card", "code": made.code, "amount": "60.00"}])
    series = making.make_series(kav.club, making.NewSeries("ראש השנה", "100", 20, with_pin=True), SYSTEM)
    return public_id("gft", made.card), public_id("gfs", series)


@pytest.mark.parametrize("language", ["en", "he", "fa"])
def test_gift_cards_are_right_for_every_reader(office, club_server, sold, language):
    from tests.browser.floor import reads_in

    card, series = sold
    at = f"{club_server.url}/office/kav/cards/"
    page = office.goes(at)
    reads_in(office, language)
    for name, address in (
        ("cards", at), ("card", f"{at}{card}"), ("card-add", f"{at}add"), ("card-kill", f"{at}{card}/kill"),
        ("card-series-list", f"{at}series"), ("card-series", f"{at}series/{series}"),
    ):  # fmt: skip
        office.goes(address)
        assert office.findings() == [], name
        assert office.overflow() == [], name
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            office.picture(f"{name}-{language}-{width}")
    assert office.complaints == []


def test_a_card_is_sold_by_keyboard_and_its_code_shown_once(office, club_server, kav):
    page = office.goes(f"{club_server.url}/office/kav/cards/add")
    page.get_by_label("Amount").fill("120")
    page.get_by_label("Reference").fill("receipt 7")
    page.keyboard.press("Enter")
    page.get_by_text("It is with the customer").wait_for()
    code = page.locator(".mo-secret code").inner_text()
    assert re.fullmatch(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", code)
    office.follows(page.get_by_text("It is with the customer").click)
    assert f"…{code[-4:]}" in page.locator("h1").inner_text()
    assert code not in page.content()
