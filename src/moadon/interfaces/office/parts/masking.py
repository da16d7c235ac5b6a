"""Whether a page may show who a member is: names, phones, e-mails, cards, birthdays. Not unless it was allowed."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_seen: ContextVar[bool] = ContextVar("people_seen", default=False)


@contextmanager
def showing_people(*, shown: bool) -> Iterator[None]:
    """Show who members are inside the block, or do not."""
    token = _seen.set(shown)
    try:
        yield
    finally:
        _seen.reset(token)


def hides_people() -> bool:
    """Whether members are shown by their numbers alone."""
    return not _seen.get()
