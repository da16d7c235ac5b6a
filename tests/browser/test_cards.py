"""Gift cards in a real browser."""

import re
from datetime import UTC, datetime

import pytest

from moadon.apps.clubs.types import SYSTEM
from moadon.flows.cards import giving, making
from moadon.kernel.ids import public_id

THEN = datetime(2026, 10, 10, 9, 0, tzinfo=UTC)


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


def test_a_card_pays_for_a_receipt_and_money_is_loaded_on_pages_that_are_right(office, club_server, kav):
    made = giving.issue_card(kav.club, giving.NewCard(giving.Sold("200", reference="order 812"), "4711"), SYSTEM, THEN)
    noa = kav.join("052-555-0142", first_name="Noa")
    page = office.goes(f"{club_server.url}/office/kav/receipts/enter")
    page.fill("[name='line.1.sku']", "JEANS")
    page.fill("[name='line.1.unit_price']", "120")
    page.get_by_text("Enter the receipt of ₪120.00").wait_for()
    page.fill("#card-code", made.code)
    page.fill("#card-pin", "4711")
    page.get_by_role("button", name="Look the card up").click()
    page.get_by_text("on which 200.00 is left").wait_for()
    assert page.input_value("#card-1") == "120.00"
    page.get_by_text("Enter the receipt of 0").or_(page.get_by_text("Enter the receipt of ₪0.00")).wait_for()
    assert office.findings() == []
    office.picture("receipt-by-card-en")
    page.get_by_role("button", name="Leave this card out").click()
    page.get_by_text("Enter the receipt of ₪120.00").wait_for()
    office.goes(f"{club_server.url}/office/kav/members/{noa}/load")
    page.get_by_label("Amount").fill("50")
    page.get_by_label("Receipt").fill("terminal 4")
    office.follows(page.get_by_role("button", name="Go on").click)
    assert office.findings() == [] and office.overflow() == []
    office.picture("member-load-en")
    office.follows(page.get_by_role("button", name="Load ₪50.00").click)
    assert page.get_by_role("status").filter(has_text="is loaded by receipt terminal 4").is_visible()
    assert office.findings() == [] and office.overflow() == []
    office.picture("member-stored-en")
    # A quote that a newer one overtook is called off, and the library says so.
    assert [one for one in office.complaints if not one.startswith(("htmx:afterRequest", "htmx:sendAbort"))] == []
