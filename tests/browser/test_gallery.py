"""Every part in a real browser: three languages, both themes, all widths, nothing for axe to find."""

import pytest

SCENES = ("overview", "member", "programme", "parts")
LANGUAGES = ("en", "he", "fa")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_is_right_for_everybody(window, gallery, scene, language):
    page = window.reads(gallery, language).goes(f"{gallery}/gallery/kav/{scene}")

    light = window.findings()
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    window.settles()
    assert (light, window.findings()) == ([], [])
    assert window.overflow() == []
    assert window.complaints == []


@pytest.mark.parametrize(("language", "first_month"), [("en", "left"), ("he", "right"), ("fa", "right")])
def test_time_runs_in_the_direction_of_reading(window, gallery, language, first_month):
    page = window.reads(gallery, language).goes(f"{gallery}/gallery/kav/overview")

    where = page.evaluate(
        """() => {
          const plot = document.querySelector('[data-chart=trend-spec]');
          const name = JSON.parse(document.getElementById('trend-spec').textContent).labels[0];
          const label = [...plot.querySelectorAll('text')].find((text) => text.textContent.includes(name));
          const middle = plot.getBoundingClientRect().left + plot.getBoundingClientRect().width / 2;
          return label.getBoundingClientRect().left < middle ? 'left' : 'right';
        }"""
    )
    assert where == first_month


def test_a_chart_takes_the_colours_of_the_theme(window, gallery):
    page = window.goes(f"{gallery}/gallery/kav/overview")
    colours = "[...document.querySelectorAll('[data-chart=trend-spec] path')].map((path) => path.getAttribute('fill'))"

    light = page.evaluate(colours)
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    window.settles()
    dark = page.evaluate(colours)

    assert "rgb(11,95,122)" in "".join(map(str, light)).replace(" ", "")
    assert "rgb(74,169,196)" in "".join(map(str, dark)).replace(" ", "")


def test_a_chart_has_its_table_one_press_away(window, gallery):
    page = window.goes(f"{gallery}/gallery/kav/overview")

    page.get_by_text("As a table").click()

    assert page.get_by_role("cell", name="₪1,842,310").is_visible()


def test_a_dialog_keeps_the_focus_and_gives_it_back(window, gallery):
    page = window.goes(f"{gallery}/gallery/kav/parts")

    page.click("#opens-ask")
    assert page.evaluate("document.activeElement.closest('dialog')?.id") == "ask"
    assert window.findings() == []
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "opens-ask"


def test_the_first_refused_field_has_the_focus(window, gallery):
    page = window.goes(f"{gallery}/gallery/kav/parts")

    assert page.evaluate("document.activeElement.name") == "phone"


def test_a_failure_stays_until_it_is_closed(window, gallery):
    page = window.goes(f"{gallery}/gallery/kav/parts")
    failure = page.get_by_role("alert").filter(has_text="Not saved")

    failure.get_by_role("button", name="Close").click()

    assert failure.count() == 0
    assert page.get_by_role("button", name="Undo").is_visible()


def test_a_success_leaves_after_six_seconds_and_one_with_a_way_back_after_ten(window, gallery):
    page = window.context.new_page()
    page.clock.install()
    page.goto(f"{gallery}/gallery/kav/parts")
    shown = page.locator(".mo-toast", has_text="Credit given")
    assert shown.is_visible()

    page.clock.fast_forward(9_000)
    assert shown.count() == 1
    page.clock.fast_forward(2_000)
    assert shown.count() == 0


def test_text_twice_as_large_loses_nothing(window, gallery):
    page = window.goes(f"{gallery}/gallery/kav/overview", width=720)

    # Zoom of 200 % on a window of 1440 px shows what a window of 720 px shows.
    assert page.evaluate("document.documentElement.scrollWidth") <= 720
    assert page.get_by_role("button", name="Menu").is_visible()


def test_a_brand_of_letters_stays_in_its_mark(window, gallery):
    page = window.goes(f"{gallery}/gallery/kav/overview")

    assert page.locator(".mo-mark text").first.text_content() == "K"
