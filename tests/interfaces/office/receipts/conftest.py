"""The shop floor."""

from typing import Any

import pytest


@pytest.fixture
def floor(kav: Any) -> Any:
    """Branches, people at work and a till in the club kav."""
    from tests.interfaces.office.shop_floor import open_floor

    return open_floor(kav)
