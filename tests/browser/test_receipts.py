"""Receipts in a real browser: pages for every reader, a return seen while it is typed, a question, a receipt by hand."""

import pytest

LANGUAGES = ["en", "he", "fa"]


@pytest.fixture
def sale(kav):
    """A sale to Noa of two goods, partly paid with credit."""
    noa = kav.join("052-555-0142", first_name="Noa", last_name="Levi")
    kav.sells("200", member=noa, at="2026-10-08T11:42:00+03:00")
    return kav.sells(
        "149.90", "99.90", member=noa, redeem=[{"wallet": "credit", "amount": "20.00"}], number="A7", employee="e1"
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["", "{sale}", "{sale}/return?all=1", "{sale}/cancel", "enter", "waiting"])
def test_every_page_is_right_for_every_reader(office, club_server, sale, language, path):
    from tests.browser.floor import reads_in

    page = office.goes(f"{club_server.url}/office/kav/receipts/{path.format(sale=sale['id'])}")
    reads_in(office, language)

    assert office.findings() == []
    assert office.overflow() == []
    office.page.set_viewport_size({"width": 1440, "height": 900})
    office.picture(f"receipts-{path.partition('/')[2].partition('?')[0] or path.strip('{}') or 'list'}-{language}")
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    assert office.findings() == []
    assert office.complaints == []


def test_what_a_return_does_is_shown_while_it_is_typed_and_then_done(office, club_server, kav, sale):
    page = office.goes(f"{club_server.url}/office/kav/receipts/{sale['id']}/return")
    assert not page.get_by_role("button", name="Take back").is_visible()

    page.fill("[name='back.1']", "1")
    page.get_by_text("Handed back").wait_for()
    assert page.evaluate("document.activeElement.name") == "back.1"
    assert office.findings() == []
    office.follows(lambda: page.get_by_role("button", name="Take back, hand out").click())

    assert page.get_by_role("heading", name="Return R-A7").is_visible()
    assert page.get_by_role("status").filter(has_text="is booked").is_visible()
    assert office.complaints == []


def test_money_given_back_for_goods_that_stay(office, club_server, kav, sale):
    page = office.goes(f"{club_server.url}/office/kav/receipts/{sale['id']}/return")

    page.get_by_label("Money back for S1, whose goods stay").fill("500")
    page.get_by_text("still costs").wait_for()
    page.get_by_label("Money back for S1, whose goods stay").fill("12.50")
    office.follows(lambda: page.get_by_role("button", name="Hand out ₪12.50").click())

    assert page.get_by_role("heading", name="Return R-A7").is_visible()
    assert page.get_by_text("stays, money was given back for it").is_visible()
    assert office.complaints == []


def test_enter_shows_what_it_does_before_it_does_it(office, club_server, sale):
    page = office.goes(f"{club_server.url}/office/kav/receipts/{sale['id']}/return")
    page.fill("[name='back.1']", "1")
    office.follows(lambda: page.keyboard.press("Enter"))

    assert page.url.endswith("/return")
    assert page.get_by_role("button", name="Take back, hand out").is_visible()


def test_cancelling_asks_with_the_figures(office, club_server, sale):
    page = office.goes(f"{club_server.url}/office/kav/receipts/{sale['id']}")
    page.get_by_role("link", name="Cancel the receipt").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("and hand back").wait_for()
    assert office.findings() == []
    page.keyboard.press("Escape")
    assert not dialog.is_visible()

    page.get_by_role("link", name="Cancel the receipt").click()
    dialog.get_by_text("and hand back").wait_for()
    office.follows(lambda: dialog.get_by_role("button", name="Cancel the receipt").click())

    assert page.locator(".mo-who .mo-chip").inner_text() == "cancelled"
    assert office.complaints == []


def test_a_receipt_is_quoted_while_it_is_typed_and_then_entered(office, club_server, kav):
    kav.join("052-555-0142", first_name="Noa", last_name="Levi")
    page = office.goes(f"{club_server.url}/office/kav/receipts/enter")
    page.fill("#id_member", "052-555-0142")
    page.fill("#id_number", "H1")
    # A question that is still under way when the page is left is told of as one that failed.
    with page.expect_response("**/enter/goods?*"):
        page.fill("#line-1-sku", "JEANS")
    page.fill("#line-1-unit_price", "149.90")
    page.locator("#quote").get_by_text("Noa Levi").wait_for()
    assert page.evaluate("document.activeElement.id") == "line-1-unit_price"
    page.get_by_role("button", name="More lines").click()
    page.locator("#line-6-sku").wait_for()
    assert page.input_value("#line-1-sku") == "JEANS"
    assert office.findings() == []

    office.follows(lambda: page.get_by_role("button", name="Enter the receipt of").click())
    assert page.get_by_role("heading", name="Receipt H1").is_visible()
    assert office.complaints == []


def test_a_return_without_script(office, browser, club_server, sale):
    context = browser.new_context(java_script_enabled=False, storage_state=office.context.storage_state())
    page = context.new_page()
    page.goto(f"{club_server.url}/office/kav/receipts/{sale['id']}/return")
    page.fill("[name='back.2']", "1")
    page.press("[name='back.2']", "Enter")
    page.get_by_role("button", name="Take back, hand out").click()

    assert page.get_by_role("heading", name="Return R-A7").is_visible()
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_in_full_opens_by_keyboard_and_fits_a_phone(office, club_server, sale, language):
    from tests.browser.floor import reads_in

    page = office.goes(f"{club_server.url}/office/kav/receipts/{sale['id']}")
    reads_in(office, language)
    first = page.locator("section[aria-labelledby='whys'] summary").first
    first.focus()
    page.keyboard.press("Enter")
    assert page.locator("section[aria-labelledby='whys'] details[open]").count() == 1
    page.evaluate("document.querySelectorAll('.mo-why details').forEach(one => { one.open = true })")

    for name, width in (("phone", 390), ("desk", 1440)):
        page.set_viewport_size({"width": width, "height": 844})
        office.picture(f"receipt-whys-{name}-{language}")
        assert office.findings() == []
        assert office.overflow() == []
    assert office.complaints == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_statement_on_a_receipt_goes_the_readers_way_over_the_whole_column(office, club_server, sale, language):
    from tests.browser.floor import reads_in

    page = office.goes(f"{club_server.url}/office/kav/receipts/{sale['id']}")
    reads_in(office, language)
    page.set_viewport_size({"width": 1440, "height": 900})

    table = page.locator("section[aria-labelledby='books'] table")
    assert table.evaluate("one => getComputedStyle(one).direction") == ("ltr" if language == "en" else "rtl")
    goods = page.locator("section[aria-labelledby='goods'] table")
    assert abs(table.bounding_box()["width"] - goods.bounding_box()["width"]) < 2
