"""A folder for copies that is each test's own, and a shop with books."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.insight.shop import Shop

_NUMBERS = count(1)


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A folder for copies that is this test's own."""
    settings.LAKE_FOLDER = tmp_path / "lake"
    yield tmp_path
    from moadon.insight.lake.engine import drop_engine

    drop_engine()


@pytest.fixture
def shop(database: Any) -> Shop:
    """A club in shekels, in Jerusalem, under a name that no test before has made known."""
    return Shop.opened(database.admin, f"corner{next(_NUMBERS)}")
