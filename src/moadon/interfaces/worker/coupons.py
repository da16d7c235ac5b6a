"""The job that makes the codes of a pool, a slice of time at a time, so that other jobs are not kept waiting."""

import time

from procrastinate.contrib.django import app

from moadon.apps.clubs.queries import club_by_id
from moadon.flows.coupons.pools import make_all

SLICE_SECONDS = 10.0


def make_coupon_codes(*, club_id: int, pool_id: int) -> None:
    """Go on making codes for a while and leave the rest to another job. Begun again, it goes on where it stood."""
    end = time.monotonic() + SLICE_SECONDS
    if make_all(club_by_id(club_id), pool_id, lambda _: None, lambda: time.monotonic() > end):
        app.configure_task("coupons").defer(club_id=club_id, pool_id=pool_id)
