"""Coupons in a real browser: pools and codes in the office, what is printed, and the page on somebody's phone."""

import pytest

from moadon.apps.clubs.types import SYSTEM
from moadon.apps.coupons.models import Code
from moadon.apps.coupons.types import NewPool
from moadon.flows.coupons.pools import open_pool
from moadon.kernel.ids import public_id
from moadon.store import club_transaction


@pytest.fixture
def pool(kav):
    """A pool of twelve codes; the pool's id, and the row of its first code."""
    pool = open_pool(club=kav.club, new=NewPool("ראש השנה", "WELCOME", count=12), actor=SYSTEM)
    with club_transaction(kav.club.id):
        return public_id("cpl", pool.pk), Code.objects.filter(pool_id=pool.pk).order_by("id")[0].pk


@pytest.mark.parametrize("language", ["en", "he", "fa"])
def test_coupons_are_right_for_every_reader(office, club_server, kav, pool, language):
    from tests.browser.floor import reads_in

    number, code = pool
    at = f"{club_server.url}/office/kav/coupons/"
    page = office.goes(at)
    reads_in(office, language)
    for name, address in (
        ("coupons", at), ("coupon-pool", f"{at}{number}/"), ("coupon-add", f"{at}add"),
        ("coupon-withdraw", f"{at}{number}/withdraw"), ("coupon-look-up", f"{at}look-up"), ("coupon-import", f"{at}{number}/import"),
        ("coupon-code", f"{at}code/{public_id('cpn', code)}"),
    ):  # fmt: skip
        office.goes(address)
        assert office.findings() == [], name
        assert office.overflow() == [], name
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            office.picture(f"{name}-{language}-{width}")
    assert office.complaints == []
