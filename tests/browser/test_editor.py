"""look"""
import pytest

from tests.browser.writing import Writing


@pytest.fixture
def kav(club_server, database):
    from tests.browser.floor import open_kav

    return open_kav()

@pytest.fixture
def office(window, club_server, kav):
    from tests.browser.floor import signs_in

    signs_in(window, club_server)
    return window

@pytest.mark.parametrize("language", ["en", "he", "fa"])
def test_look(office, club_server, kav, language):
    from tests.browser.floor import reads_in
    office.goes(f"{club_server.url}/office/kav/programmes/")
    reads_in(office, language)
    w = Writing(office, club_server.url).opens("club/edit", 1280)
    p = w.page
    w.page.click("[data-card='/earn/0'] .name")
    p.wait_for_selector("[data-card='/earn/0'] .mo-partbody")
    for at in ["for/segment","when/weekday","when/hour","when/dates","items/category","multiply/category","limits/per_member","pending"]:
        w.chooses("/earn/0", f"/earn/0/{at}")
    w.picks("/earn/0/items/category", "shoes", "bags")
    w.adds("tiers")
    w.adds("promotions", 5)
    p.fill("#try-price-1", "129")
    p.wait_for_selector(".mo-given")
    p.wait_for_timeout(900)
    print(office.findings(), office.complaints)
    p.screenshot(path=f"var/pictures/ed-{language}-top.png")
    p.locator("[data-card='/earn/0']").screenshot(path=f"var/pictures/ed-{language}-earn.png")
    p.locator("[data-card='/tiers/0']").screenshot(path=f"var/pictures/ed-{language}-tiers.png")
    p.locator("[data-card='/promotions/0']").screenshot(path=f"var/pictures/ed-{language}-promo.png")
    p.locator("[data-card='/earn/0'] details.mo-more summary").last.click()
    p.locator("[data-card='/earn/0'] details.mo-more").last.scroll_into_view_if_needed()
    p.wait_for_timeout(200)
    p.screenshot(path=f"var/pictures/ed-{language}-menu.png")
    p.keyboard.press("Escape")
    p.set_viewport_size({"width": 390, "height": 844})
    p.wait_for_timeout(200)
    h = p.evaluate("document.documentElement.scrollHeight")
    for n, y in enumerate(range(0, min(h, 4800), 1600)):
        p.screenshot(path=f"var/pictures/ed-{language}-390-{n}.png", full_page=True, clip={"x": 0, "y": y, "width": 390, "height": min(1600, h - y)})
    print(office.overflow())
    p.set_viewport_size({"width": 1280, "height": 900})
    p.click("#tab-text")
    p.wait_for_timeout(900)
    p.screenshot(path=f"var/pictures/ed-{language}-text.png")
    print(office.findings(), office.complaints)
    p.click("[data-do=review]")
    p.wait_for_selector("#review-title")
    p.wait_for_timeout(200)
    p.screenshot(path=f"var/pictures/ed-{language}-review.png")
