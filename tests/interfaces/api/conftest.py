"""The shop that the tests of the API call."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.interfaces.api.shop import Shop


@pytest.fixture
def shop(db: None) -> "Shop":
    """A club of one's own for the test."""
    # Loaded late: this file is read before Django is set up.
    from tests.interfaces.api.shop import open_shop

    return open_shop()


@pytest.fixture
def other(db: None) -> "Shop":
    """Another club beside it."""
    from tests.interfaces.api.shop import open_shop

    return open_shop()


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """The house is set up to send mail; letters are left to a worker that does not run here."""
    from django.conf import settings

    monkeypatch.setattr(settings, "SMTP_URL", "smtp://127.0.0.1")
    monkeypatch.setattr(settings, "MAIL_FROM", "club@example.org")
