"""Members in a real browser: found as they are typed, a page that is right for every reader, older lines, tabs, forms."""

import pytest

LANGUAGES = ["en", "he", "fa"]


@pytest.fixture
def noa(kav):
    """Noa, who bought, paid with credit, brought back, and waits for points."""
    noa = kav.join("052-555-0142", first_name="Noa", last_name="Levi", card="2004 1187", email="noa@example.com")
    sale = kav.sells("149.90", "149.90", member=noa, at="2026-10-08T11:42:00+03:00")
    kav.sells("120", member=noa, redeem=[{"wallet": "credit", "amount": "20.00"}], at="2026-10-09T17:20:00+03:00")
    kav.takes_back(sale, ("1", "1"), at="2026-10-10T10:05:00+03:00")
    return noa


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_members_page_is_right_for_every_reader(office, club_server, noa, language):
    from tests.browser.floor import reads_in

    page = office.goes(f"{club_server.url}/office/kav/members/{noa}")
    reads_in(office, language)

    assert office.findings() == []
    assert office.overflow() == []
    office.page.set_viewport_size({"width": 1440, "height": 900})
    office.picture(f"member-{language}")
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    assert office.findings() == []
    assert office.complaints == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["", "add", "{noa}/edit"])
def test_lists_and_forms_are_right_for_every_reader(office, club_server, noa, language, path):
    from tests.browser.floor import reads_in

    page = office.goes(f"{club_server.url}/office/kav/members/{path.format(noa=noa)}")
    reads_in(office, language)

    assert office.findings() == []
    assert office.overflow() == []
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    assert office.findings() == []


def test_a_member_is_found_as_the_phone_is_typed(office, club_server, kav, noa):
    kav.join("052-555-0199", first_name="Lior")
    page = office.goes(f"{club_server.url}/office/kav/members/")

    page.locator("#members-q").press_sequentially("052-555-0142")
    page.get_by_text("1 member", exact=True).wait_for()

    office.follows(lambda: page.get_by_role("link", name="Noa Levi").click())
    assert page.get_by_role("heading", name="Noa Levi").is_visible()


def test_slash_leads_to_a_member_from_anywhere(office, club_server, noa):
    page = office.goes(f"{club_server.url}/office/kav/receipts/")
    page.keyboard.press("/")
    page.keyboard.type("noa")
    page.locator("#found").get_by_role("link", name="Noa Levi").wait_for()

    office.follows(lambda: page.keyboard.press("Enter"))
    assert page.url.endswith(noa)


def test_older_lines_come_below_without_a_new_page(office, club_server, kav):
    lior = kav.join("052-555-0150", first_name="Lior")
    for minute in range(40):
        kav.sells("100", member=lior, at=f"2026-10-09T12:{minute:02}:00+03:00")
    page = office.goes(f"{club_server.url}/office/kav/members/{lior}")
    rows = page.locator("#statement tbody tr")
    first = rows.count()

    page.get_by_role("link", name="Load older lines").click()
    rows.nth(first).wait_for()
    while page.get_by_role("link", name="Load older lines").count():
        now = rows.count()
        page.get_by_role("link", name="Load older lines").click()
        rows.nth(now).wait_for()

    assert rows.count() == 120
    assert page.get_by_text("This is the whole statement").is_visible()
    assert office.complaints == []


def test_a_tab_shows_one_wallet_and_the_way_back_works(office, club_server, noa):
    page = office.goes(f"{club_server.url}/office/kav/members/{noa}")
    page.get_by_role("navigation", name="Wallets").get_by_role("link", name="Points").click()
    page.locator("#statement [aria-current=true]", has_text="Points").wait_for()
    assert page.url.endswith("?wallet=points")
    assert "₪" not in "".join(page.locator("#statement td.num").all_inner_texts())

    page.go_back()
    page.locator("#statement [aria-current=true]", has_text="All").wait_for()


def test_a_refused_field_has_the_focus_and_keeps_its_text(office, club_server, kav):
    page = office.goes(f"{club_server.url}/office/kav/members/add")
    page.fill("#id_phone", "052-555-014")
    office.follows(lambda: page.get_by_role("button", name="Add the member").click())

    assert page.evaluate("document.activeElement.id") == "id_phone"
    assert page.input_value("#id_phone") == "052-555-014"
    assert office.findings() == []


def test_ending_a_membership_can_be_undone_at_once(office, club_server, noa):
    page = office.goes(f"{club_server.url}/office/kav/members/{noa}")
    page.get_by_label("More to do").click()
    office.follows(lambda: page.get_by_role("button", name="End the membership").click())
    assert page.locator(".mo-who .mo-chip").inner_text() == "left"
    assert office.findings() == []

    office.follows(lambda: page.get_by_role("button", name="Undo").click())
    assert page.locator(".mo-who .mo-chip").inner_text() == "in the club"


def test_a_members_page_without_script(office, browser, club_server, noa):
    context = browser.new_context(java_script_enabled=False, storage_state=office.context.storage_state())
    page = context.new_page()
    page.goto(f"{club_server.url}/office/kav/members/{noa}")

    page.get_by_role("navigation", name="Wallets").get_by_role("link", name="Points").click()
    assert page.locator("#statement [aria-current=true]").inner_text() == "Points"
    context.close()
