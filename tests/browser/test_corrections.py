"""Balances corrected by hand, in a real browser."""

import pytest

from moadon.apps.clubs.types import Actor
from moadon.apps.corrections.types import Hand
from moadon.flows.corrections import CorrectionDraft, ask_correction
from moadon.kernel.ids import public_id


@pytest.fixture
def waiting(kav):
    """Noa, who has value, and a correction of it that a cashier asked for; its id."""
    noa = kav.join("052-555-0142", first_name="Noa", last_name="Levi")
    kav.sells("300", member=noa, at="2026-10-08T11:42:00+03:00")
    cashier = Hand(Actor("user", 4242, "tal"), "cashier")
    for amount, reason, note in (("-12.50", "wrong_amount", "Two jeans were one"), ("40", "goodwill", "")):
        draft = CorrectionDraft(noa, "credit", amount, reason, note)
        row = ask_correction(kav.club, draft, cashier, kav.now)
    return noa, public_id("cor", row)


@pytest.mark.parametrize("language", ["en", "he", "fa"])
def test_the_pages_are_right_for_every_reader(office, club_server, kav, waiting, language):
    from datetime import UTC, datetime

    from tests.browser.floor import reads_in

    noa, correction = waiting
    kav.now = datetime.now(UTC)
    row = ask_correction(
        kav.club,
        CorrectionDraft(noa, "credit", "25", "technical"),
        Hand(Actor("user", 4242, "tal"), "cashier"),
        kav.now,
    )
    site = f"{club_server.url}/office/kav"
    page = office.goes(f"{site}/corrections/")
    reads_in(office, language)
    for name, address in (
        ("corrections", f"{site}/corrections/"),
        ("corrections-all", f"{site}/corrections/all"),
        ("correction-expired", f"{site}/corrections/{correction}"),
        ("correction", f"{site}/corrections/{public_id('cor', row)}"),
        ("correction-add", f"{site}/corrections/add/{noa}"),
        ("correction-rules", f"{site}/corrections/rules"),
        ("corrected-member", f"{site}/members/{noa}"),
    ):
        office.goes(address)
        assert office.findings() == [], name
        assert office.overflow() == [], name
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            office.picture(f"{name}-{language}-{width}")
    assert office.complaints == []


def test_a_second_person_approves_with_two_clicks(office, club_server, kav, waiting):
    from datetime import UTC, datetime

    noa, _ = waiting
    cashier = Hand(Actor("user", 4242, "tal"), "cashier")
    row = ask_correction(kav.club, CorrectionDraft(noa, "credit", "25", "technical"), cashier, datetime.now(UTC))
    page = office.goes(f"{club_server.url}/office/kav/corrections/")
    assert page.locator(".mo-nav .cnt").first.inner_text().startswith("1")
    office.follows(page.get_by_role("link", name=public_id("cor", row)[-6:]).click)
    office.follows(page.get_by_role("button", name="Approve").click)
    assert page.locator(".mo-nav .cnt").count() == 0
    assert "The balance is corrected." in page.content()
