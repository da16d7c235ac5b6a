"""What a return or a cancellation would do to the member and the till, told before it is done."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from moadon.apps.ledger import queries as ledger
from moadon.apps.receipts.models import Receipt
from moadon.flows.till.preview import preview_return
from moadon.flows.till.types import Committed, ReturnDraft
from moadon.interfaces.office.members.moves import Move, gather
from moadon.interfaces.office.members.naming import Programmes, Shop
from moadon.interfaces.office.members.statement import Statement
from moadon.interfaces.office.parts.access import OfficeRequest
from moadon.kernel.money import parse_decimal
from moadon.ui.parts import Entries


@dataclass(frozen=True, slots=True)
class Effect:
    """Money to hand back, to keep and to give as return credit, in minor units; the lines that the books would get."""

    refund: int
    withheld: int
    credited: int
    entries: Entries | None

    @property
    def mark(self) -> str:
        """What tells one effect from another, so that nobody does what they have not seen."""
        lines = [(entry.title, entry.amount) for entry in self.entries.items] if self.entries else []
        return sha256(repr((self.refund, self.withheld, self.credited, lines)).encode()).hexdigest()[:16]


def moves_of_return(return_id: int, sale_id: int, at: datetime) -> list[Move]:
    """The lines that a return of moment `at` caused, newest first.

    Value that had been spent comes back under its sale, at the moment of the return.
    """
    entries = ledger.entries_of_receipts([return_id, sale_id])
    own = [
        entry
        for entry in entries
        if entry.transaction.receipt == return_id
        or (entry.transaction.kind == "restore" and entry.transaction.at == at)
    ]
    return gather(reversed(own))


def effect_of(request: OfficeRequest, sale: Receipt, draft: ReturnDraft) -> Effect:
    """What `draft` would do. Raises what would refuse it."""
    club = request.club

    def look(done: Committed) -> Effect:
        answer = json.loads(done.answer)
        moves = moves_of_return(done.receipt_id, sale.pk, draft.at) if sale.member_id is not None else []
        statement = Statement(Programmes(club), Shop(club), only_branch=request.role.branch_id, here=done.receipt_id)
        refund, withheld, credited = (
            parse_decimal(answer[name], club.exponent) for name in ("refund", "withheld", "credited")
        )
        return Effect(refund, withheld, credited, statement.entries(moves) if moves else None)

    return preview_return(club, draft, request.actor, look)
