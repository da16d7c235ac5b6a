"""An exchange: goods back and others taken, as one operation (semantics 17). Both stand, or neither."""

from dataclasses import dataclass, replace

from django.db import IntegrityError

from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.flows.till.proving import proven
from moadon.flows.till.returns import give_back
from moadon.flows.till.selling import Now, commit, server_time
from moadon.flows.till.types import Committed, Parked, ReceiptDraft, ReturnDraft
from moadon.kernel.refusals import Refused, RefusedMany
from moadon.store import club_transaction, retrying


@dataclass(frozen=True, slots=True)
class Exchanged:
    """The return and the sale of an exchange, as each was told."""

    returned: Committed
    receipt: Committed

    @property
    def replayed(self) -> bool:
        """Whether both had stood before."""
        return self.returned.replayed and self.receipt.replayed


def exchange(
    club: ClubInfo,
    back: ReturnDraft,
    sale: ReceiptDraft,
    actor: Actor,
    *,
    now: Now = server_time,
    language: str | None = None,
) -> Exchanged:
    """Take goods back and sell others in one transaction; value that comes back can be spent on the sale.

    Raises Refused or RefusedMany, with the fields under `return` or `receipt`, and then nothing was written.
    """

    (sale,) = proven(club, [sale], actor, now())

    def work() -> Exchanged:
        with club_transaction(club.id):
            (returned,) = give_back(club, [replace(back, park=False)], actor, now=now, language=language)
            if isinstance(returned, Refused):
                raise _within("return", returned)
            assert not isinstance(returned, Parked), "a return that is not parked is refused"
            (receipt,) = commit(club, [sale], actor, now=now, language=language)
            if isinstance(receipt, Refused):
                raise _within("receipt", receipt)
            return Exchanged(returned, receipt)

    return retrying(work, IntegrityError)


def _within(part: str, refused: Refused) -> Refused:
    """The same refusal, its fields named as they stand in the exchange."""
    if isinstance(refused, RefusedMany):
        return RefusedMany([one.at(part) for one in refused.refusals])
    return refused.at(part)
