"""The way of a file through the office, as a browser shows it: columns that follow what is chosen, progress, result."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.test_office_pages import PASSWORD, _site  # noqa: F401  # a fixture

DRAWN_IN = (("en", "light"), ("he", "dark"), ("fa", "light"))
FILE = (
    "Invoice,When,Customer,Item,What,Units,Each,Note\n"
    "1001,22/10/2026 10:15,052-555-0142,P1,Paint,2,12.90,\n"
    "1001,22/10/2026 10:15,052-555-0142,P2,רולר,1,7.00,a long note about a roller that nobody reads\n"
    "1002,22/10/2026 11:00,,P1,Paint,1,0,gift\n"
    "1003,22/10/2026 12:00,,P1,Paint,many,12.90,\n"
    "C1004,23/10/2026 09:30,052-555-0142,P1,Paint,-1,12.90,\n"
)


@pytest.fixture
def office(window: Any, _site: str, database: Any, settings: Any, tmp_path: Any) -> Iterator[Any]:  # noqa: F811
    """A window of Dana, owner of the club kav."""
    from moadon.apps.clubs import actions
    from moadon.apps.clubs.queries import forget_recent
    from moadon.apps.clubs.types import SYSTEM, NewClub

    settings.MOADON_VAR = tmp_path
    forget_recent()
    club = actions.create_club(new=NewClub("kav", "Kav Club", "ILS", "Asia/Jerusalem"), actor=SYSTEM)
    dana = actions.create_user(username="dana", password=PASSWORD, name="Dana")
    actions.give_role(club=club, user=dana, role="owner", actor=SYSTEM)
    window.site = f"{_site}/office/kav/imports"
    window.goes(f"{_site}/office/sign-in")
    window.page.fill("#id_name", "dana")
    window.page.fill("#id_password", PASSWORD)
    window.follows(lambda: window.page.keyboard.press("Enter"))
    return window


def look(language: str, theme: str) -> None:
    """What Dana reads in."""
    from moadon.apps.clubs.actions import choose_look
    from moadon.apps.clubs.models import User

    choose_look(user=User.objects.get(username="dana"), language=language, theme=theme)


def worked(address: str) -> None:
    """Let the worker do the import of a page."""
    from moadon.apps.clubs.queries import club_by_slug
    from moadon.flows.importing.uploads import go_on
    from moadon.kernel.ids import row_id

    while go_on(club_by_slug("kav"), row_id("imp", address.rpartition("/")[2]), lambda: False):
        pass


def checked(office: Any, name: str) -> list[str]:
    """What is wrong with the page at hand."""
    if os.environ.get("MOADON_PICTURES"):
        office.picture(f"import-{name}")
    return [f"{name}: {wrong}" for wrong in [*office.findings(), *office.overflow()]]


@pytest.mark.parametrize(("language", "theme"), DRAWN_IN)
def test_a_file_comes_in_through_pages_that_everybody_can_read(office: Any, language: str, theme: str) -> None:
    look(language, theme)
    page = office.goes(f"{office.site}/")
    found = checked(office, f"none-{language}")

    office.goes(f"{office.site}/add")
    found += checked(office, f"upload-{language}")
    page.set_input_files("#id_file", {"name": "shop.csv", "mimeType": "text/csv", "buffer": FILE.encode()})
    office.follows(lambda: page.locator("form.mo-form .btn-primary").click())
    page.set_viewport_size({"width": 1440, "height": 900})
    found += checked(office, f"columns-{language}")

    page.select_option("#id_column-at", "When")
    page.select_option("#id_column-unit_price", "Each")
    page.check("#id_create_members")
    office.follows(lambda: page.locator("#preview .btn-primary").click())
    found += checked(office, f"summary-{language}")
    office.follows(lambda: page.locator("main .btn-primary").click())
    found += checked(office, f"waiting-{language}")

    worked(page.url)
    page.locator("#state h2").wait_for()
    found += checked(office, f"done-{language}")
    office.goes(f"{office.site}/")
    found += checked(office, f"list-{language}")

    assert found == []
    assert office.complaints == []


def test_the_preview_follows_each_choice(office: Any) -> None:
    look("en", "light")
    page = office.goes(f"{office.site}/add")
    page.set_input_files("#id_file", {"name": "shop.csv", "mimeType": "text/csv", "buffer": FILE.encode()})
    office.follows(lambda: page.locator("form.mo-form .btn-primary").click())

    page.locator("#preview").get_by_text("No column holds Date and time").wait_for()
    page.select_option("#id_column-at", "When")
    page.locator("#preview").get_by_text("No column holds Unit price").wait_for()
    page.select_option("#id_column-unit_price", "Each")
    page.locator("#preview").get_by_text("₪12.90").first.wait_for()
    page.select_option("#id_dates", "mdy")
    page.locator("#preview").get_by_text("This is not a date").first.wait_for()

    assert office.complaints == []
