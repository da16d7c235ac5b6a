"""Readers to write for."""

from collections.abc import Iterator

import pytest

from moadon.kernel.shapes import Shapes
from moadon.ui.reader import reading_as

EN = Shapes("en", "ILS", "gregorian", "Asia/Jerusalem")
HE = Shapes("he", "ILS", "gregorian", "Asia/Jerusalem")
FA = Shapes("fa", "ILS", "gregorian", "Asia/Jerusalem")


@pytest.fixture
def english() -> Iterator[Shapes]:
    """Values are written in English."""
    with reading_as(EN):
        yield EN


@pytest.fixture
def hebrew() -> Iterator[Shapes]:
    """Values are written in Hebrew."""
    with reading_as(HE):
        yield HE


@pytest.fixture
def persian() -> Iterator[Shapes]:
    """Values are written in Persian."""
    with reading_as(FA):
        yield FA
