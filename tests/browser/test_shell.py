"""The shell under a keyboard, a thumb, and with slow hands."""

import datetime as dt

import pytest

PASSWORD = "correct horse 9"


@pytest.fixture
def office(window, gallery):
    """A window of Dana, owner of the club kav, on the list of people; 120 of them."""
    from moadon.apps.clubs import actions
    from moadon.apps.clubs.models import User
    from moadon.apps.clubs.queries import forget_recent
    from moadon.apps.clubs.types import SYSTEM, NewClub

    forget_recent()
    club = actions.create_club(new=NewClub("kav", "Kav Club", "ILS", "Asia/Jerusalem"), actor=SYSTEM)
    dana = actions.create_user(username="dana", password=PASSWORD, name="Dana")
    actions.give_role(club=club, user=dana, role="owner", actor=SYSTEM)
    start = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    User.objects.bulk_create(
        User(username=f"person{n:03}", first_name="Noa", is_staff=bool(n % 2), date_joined=start) for n in range(120)
    )
    window.reads(gallery)
    window.goes(f"{gallery}/office/kav/members/")
    window.page.fill("#id_name", "dana")
    window.page.fill("#id_password", PASSWORD)
    window.follows(lambda: window.page.keyboard.press("Enter"))
    return window


def rows(page) -> int:
    return page.locator("#people-rows tbody tr").count()


def wait_for_rows(page, count: int) -> None:
    page.locator("#people-rows tbody tr").nth(count - 1).wait_for()
    page.locator("#people-rows tbody tr").nth(count).wait_for(state="detached")


@pytest.mark.parametrize("language", ["en", "he", "fa"])
def test_the_door_is_right_for_everybody(window, gallery, language):
    page = window.reads(gallery, language, "dark").goes(f"{gallery}/office/sign-in")

    assert window.findings() == []
    page.evaluate("document.documentElement.dataset.bsTheme = 'light'")
    assert window.findings() == []
    assert window.overflow() == []


def test_a_refusal_at_the_door_keeps_the_name(window, gallery):
    page = window.goes(f"{gallery}/office/sign-in")
    page.fill("#id_name", "dana")
    page.fill("#id_password", "wrong")
    window.follows(lambda: page.keyboard.press("Enter"))

    assert page.input_value("#id_name") == "dana"
    assert page.get_by_role("alert").is_visible()
    assert window.findings() == []


def test_search_asks_as_one_types_and_keeps_the_focus(office):
    page = office.page
    page.locator("#people-q").press_sequentially("person00")
    wait_for_rows(page, 10)

    assert page.evaluate("document.activeElement.id") == "people-q"
    assert page.url.endswith("?q=person00")
    assert page.get_by_role("status").first.text_content() == "10 people"


def test_filters_pages_and_the_way_back(office):
    page = office.page
    page.get_by_text("Filter", exact=True).click()
    assert office.findings() == []
    page.select_option("#filter-staff", "1")
    page.get_by_role("link", name="Staff is yes").wait_for()
    page.get_by_role("link", name="Next 50").click()
    wait_for_rows(page, 10)
    assert "51 – 60 of 60" in page.locator(".mo-pager").text_content()
    assert office.findings() == []

    page.go_back()
    page.get_by_text("1 – 50 of 60").wait_for()
    page.reload()
    assert rows(page) == 50
    page.get_by_role("link", name="Staff is yes").click()
    page.get_by_text("1 – 50 of 121").wait_for()
    assert page.url.endswith("/members/")
    assert office.complaints == []


def test_sorting_keeps_the_focus_on_its_column(office):
    page = office.page
    page.focus("#people-by-username")
    page.keyboard.press("Enter")
    page.locator("th[aria-sort=descending]").wait_for()

    assert page.evaluate("document.activeElement.id") == "people-by-username"


def test_columns_are_chosen(office):
    page = office.page
    page.get_by_text("Columns", exact=True).click()
    page.get_by_label("Seen").check()
    page.get_by_role("button", name="Show these").click()

    page.get_by_role("columnheader", name="Seen").wait_for()
    assert "columns=last_login" in page.url


def test_a_list_works_without_script(office, browser):
    context = browser.new_context(java_script_enabled=False, storage_state=office.context.storage_state())
    page = context.new_page()
    page.goto(office.page.url)

    page.fill("#people-q", "person00")
    page.press("#people-q", "Enter")
    assert rows(page) == 10
    page.get_by_text("Filter", exact=True).click()
    page.fill("#filter-first_name, #filter-name", "nobody")
    page.locator("form", has=page.locator("#filter-name")).get_by_role("button").click()
    assert page.get_by_text("Nothing passes").is_visible()
    context.close()


def test_slash_finds_from_anywhere(office):
    page = office.page
    page.locator("h1").click()
    page.keyboard.press("/")
    page.keyboard.type("earn")
    page.get_by_role("link", name="Earning rules").nth(1).wait_for()
    assert office.findings() == []

    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Earning rules"
    office.follows(lambda: page.keyboard.press("Enter"))
    assert page.url.endswith("/programmes/")


def test_slash_is_a_slash_where_one_types(office):
    office.page.focus("#people-q")
    office.page.keyboard.press("/")

    assert not office.page.locator("#find").is_visible()


def test_everything_is_reached_by_keyboard_in_reading_order(office):
    page = office.page
    page.reload()
    reached = []
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("(document.activeElement.textContent.trim() || document.activeElement.id).slice(0, 20)")
        )

    assert reached[0] == "Skip to the page"
    assert reached[1].startswith("Find anything")
    assert reached[2:4] == ["Overview", "Members"]
    assert "people-q" in reached
    page.keyboard.press("Shift+Tab")
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring == "solid"


def test_the_skip_link_leads_to_the_page(office):
    page = office.page
    page.reload()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_a_menu_closes_on_escape_and_gives_the_focus_back(office):
    page = office.page
    page.locator(".mo-me summary").click()
    assert page.get_by_role("button", name="Sign out").is_visible()
    assert office.findings() == []
    page.keyboard.press("Escape")

    assert not page.get_by_role("button", name="Sign out").is_visible()
    assert page.evaluate("document.activeElement.matches('.mo-me summary')")


def test_language_and_theme_change_at_once(office):
    page = office.page
    page.locator(".mo-me summary").click()
    office.follows(lambda: page.get_by_role("button", name="עברית").click())
    assert page.evaluate("document.documentElement.dir") == "rtl"
    page.locator(".mo-me summary").click()
    office.follows(lambda: page.get_by_role("button", name="כהה").click())
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"


def test_on_a_phone_the_navigation_is_a_drawer(office):
    page = office.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Menu").click()

    assert page.get_by_role("dialog", name="Menu").get_by_role("link", name="Receipts").is_visible()
    assert office.findings() == []
    inside = "document.activeElement.closest('dialog') !== null || document.activeElement === document.body"
    for _ in range(20):
        page.keyboard.press("Tab")
        assert page.evaluate(inside)
    page.keyboard.press("Escape")
    assert not page.get_by_role("link", name="Receipts").is_visible()
    assert page.evaluate("document.activeElement.dataset.opens") == "drawer"
    assert office.overflow() == []


def test_targets_on_a_phone_are_wide_enough_for_a_thumb(office):
    page = office.page
    page.set_viewport_size({"width": 390, "height": 844})
    small = page.evaluate(
        """[...document.querySelectorAll('.mo-topbar button, .mo-filters input, .mo-filter, .mo-pager .btn')]
             .filter((one) => one.checkVisibility())
             .map((one) => one.getBoundingClientRect()).filter((box) => box.height < 44).length"""
    )

    assert small == 0


def test_when_the_server_is_gone_a_toast_says_so(office):
    page = office.page
    page.route("**/members/**", lambda route: route.abort())
    page.locator("#people-q").press_sequentially("x")

    page.get_by_role("alert").filter(has_text="did not answer").wait_for()
