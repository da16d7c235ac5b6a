"""What a return would do, seen before it is done: it is booked, looked at, and undone."""

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError

from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.flows.till.returns import give_back
from moadon.flows.till.selling import Now, server_time
from moadon.flows.till.types import Committed, ReturnDraft
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, retrying

T = TypeVar("T")


class _Undo(Exception):
    """Ends the transaction without keeping anything of it."""


def preview_return(
    club: ClubInfo, draft: ReturnDraft, actor: Actor, look: Callable[[Committed], T], *, now: Now = server_time
) -> T:
    """What `look` sees in the books right after `draft` was booked; nothing of it stays.

    `look` reads inside the transaction, so every figure is the one that the return itself would write. Raises what
    refuses the return.
    """
    found: list[T] = []

    def work() -> None:
        found.clear()
        with club_transaction(club.id):
            (outcome,) = give_back(club, [draft], actor, now=now)
            if isinstance(outcome, Refused):
                raise outcome
            assert isinstance(outcome, Committed), "a sale that is named by its id is never waited for"
            found.append(look(outcome))
            raise _Undo

    try:
        retrying(work, IntegrityError)
    except _Undo:
        return found[0]
    raise AssertionError("a preview always ends by undoing")
