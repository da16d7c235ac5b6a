"""The club that the tests of the apps work in."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from moadon.apps.clubs.types import ClubInfo


@pytest.fixture
def club(db: None) -> "ClubInfo":
    """A club of one's own for the test."""
    # Loaded late: this file is read before Django is set up.
    from tests.apps.people import new_club

    return new_club()


@pytest.fixture
def other(db: None) -> "ClubInfo":
    """Another club beside it."""
    from tests.apps.people import new_club

    return new_club()
