"""A return that came before its sale is kept and matched later; nothing is dropped in silence (semantics 18)."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import cast

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.receipts import actions as receipt_writes
from moadon.apps.receipts import queries as receipts
from moadon.flows.till.fields import read_moment
from moadon.flows.till.scene import Scene
from moadon.flows.till.types import Committed, Parked, ReturnDraft, ReturnLine, SaleRef
from moadon.kernel.facts import Fact
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction


def park(club: ClubInfo, scene: Scene, drafts: Sequence[ReturnDraft]) -> list[Parked | Refused]:
    """Keep those drafts that may wait; refuse the others. Two statements, or none for no drafts."""
    kept = [d for d in drafts if d.park and d.sale.number and d.parked_id is None]
    rows = [
        (scene.tills.get((d.sale.branch, d.sale.till or "")), d.sale.number or "", d.sale.business_date, _body(d), d.at)
        for d in kept
    ]
    ids = receipt_writes.park_returns(club.id, rows) if rows else []
    if ids:
        audit.write_facts(club.id, [Fact("ReturnParked", str(i), d.at) for i, d in zip(ids, kept, strict=True)])
    numbered = {id(draft): parked_id for draft, parked_id in zip(kept, ids, strict=True)}
    return [_told(draft, numbered.get(id(draft))) for draft in drafts]


def _told(draft: ReturnDraft, parked_id: int | None) -> Parked | Refused:
    if parked_id is None:
        return Refused("unknown_sale", field="of", status=404)
    answer = {"parked": public_id("prk", parked_id), "number": draft.number, "waits_for": draft.sale.number}
    return Parked(parked_id, json.dumps(answer, ensure_ascii=False))


def _body(draft: ReturnDraft) -> str:
    sale = draft.sale
    day = sale.business_date.isoformat() if sale.business_date else None
    lines = None if draft.lines is None else [[line.line, line.quantity, line.amount] for line in draft.lines]
    return json.dumps(
        {
            "of": [sale.number, sale.branch, sale.till, day], "number": draft.number, "at": draft.at.isoformat(),
            "lines": lines, "till": draft.till, "branch": draft.branch, "employee": draft.employee,
        },
        ensure_ascii=False,
    )  # fmt: skip


def _draft(parked_id: int, body: Mapping[str, object]) -> ReturnDraft:
    number, branch, till, day = cast(list[str | None], body["of"])
    lines = body["lines"]
    return ReturnDraft(
        sale=SaleRef(None, number, branch, till, date.fromisoformat(day) if day else None),
        number=str(body["number"]),
        at=read_moment(body["at"], "at"),
        lines=None if lines is None else tuple(ReturnLine(*line) for line in lines),  # type: ignore[attr-defined]
        till=body["till"],  # type: ignore[arg-type]
        branch=body["branch"],  # type: ignore[arg-type]
        employee=body["employee"],  # type: ignore[arg-type]
        parked_id=parked_id,
    )


def matched(found: Mapping[int, int]) -> None:
    """Note which return receipt each kept return became. One statement, or none for none."""
    if found:
        receipt_writes.match_parked(found)


def match_waiting(club: ClubInfo, actor: Actor, at: datetime, limit: int = 500) -> int:
    """Give back what waited for a sale that has come since; returns how many were matched.

    For the worker and the night (`at`: as of when), never for the till. What still has no sale, or is refused,
    goes on waiting.
    """
    from moadon.flows.till.returns import give_back

    matched_so_far, last = 0, 0
    while True:
        with club_transaction(club.id):
            rows = receipts.parked_after(last, limit)
        if not rows:
            return matched_so_far
        last = rows[-1][0]
        outcomes = give_back(club, [_draft(parked_id, body) for parked_id, body in rows], actor, now=lambda: at)
        told = {row[0]: o.receipt_id for row, o in zip(rows, outcomes, strict=True) if isinstance(o, Committed)}
        with club_transaction(club.id):
            matched(told)
        matched_so_far += len(told)
