"""The sealed books and a line's proof in a real browser."""

import pytest

from tests.flows.sealed import Auditor


@pytest.fixture
def sealed(kav, tmp_path):
    """Noa, who bought and paid with credit, in books that are sealed; where her newest line is proven."""
    noa = kav.join("052-555-0142", first_name="Noa", last_name="Levi")
    kav.sells("149.90", "149.90", member=noa, at="2026-10-08T11:42:00+03:00")
    kav.sells("120", member=noa, redeem=[{"wallet": "credit", "amount": "20.00"}], at="2026-10-09T17:20:00+03:00")
    assert Auditor(kav.club, tmp_path).seals() > 0
    return noa


@pytest.mark.parametrize("language", ["en", "he", "fa"])
def test_the_seals_are_right_for_every_reader(office, club_server, sealed, language):
    from tests.browser.floor import reads_in

    page = office.goes(f"{club_server.url}/office/kav/members/{sealed}")
    reads_in(office, language)
    office.follows(page.locator(".mo-entries .proof").first.click)
    proof = page.url
    for name, address in (
        ("proof", proof),
        ("seals", f"{club_server.url}/office/kav/seals/"),
        ("checkpoints", f"{club_server.url}/office/kav/seals/checkpoints"),
        ("seals-public", f"{club_server.url}/seals/kav"),
    ):
        office.goes(address)
        assert office.findings() == [], name
        assert office.overflow() == [], name
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            office.picture(f"{name}-{language}-{width}")
    assert office.complaints == []
