"""The mailbox of the tests."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.flows.credentials.proving import Mailbox


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator["Mailbox"]:
    """A mail server on this machine."""
    from tests.flows.credentials.proving import a_mailbox

    with a_mailbox(monkeypatch) as box:
        yield box
