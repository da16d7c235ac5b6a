"""Codes that somebody types who works here, and that are none: how many of them one person may try.

Counted in the database, for all web processes together. Call these outside of any transaction.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from moadon.apps.signins import actions as signins
from moadon.apps.signins.actions.tries import WINDOW_SECONDS
from moadon.interfaces.office.parts.access import OfficeRequest
from moadon.kernel.refusals import Refused
from moadon.store import apart

MOST = 30
"""Codes of one kind that are none, of one person in a quarter of an hour."""


def found_or_counted(request: OfficeRequest, kind: str, found: Callable[[], bool]) -> bool:
    """Whether a code of a kind is `found`; one that is not was a guess. Also within a transaction, which does not undo
    it. Raises `Refused("too_many_pick_up_codes", status=429)` beforehand for who has guessed too often."""
    key = f"{kind}:{request.club.id}:{request.person.pk}"
    if apart(lambda: signins.count_tries([key])[key]) > MOST:
        raise Refused("too_many_pick_up_codes", field="code", status=429, seconds=WINDOW_SECONDS)
    if found():
        apart(lambda: signins.give_back([key], ""))
        return True
    return False


@contextmanager
def counted(request: OfficeRequest, kind: str, wrong: Collection[str], too_many: str) -> Iterator[None]:
    """Let the block look a code of a kind up. A refusal of the block that is among `wrong` was a guess.

    Raises `Refused(too_many, status=429)` beforehand for who has guessed too often.
    """
    key = f"{kind}:{request.club.id}:{request.person.pk}"
    # Counted before it is judged: a hundred at once are not all let through.
    if signins.count_tries([key])[key] > MOST:
        raise Refused(too_many, field="code", status=429, seconds=WINDOW_SECONDS)
    try:
        yield
    except Refused as refused:
        if refused.code not in wrong:
            signins.give_back([key], "")
        raise
    signins.give_back([key], "")
