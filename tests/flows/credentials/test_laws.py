"""Over any sequence of spends no more than the floor leaves a member's wallets unproven within a day."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.flows.credentials.proving import FLOOR, asking_shop, spend, with_pin

pytestmark = pytest.mark.django_db
_STEP = st.tuples(st.integers(0, 20), st.sampled_from(["0.50", "3", "7.25", "19.99", "20"]), st.booleans())


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_STEP, min_size=3, max_size=9))
def test_no_more_than_the_floor_leaves_in_a_day_unproven(steps: list[tuple[int, str, bool]]) -> None:
    shop, noa = asking_shop()
    shop.buy("5000", member=noa)
    pin = with_pin(shop, noa)
    left = []
    for hours, amount, proven in steps:
        shop.now += timedelta(hours=hours)
        told = spend(shop, noa, amount, pin if proven else None)
        if isinstance(told, dict) and not proven:
            left.append((shop.now, round(float(amount) * 100)))
        over = sum(units for at, units in left if at > shop.now - timedelta(hours=24))
        assert over <= FLOOR
        assert not proven or isinstance(told, dict)
