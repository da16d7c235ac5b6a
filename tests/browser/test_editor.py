"""The editor of a programme in a real browser: built by clicking, tried, undone, kept, published, in every language."""

import pytest

LANGUAGES = ["en", "he", "fa"]
WIDTHS = [(1280, 900), (1024, 768), (390, 844)]


def reads(office, club_server, language):
    from tests.browser.floor import reads_in

    office.goes(f"{club_server.url}/office/kav/programmes/")
    reads_in(office, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_right_for_every_reader(office, club_server, writing, language):
    reads(office, club_server, language)
    page = writing.opens("club/edit").page
    writing.opens_card("/earn/0")
    writing.chooses("[data-card='/earn/0']", "/earn/0/when/dates")
    writing.chooses("[data-card='/earn/0']", "/earn/0/limits/per_member")
    writing.opens_card("/earn/2")
    page.fill("#try-price-1", "129")
    page.wait_for_selector(".mo-tree")
    writing.judged()

    assert office.findings() == []
    assert office.overflow() == []
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        office.picture(f"editor-{language}-{width}")
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    assert office.findings() == []
    page.set_viewport_size({"width": 1280, "height": 900})
    office.picture(f"editor-{language}-dark")
    page.click("#tab-text")
    page.wait_for_function("() => document.querySelector('textarea').value.includes('format:')")
    assert office.findings() == []
    assert office.overflow() == []
    assert office.complaints == []


def fills(writing):
    """Gives what was just added the goods that it asks for."""
    page = writing.page
    writing.picks("/earn/8/category", "shoes")
    writing.picks("/earn/8/category", "bags")
    writing.picks("/promotions/2/items/category", "shoes")
    page.fill("[id='at/promotions/3/get/prices']", "JEANS")
    page.press("[id='at/promotions/3/get/prices']", "Enter")
    page.wait_for_selector("[id='at/promotions/3/get/prices/JEANS']")
    for n in (5, 6):
        writing.picks(f"/promotions/{n}/get/of/0/items/category", "coffee")
        writing.picks(f"/promotions/{n}/get/of/1/items/category", "cake")
    writing.types("/promotions/8/get/sku", "BRUSH")
    writing.picks("/promotions/9/items/category", "mugs")
    for n in (9, 10):
        writing.field(f"/promotions/{n}/get/wallet").select_option("points")


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("he", 1024), ("fa", 390)])
def test_a_programme_with_one_of_each_kind_is_built_from_an_empty_page_and_published(
    office, club_server, writing, language, width
):
    reads(office, club_server, language)
    page = office.goes(f"{club_server.url}/office/kav/programmes/add", width)
    assert office.findings() == []
    office.follows(lambda: page.click(".mo-begin a >> nth=0"))
    page.wait_for_selector("[data-editor][data-ready]")

    writing.adds("wallets", 0)
    earned = [writing.adds("earn", n) for n in range(len(writing.begun("earn")))]
    taken = [writing.adds("promotions", n) for n in range(len(writing.begun("promotions")))]
    assert (len(earned), len(taken)) == (10, 11)
    fills(writing)
    for section in ("tiers", "groups", "margin"):
        writing.adds(section)
    writing.chooses("[data-card='/tiers/0']", "/tiers/0/window")
    writing.chooses("[data-card='/promotions/0']", "/promotions/0/group")
    writing.chooses("#sec-limits", "/limits/promotions/budget")
    writing.judged()

    assert writing.wrong() == ""
    assert all(writing.says(card) for card in (*earned, *taken, "/tiers/0", "/groups/0", "/margin/0"))
    assert office.overflow() == []
    page.set_viewport_size({"width": width, "height": 900})
    office.picture(f"editor-built-{language}-{width}")
    publishes(office, writing, language)


def publishes(office, writing, language):
    """Tries a basket, looks at what would go live, and lets it."""
    page = writing.page
    page.fill("#try-price-1", "200")
    page.wait_for_selector(".mo-tree")
    assert page.locator(".mo-tree > li").count() >= 15
    page.click("[data-do='review']")
    page.wait_for_selector("#review-title")
    assert office.findings() == []
    page.screenshot(path=office.picture(f"editor-review-{language}"))
    office.follows(lambda: page.click("[data-do='publish']"))

    assert page.url.endswith("/programmes/kav")
    assert page.locator(".mo-who .mo-chip").count() == 1
    assert office.complaints == []


def test_every_template_can_be_published_as_it_is_and_changed(office, club_server, writing):
    page = office.goes(f"{club_server.url}/office/kav/programmes/add")
    ways = [one.get_attribute("href") for one in page.locator(".mo-begin a").all()]
    assert len(ways) == 9
    office.picture("editor-begin")
    for way in ways[1:]:
        writing.opens(f"add{way}")
        assert writing.wrong() == ""
        cards = [one.get_attribute("data-card") for one in page.locator("[data-card]").all()]
        writing.opens_card(cards[-1])
        for card in cards:
            assert page.locator(f"[data-say='{card}'] p").count() or card.startswith("/groups"), (way, card)
    office.picture("editor-template")
    assert office.findings() == []
    page.click("[data-do='review']")
    page.wait_for_selector("#review-title")
    office.follows(lambda: page.click("[data-do='publish']"))
    assert page.url.endswith("/programmes/kav")


def test_a_change_for_the_worse_is_marked_at_its_field_and_needs_notice(office, kav, writing):
    kav.join("052-555-0142", first_name="Noa")
    page = writing.opens("club/edit").page
    writing.opens_card("/earn/0")
    writing.types("/earn/0/give", "8")
    page.wait_for_selector("[data-card='/earn/0'] .mo-wrong.mild")
    page.click("[data-do='review']")
    page.wait_for_selector(".mo-diff .worse")
    assert page.locator(".mo-review .mo-notice").is_visible()
    assert office.findings() == []
    office.picture("editor-worse")
    lawful = page.input_value("#id_at")
    page.fill("#id_at", "")
    page.click("[data-do='publish']")
    page.wait_for_selector("[data-publish] .mo-wrong")

    page.fill("#id_at", lawful)
    office.follows(lambda: page.click("[data-do='publish']"))
    assert page.url.endswith("/programmes/club")


def test_a_pilot_is_published_for_the_members_named(office, kav, writing):
    kav.join("052-555-0142", first_name="Noa")
    page = writing.opens("club/edit").page
    writing.opens_card("/earn/0")
    writing.types("/earn/0/give", "12")
    page.click("[data-do='review']")
    page.wait_for_selector("[data-publish]")
    assert not page.locator("#id_members").is_visible()
    page.check("[name=whom][value=members]")
    page.fill("#id_members", "052-555-0142")
    office.follows(lambda: page.click("[data-do='publish']"))
    assert page.get_by_text("pilot").first.is_visible()
