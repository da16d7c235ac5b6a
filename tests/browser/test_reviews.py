"""What is to be reviewed, in a real browser, for every reader."""

import pytest

from tests.interfaces.office.suspected import suspected


@pytest.mark.parametrize("language", ["en", "he", "fa"])
def test_the_reviews_are_right_for_every_reader(office, club_server, kav, language):
    from tests.browser.floor import reads_in

    noa = kav.join("052-555-0142", first_name="Noa", last_name="Levi")
    sale = kav.sells("149.90", "149.90", member=noa, at="2026-10-08T11:42:00+03:00")
    review = suspected(kav.club, noa, sale["id"])
    page = office.goes(f"{club_server.url}/office/kav/reviews/")
    reads_in(office, language)
    for name, place in (
        ("queue", ""), ("finding", review), ("asked", f"{review}/hold"), ("rules", "rules"),
        ("rule", "rules/member_returns?try=1"),
    ):  # fmt: skip
        office.goes(f"{club_server.url}/office/kav/reviews/{place}")
        assert office.findings() == [], name
        assert office.overflow() == [], name
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            office.picture(f"reviews-{name}-{language}-{width}")
    assert office.complaints == []
