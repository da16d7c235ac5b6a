"""The office's pages as a browser shows them: readable by everybody, no wider than their window."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

PASSWORD = "correct horse 9"
YEAR = datetime.now(UTC).year - 1
WORTH = """format: moadon/programme/1
id: club
name: {en: Club, he: מועדון, fa: باشگاه}
currency: ILS
wallets: {credit: {kind: credit}, points: {kind: points, worth: "0.05"}}
tiers: [{id: main, basis: spend, levels: [{id: basic, from: "0"}, {id: gold, from: "500"}]}]
"""
PAGES = (
    "", "behind/member_turnover", "balances", f"liability?from={YEAR}-01-01&to={YEAR + 1}-12-31", "programmes/", "programmes/add", "branches/", "branches/add", "employees/",
    "tills/", "keys/", "keys/add", "products/", "products/add", "categories/", "settings/", "settings/people/",
    "settings/people/add", "audit/", "me/",
)  # fmt: skip
DRAWN_IN = (("en", "light"), ("he", "dark"), ("fa", "light"))
WIDER = "document.documentElement.scrollWidth - innerWidth"
SIDEWAYS = "[...document.querySelectorAll('.mo-scroll')].filter((box) => box.scrollWidth > box.clientWidth).length"


@pytest.fixture(scope="session")
def _site(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    from django.test import override_settings
    from pytest_django.live_server_helper import LiveServer

    with django_db_blocker.unblock(), override_settings(DEBUG=False):
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()


@pytest.fixture
def site(_site: str, database: Any, settings: Any, tmp_path: Any) -> Iterator[str]:
    """The product's own addresses, with a club that sold for a year and its owner Dana."""
    from moadon.apps.catalogue import actions as catalogue
    from moadon.apps.catalogue.types import NewProduct
    from moadon.apps.clubs import actions
    from moadon.apps.clubs.queries import forget_recent
    from moadon.apps.clubs.types import SYSTEM
    from moadon.insight.lake.engine import drop_engine
    from tests.insight.shop import Shop

    settings.LAKE_FOLDER = tmp_path / "lake"
    forget_recent()
    shop = Shop.opened(database.admin, "kav")
    shop.publishes("club", 1, WORTH)
    for n in range(1, 21):
        day = datetime.now(UTC).date() - timedelta(days=17 * n)
        member = shop.member(day)
        shop.sells(day, n * 10_000, member)
        shop.gives(day, member, "credit", n * 1_000, ("club", 1), datetime.now(UTC) + timedelta(days=20 * n))
        shop.gives(day, member, "points", n * 100_000, ("club", 1), datetime.now(UTC) + timedelta(days=900))
    branch = actions.add_branch(club=shop.club, code="tlv-1", name="Harbour, Jaffa", actor=SYSTEM)
    actions.add_employee(club=shop.club, code="e1", name="רון לוי", branch_id=branch.pk, actor=SYSTEM)
    actions.add_till(club=shop.club, code="T1", branch_id=branch.pk, actor=SYSTEM)
    actions.make_key(club=shop.club, scope="till", name="till software", actor=SYSTEM)
    catalogue.add_product(club=shop.club, new=NewProduct("P1", "رنگ روغن", "paint", unit_cost=9_900), actor=SYSTEM)
    dana = actions.create_user(username="dana", password=PASSWORD, name="Dana")
    actions.give_role(club=shop.club, user=dana, role="owner", actor=SYSTEM)
    yield _site
    drop_engine()


@pytest.fixture
def office(window, site):
    """A window of Dana on the site."""
    window.goes(f"{site}/office/sign-in")
    window.page.fill("#id_name", "dana")
    window.page.fill("#id_password", PASSWORD)
    window.follows(lambda: window.page.keyboard.press("Enter"))
    return window


def look(language: str, theme: str) -> None:
    from moadon.apps.clubs.actions import choose_look
    from moadon.apps.clubs.models import User

    choose_look(user=User.objects.get(username="dana"), language=language, theme=theme)


def wide(page) -> list[str]:
    """Widths at which the page, or a table on it, is wider than its room."""
    found = []
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        if (over := page.evaluate(WIDER)) > 0:
            found.append(f"{over} px over at {width}")
        if page.evaluate(SIDEWAYS):
            found.append(f"a table to be moved sideways at {width}")
    return found


@pytest.mark.parametrize(("language", "theme"), DRAWN_IN)
def test_every_page_is_right_for_everybody(office, site, language, theme):
    look(language, theme)
    found = {}
    for name in PAGES:
        page = office.goes(f"{site}/office/kav/{name}")
        assert page.evaluate("document.documentElement.lang") == language
        first = office.findings()
        other = "light" if theme == "dark" else "dark"
        page.evaluate(f"document.documentElement.dataset.bsTheme = document.documentElement.dataset.theme = '{other}'")
        if wrong := [*first, *office.findings(), *wide(page)]:
            found[name] = wrong
        if os.environ.get("MOADON_PICTURES"):
            office.picture(f"office-{name.replace('/', '-') or 'overview'}-{language}")

    assert found == {}
    assert office.complaints == []


def test_the_days_of_the_overview_are_chosen(office, site):
    page = office.goes(f"{site}/office/kav/")
    page.locator(".mo-head summary").click()
    assert office.findings() == []
    office.follows(lambda: page.get_by_role("link", name="Last month").click())

    assert "from=" in page.url
    assert office.complaints == []
