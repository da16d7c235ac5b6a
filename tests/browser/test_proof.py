"""Proof of the member in a real browser, in three languages."""

from datetime import UTC, datetime

import pytest
from django.conf import settings

from moadon.apps.clubs import actions
from moadon.apps.clubs.queries import forget_recent
from moadon.apps.clubs.types import SYSTEM
from moadon.flows.credentials import keeping
from moadon.flows.credentials.pages import open_page
from tests.flows.sealed import Auditor


@pytest.fixture
def noa(kav, tmp_path, monkeypatch):
    """Noa, who has credit, a PIN and a phone, in a club that asks for proof and mails its checkpoints."""
    chosen = {"proof_floor_money": 500, "proof_floor_points": 100, "auditors": ("anna@example.com",)}
    actions.edit_club(club=kav.club, changes={"settings": chosen}, actor=SYSTEM)
    forget_recent()
    noa = kav.join("052-555-0142", first_name="Noa", last_name="Levi", email="noa@example.com")
    kav.sells("149.90", "149.90", member=noa, at="2026-10-08T11:42:00+03:00")
    keeping.set_pin(kav.club, noa, "8302", kav.actor, datetime.now(UTC))
    keeping.pair_device(kav.club, noa, "Noa's phone", kav.actor, datetime.now(UTC), code=None)
    assert Auditor(kav.club, tmp_path).seals() > 0
    monkeypatch.setattr(settings, "SMTP_URL", "")
    return noa


@pytest.mark.parametrize("language", ["en", "he", "fa"])
def test_proof_is_right_for_every_reader(office, club_server, noa, language):
    from tests.browser.floor import reads_in

    page = office.goes(f"{club_server.url}/office/kav/members/{noa}")
    reads_in(office, language)
    for name, address in (
        ("credentials", f"members/{noa}/credentials"),
        ("proof-settings", "settings/"),
        ("proof-mail", "seals/"),
    ):
        office.goes(f"{club_server.url}/office/kav/{address}")
        assert office.findings() == [], name
        assert office.overflow() == [], name
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            office.picture(f"{name}-{language}-{width}")
    assert office.complaints == []


def test_a_phone_shows_a_code_that_renews_itself_and_says_when_it_cannot(window, club_server, kav):
    for language, phone, called in (("he", "052-555-0142", "נועה"), ("fa", "052-555-0143", "نوا")):
        noa = kav.join(phone, first_name=called, language=language)
        made = open_page(kav.club, noa, "", kav.actor, datetime.now(UTC))
        page = window.goes(f"{club_server.url}/me-code/{made.link}", width=390)
        assert page.locator("html").get_attribute("lang") == language
        assert window.findings() == [] and window.overflow() == []
        page.set_viewport_size({"width": 390, "height": 760})
        window.picture(f"me-code-{language}-390")
    page.locator("figure svg").wait_for()
    page.clock.install()
    page.reload()
    page.evaluate("document.querySelector('figure').dataset.old = 'yes'")
    page.clock.run_for(31_000)
    page.locator("figure:not([data-old])").wait_for()
    page.context.set_offline(True)
    page.clock.run_for(31_000)
    page.locator("[data-lost]:not([hidden])").wait_for()
    page.clock.run_for(31_000)
    page.locator("figure").wait_for(state="hidden")


def test_a_proof_is_asked_for_as_soon_as_so_much_is_spent_and_stays_while_the_quote_changes(office, club_server, noa):
    page = office.goes(f"{club_server.url}/office/kav/receipts/enter?member={noa}")
    page.locator("[name='line.1.sku']").fill("JEANS")
    page.locator("[name='line.1.unit_price']").fill("50")
    page.locator("[name='redeem.credit']").fill("6")
    page.locator("#proof").wait_for()
    page.locator("#proof").fill("8302")
    page.locator("[name='line.1.unit_price']").fill("60")
    page.get_by_text("54.00").first.wait_for()
    assert page.locator("#proof").input_value() == "8302"
    assert office.findings() == []
    page.locator("[name='number']").fill("H1")
    office.follows(page.locator("[name='do']").click)
    assert "/receipts/rcp_" in page.url
    assert office.complaints == []
