"""Writing in the editor of a programme: told and tried at once, undone, kept, by the keyboard alone, as text."""


def test_what_is_typed_is_told_and_tried_at_once_and_the_focus_stays(office, writing):
    page = writing.opens("club/edit").page
    writing.opens_card("/earn/0")
    page.fill("#try-price-1", "200")
    page.wait_for_selector(".mo-tree")

    writing.field("/earn/0/give").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("25")
    page.wait_for_function("() => document.querySelector(`[data-say='/earn/0']`).innerText.includes('25')")
    page.wait_for_function("() => document.querySelector('.mo-tree').innerText.includes('50.00')")

    assert page.evaluate("document.activeElement.id") == "at/earn/0/give"
    assert writing.field("/earn/0/give").input_value() == "25"


def test_a_fault_stands_at_its_field_and_the_other_parts_go_on_telling_themselves(office, writing):
    page = writing.opens("club/edit").page
    writing.opens_card("/earn/0")
    writing.types("/earn/0/give", "ten")
    page.wait_for_selector("[data-wrong='/earn/0/give'] .mo-wrong")

    assert writing.field("/earn/0/give").get_attribute("aria-invalid") == "true"
    assert "point" in writing.says("/earn/1")
    assert "Give" in writing.wrong()
    writing.types("/earn/0/give", "10")
    page.wait_for_selector("[data-wrong='/earn/0/give'] .mo-wrong", state="detached")


def test_steps_back_and_forth_go_over_the_whole_document(office, writing):
    page = writing.opens("club/edit").page
    assert page.locator("[data-do='undo']").is_disabled()
    writing.opens_card("/earn/2")
    writing.types("/earn/2/steps/0/reach", "300")
    page.click("[id='at/earn/2/steps-add']")
    page.wait_for_selector("[id='at/earn/2/steps/4/reach']")
    page.click("[data-do='remove'][data-at='/earn/1']")
    page.wait_for_function("() => document.querySelectorAll(`[data-list='/earn'] > li`).length === 4")

    page.keyboard.press("Control+z")
    page.wait_for_function("() => document.querySelectorAll(`[data-list='/earn'] > li`).length === 5")
    page.keyboard.press("Control+z")
    # The same key on a Hebrew keyboard.
    page.dispatch_event("body", "keydown", {"key": "ז", "code": "KeyZ", "ctrlKey": True, "bubbles": True})
    page.wait_for_function("() => document.querySelector('[data-do=undo]').disabled")
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("Control+Shift+z")
    page.wait_for_function("() => !document.querySelector('[data-do=redo]').disabled")
    page.click("[data-do='redo']")
    page.wait_for_function("() => document.querySelectorAll(`[data-list='/earn'] > li`).length === 4")
    assert office.complaints == []


def test_a_code_that_changes_takes_along_what_names_it(office, kav, writing):
    page = writing.opens("add?from=tiers").page
    for card in ("/wallets/points", "/tiers/0"):
        writing.opens_card(card)
        writing.drawn()
    page.fill("[data-renames='/wallets/points']", "stars")
    page.locator("[data-renames='/wallets/points']").blur()
    page.wait_for_selector("[data-renames='/wallets/stars']")
    writing.types("/tiers/0/levels/2/id", "platinum")
    writing.field("/tiers/0/levels/2/id").blur()
    writing.drawn()
    writing.judged()
    assert writing.wrong() == ""
    page.click("[data-do='save']")
    page.wait_for_url("**/programmes/*/edit")
    text = writing.kept(kav, page.url.split("/")[-2])
    assert "wallet: points" not in text
    assert "gold: " not in text
    assert "tier: [platinum]" in text
    assert "tiers: {platinum: " in text

    page.keyboard.press("Control+z")
    page.wait_for_function("() => document.getElementById('at/tiers/0/levels/2/id').value === 'gold'")
    page.keyboard.press("Control+z")
    page.wait_for_selector("[data-card='/wallets/points']")
    assert office.complaints == []


def test_a_code_that_another_wallet_has_is_not_taken(writing):
    page = writing.opens("club/edit").page
    writing.opens_card("/wallets/points")
    code = page.locator("[data-renames='/wallets/points']")
    code.fill("credit")
    code.blur()
    page.wait_for_selector("[data-card='/wallets/points'] .k-rename .mo-wrong")
    assert code.input_value() == "points"


def test_segments_that_members_are_in_are_offered(office, kav, writing):
    kav.member(segments=["vip"])
    page = writing.opens("club/edit").page
    writing.opens_card("/earn/0")
    writing.chooses("[data-card='/earn/0']", "/earn/0/for/segment")
    writing.field("/earn/0/for/segment").type("vi")
    page.get_by_role("option", name="vip").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(".mo-chip", has_text="vip").wait_for()


def test_parts_change_places_by_buttons_and_by_dragging(office, writing):
    page = writing.opens("club/edit").page

    def order():
        return [one.inner_text() for one in page.locator("[data-list='/earn'] .code").all()]

    page.click("[id='at/earn/0-down']")
    page.wait_for_function("() => document.querySelector(`[data-list='/earn'] .code`).innerText === 'points'")
    assert order()[:2] == ["points", "base"]
    assert page.evaluate("document.activeElement.id") == "at/earn/1-down"
    writing.judged()
    page.drag_and_drop("[data-grip='/earn/4']", "[data-card='/earn/0']")
    page.wait_for_function("() => document.querySelector(`[data-list='/earn'] .code`).innerText === 'sundays'")


def test_everything_goes_by_the_keyboard_alone(office, writing):
    page = writing.opens("add?from=empty").page
    page.focus("#add-earn")
    page.keyboard.press("Enter")
    page.locator("#kinds-earn li button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-card='/earn/0'] .mo-partbody")
    assert page.evaluate("document.activeElement.closest('[data-card]')?.dataset.card") == "/earn/0"

    page.focus("[id='at/earn/0-more']")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-card='/earn/0'] .mo-block")
    page.keyboard.press("Control+z")
    page.wait_for_selector("[data-card='/earn/0'] .mo-block", state="detached")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/programmes/kav/edit")
    page.focus("#tab-form")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('textarea').value.includes('linear')")
    assert office.complaints == []


def test_goods_are_picked_by_search_and_a_free_code_is_taken(office, kav, writing):
    from moadon.apps.catalogue import actions
    from moadon.apps.catalogue.types import NewProduct
    from moadon.apps.clubs.types import SYSTEM

    actions.add_product(club=kav.club, new=NewProduct(sku="JNS-501", name="Blue jeans"), actor=SYSTEM)
    page = writing.opens("club/edit").page
    writing.opens_card("/earn/0")
    writing.chooses("[data-card='/earn/0']", "/earn/0/items/sku")
    writing.field("/earn/0/items/sku").type("jean")
    page.get_by_role("option", name="Blue jeans").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(".mo-chip", has_text="JNS-501").wait_for()
    writing.field("/earn/0/items/sku").type("NEW-1")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.locator(".mo-chip", has_text="NEW-1").wait_for()

    page.click("[data-do='remove'][data-at='/earn/0/items/sku/0']")
    page.locator(".mo-chip", has_text="JNS-501").wait_for(state="detached")


def test_the_draft_is_kept_by_itself_and_leaving_asks(office, kav, writing):
    page = writing.opens("club/edit").page
    writing.opens_card("/earn/0")
    writing.types("/earn/0/give", "ten")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("location.assign('/office/kav/programmes/')")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]

    page.wait_for_function(
        "() => document.querySelector('[data-saved] .n, [data-saved] time') !== null", timeout=10_000
    )
    assert "give: ten" in writing.kept(kav, "club")
    page.evaluate("location.assign('/office/kav/programmes/')")
    page.wait_for_url("**/programmes/")
    assert asked == ["beforeunload"]


def test_two_managers_at_once_are_told_and_nothing_is_overwritten(office, kav, writing):
    from moadon.apps.clubs.types import Actor
    from moadon.flows import drafting

    page = writing.opens("club/edit").page
    writing.opens_card("/earn/0")
    from tests.flows.shopkeeper import LINEAR, document

    theirs = document(LINEAR.replace("'10'", "'11'"))
    drafting.keep_draft(club=kav.club, code="club", text=theirs, edition=None, actor=Actor("user", None, "ron"))
    writing.types("/earn/0/give", "12")
    page.click("[data-do='save']")
    dialog = page.get_by_role("dialog").filter(has_text="ron")
    dialog.wait_for()

    assert office.findings() == []
    assert writing.kept(kav, "club") == theirs
    dialog.locator("[data-do='keep-mine']").click()
    dialog.wait_for(state="hidden")
    page.wait_for_function("() => document.querySelector('[data-saved] .n, [data-saved] time') !== null")
    assert "'12'" in writing.kept(kav, "club")


def test_the_text_has_its_findings_at_their_lines_and_offers_what_may_stand_there(office, writing):
    page = writing.opens("club/edit").page
    page.click("#tab-text")
    page.wait_for_function("() => document.querySelector('textarea').value.includes('format:')")
    field = page.locator("textarea")
    field.fill(field.input_value().replace("give: '10'", "give: ten"))
    page.wait_for_selector("[data-lines] [data-line]")
    page.wait_for_selector(".gutter .bad")
    field.press("Control+End")
    field.type("\nprom")
    page.get_by_role("option", name="promotions").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert field.input_value().endswith("\npromotions: ")
    page.keyboard.type("[]")
    field.evaluate("(one) => { one.value = one.value.replace('give: ten', 'give: \"15\"'); }")
    field.press("End")
    field.type(" ")
    page.wait_for_selector(".gutter .bad", state="detached")

    page.click("#tab-form")
    page.wait_for_function("() => document.querySelector(`[data-say='/earn/0']`).innerText.includes('15')")
    assert office.complaints == []


def test_somebody_made_up_is_tried_and_what_did_not_apply_says_why(office, writing):
    page = writing.opens("club/edit").page
    page.fill("#try-price-1", "300")
    page.wait_for_selector(".mo-tree")
    assert page.locator(".mo-given .sum").inner_text().endswith("300.00")
    page.locator(".mo-try summary", has_text="Time, place").click()
    page.fill("#try-at", "2026-11-23T12:00")
    page.wait_for_selector(".mo-tree .no")
    page.locator(".mo-tree .no summary").first.click()
    assert page.locator(".mo-tree .no ul").first.is_visible()
    page.select_option("#try-who", "nobody")
    page.wait_for_function("() => document.querySelectorAll('.mo-tree .yes').length === 0")


def test_a_long_section_shows_its_newest_part_and_its_faults(office, kav, writing):
    from moadon.apps.clubs.types import Actor
    from moadon.flows import drafting
    from tests.flows.shopkeeper import LINEAR, document

    many = "".join(f"\n  - {{id: p{n}, get: {{kind: percent, value: '0.1'}}}}" for n in range(70))
    text = document(LINEAR) + f"promotions:{many}\n  - {{id: last, get: {{kind: percent, value: much}}}}\n"
    drafting.keep_draft(club=kav.club, code="club", text=text, edition=None, actor=Actor("user", None, "ron"))
    page = writing.opens("club/edit").page
    assert page.locator("[data-list='/promotions'] > li").count() == 60

    page.locator("[data-goes='/promotions/70/get/value']").click()
    page.wait_for_function("() => document.activeElement.id === 'at/promotions/70/get/value'")
    page.click("#add-promotions")
    page.locator("#kinds-promotions li button").first.click()
    page.wait_for_selector("[data-card='/promotions/71'] .mo-partbody")


def test_a_question_stays_open_when_the_page_is_drawn_anew_behind_it(office, writing):
    page = writing.opens("club/edit").page
    writing.opens_card("/earn/0")
    held = []
    page.route(lambda url: url.endswith("/draw"), lambda route: held.append(route))  # noqa: PLW0108
    page.evaluate("document.querySelector(`[id='at/earn/0/id']`).dispatchEvent(new Event('change', {bubbles: true}))")
    page.click("#add-earn")
    page.wait_for_selector("#kinds-earn[open]")
    page.evaluate("document.querySelector('#kinds-earn').dataset.old = 'yes'")

    (route,) = held
    route.continue_()
    writing.drawn()
    assert page.evaluate("document.querySelector('#kinds-earn').dataset.old") is None
    assert page.locator("#kinds-earn").is_visible()
