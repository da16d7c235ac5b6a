"""The try-out beside the editor, and days in the Persian calendar, in a real browser."""

from datetime import UTC, datetime, timedelta

import jdatetime
import pytest

from moadon.kernel.shape_words import PERSIAN_DIGITS

VIPS = "{id: vips, type: per_amount, amount: '1', give: '5', wallet: points, for: {segment: [vip]}}"


@pytest.fixture
def clubs_own(kav):
    """Members in segments of the club, and a live rule for one of them."""
    from moadon.apps.clubs.types import SYSTEM
    from moadon.apps.members import actions as members
    from moadon.kernel.ids import row_id
    from tests.browser.floor import WALLETS
    from tests.flows.shopkeeper import LINEAR, document

    kav.publish(document(LINEAR, VIPS, wallets=WALLETS))
    noa = kav.join("052-555-0142", first_name="Noa")
    members.edit_member(
        club=kav.club, member_id=row_id("mbr", noa), changes={"segments": ["painters", "vip"]}, actor=SYSTEM
    )
    return kav


def offered(page):
    page.wait_for_selector("#picks:not([hidden]) [role=option]")
    return page.locator("#picks [role=option]").all_inner_texts()


def test_somebody_made_up_is_put_into_the_clubs_own_segments(office, clubs_own, writing):
    page = writing.opens("club/edit").page
    page.fill("#try-price-1", "100")
    page.locator("[data-who=made_up] summary").click()

    page.focus("#try-segments")
    assert offered(page) == ["vip", "painters"]  # what the document speaks of stands first
    page.fill("#try-segments", "vi")
    page.wait_for_function("() => document.querySelectorAll('#picks [role=option]').length === 1")
    page.press("#try-segments", "ArrowDown")
    page.press("#try-segments", "Enter")
    page.wait_for_selector("[data-segment=vip]")
    page.get_by_text("+500 points").wait_for()
    assert page.input_value("#try-segments") == ""
    assert office.findings() == []
    page.fill("#try-segments", "new one, vip")
    page.press("#try-segments", "Enter")
    assert page.locator("[data-segment] bdi").all_inner_texts() == ["vip", "new one"]

    page.get_by_role("button", name="Not in vip").click()
    page.locator("[data-tried]").get_by_text("+500 points").wait_for(state="detached")
    assert page.evaluate("document.activeElement.id") == "try-segments"
    assert office.complaints == []


def reads(office, club_server, language):
    from tests.browser.floor import reads_in

    office.goes(f"{club_server.url}/office/kav/programmes/")
    reads_in(office, language)


def test_a_version_goes_live_on_a_jalali_day(office, club_server, kav, writing):
    reads(office, club_server, "fa")
    page = writing.opens("club/edit").page
    writing.opens_card("/earn/0")
    writing.types("/earn/0/give", "۱۲")
    page.click("[data-do='review']")
    page.wait_for_selector("[data-publish]")
    page.fill("#id_at", "۱۴۰۸/۰۹/۰۸ ۹:۳۰")
    assert page.locator("output[for=id_at]").inner_text() == "۲۸ نوامبر ۲۰۲۹ میلادی"
    assert office.findings() == []
    page.fill("#id_at", "1408/13/29")
    assert page.locator("output[for=id_at]").inner_text() == ""
    page.click("[data-publish] [data-do='publish']")
    page.wait_for_selector("[data-publish] .mo-wrong")
    assert "۱۴۰۵/۰۹/۰۸ ۰۹:۰۰" in page.locator("[data-publish] .mo-wrong").first.inner_text()

    day = jdatetime.date.fromgregorian(date=datetime.now(UTC).date() + timedelta(days=120)).strftime("%Y/%m/%d")
    page.fill("#id_at", f"{day} 9:30")
    office.follows(lambda: page.click("[data-publish] [data-do='publish']"))
    assert day.translate(PERSIAN_DIGITS)[:4] in page.locator("main").inner_text()


@pytest.mark.parametrize("days", [(1350, 1410)])
def test_the_page_reads_every_jalali_day_as_the_server_does(office, club_server, kav, days):
    """The first and last days of each month, and whether the year has a leap day."""
    from moadon.ui.fields import gregorian

    reads(office, club_server, "fa")
    page = office.goes(f"{club_server.url}/office/kav/members/add")
    typed = [f"{y}/{m}/{d}" for y in range(*days) for m in (1, 6, 7, 12) for d in (1, 29, 30, 31)]
    found = page.evaluate(
        """(typed) => {
          const field = document.querySelector('#id_birth_date');
          return typed.map((text) => {
            field.value = text;
            field.dispatchEvent(new Event('input', { bubbles: true }));
            return field.nextElementSibling.textContent;
          });
        }""",
        typed,
    )
    assert jdatetime.date(1403, 1, 1).isleap()
    assert found == [f"{day} میلادی" if (day := gregorian(text)) else "" for text in typed]
