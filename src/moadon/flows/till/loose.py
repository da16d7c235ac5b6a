"""Goods that came back and whose sale nobody can name: history from before the club's books, mostly.

Their money and units leave the turnover at the time of the return. No award is touched: none can be told to be theirs.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from django.db import IntegrityError

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.receipts import actions as receipt_writes
from moadon.apps.receipts import queries as receipts
from moadon.apps.receipts.types import KnownReceipt, NaturalKey, NewLine, NewReceipt
from moadon.engine.rules import Line
from moadon.flows.till.answers import dumps
from moadon.flows.till.ready import Ready, check_names, content_hash, make_ready
from moadon.flows.till.scene import Scene, make_missing, open_scene
from moadon.flows.till.selling import Now, Outcome, server_time
from moadon.flows.till.types import Committed, ReceiptDraft
from moadon.kernel.facts import Fact
from moadon.kernel.ids import public_id
from moadon.kernel.money import QUANTITY_PLACES, format_decimal, trim_decimal
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, draw, pipelined, retrying
from moadon.store.sealed import is_digest


def give_back_loose(
    club: ClubInfo, drafts: Sequence[ReceiptDraft], actor: Actor, *, now: Now = server_time
) -> list[Outcome]:
    """Write returns that name no sale; the answer to each, in order, in a constant number of statements.

    A draft's lines are what came back, with the price that was paid for it. One that stands already with the same
    content is told again; with other content it is refused with `receipt_number_taken`, as by `commit`.
    """

    def work() -> list[Outcome]:
        with club_transaction(club.id):
            return _Batch(club, drafts, now()).outcomes()

    return retrying(work, IntegrityError)


class _Batch:
    """One run over a batch of returns without a sale."""

    def __init__(self, club: ClubInfo, drafts: Sequence[ReceiptDraft], now: datetime) -> None:
        self.club, self.drafts = club, drafts
        self.results: list[Outcome | None] = [None] * len(drafts)
        self.scene: Scene = open_scene(club, now, drafts, club.languages[0])

    def outcomes(self) -> list[Outcome]:
        """Check and write; what each draft is told."""
        for i, draft in enumerate(self.drafts):
            try:
                check_names(draft, self.scene)
            except Refused as refusal:
                self.results[i] = refusal
        make_missing(self.scene, [d for i, d in enumerate(self.drafts) if self.results[i] is None])
        self._write(self._fresh())
        return cast(list[Outcome], self.results)

    def _fresh(self) -> dict[int, Ready]:
        ready = {i: self._ready(draft) for i, draft in enumerate(self.drafts) if self.results[i] is None}
        known = dict(receipts.known([one.natural for one in ready.values()]))
        for i, one in list(ready.items()):
            if one.natural in known:
                self.results[i] = _again(self.club, known[one.natural], one.digest)
                del ready[i]
        return ready

    def _ready(self, draft: ReceiptDraft) -> Ready:
        one = make_ready(draft, content_hash(draft), self.scene)
        return one._replace(natural=one.natural._replace(kind="return"))

    def _write(self, fresh: dict[int, Ready]) -> None:
        ids = draw({"receipts_receipt": len(fresh)})["receipts_receipt"]
        seen: dict[NaturalKey, KnownReceipt] = {}
        rows: list[NewReceipt] = []
        for (i, ready), receipt_id in zip(fresh.items(), ids, strict=True):
            if ready.natural in seen:
                self.results[i] = _again(self.club, seen[ready.natural], ready.digest)
                continue
            row = self._row(ready, receipt_id)
            seen[ready.natural] = KnownReceipt(receipt_id, ready.digest, row.answer)
            self.results[i] = Committed(receipt_id, row.answer)
            rows.append(row)
        with pipelined():
            receipt_writes.record(self.club.id, rows)
            audit.write_facts(self.club.id, [_fact(row) for row in rows])

    def _row(self, ready: Ready, receipt_id: int) -> NewReceipt:
        draft, lines, shop = ready.draft, ready.basket.lines, self.scene.shop
        total, discount = sum(line.total for line in lines), sum(line.discount for line in lines)
        return NewReceipt(
            id=receipt_id,
            natural=ready.natural,
            branch_id=shop.branches[draft.branch].id if draft.branch else None,
            employee_id=shop.employees[draft.employee].id if draft.employee else None,
            member_id=ready.member_id,
            at=draft.at,
            channel=draft.channel,
            total=total,
            discount=discount,
            redeemed=0,
            to_pay=total - discount,
            lines=tuple(self._line(line) for line in lines),
            content_hash=ready.digest,
            answer=dumps(_answer(draft.number, receipt_id, lines, self.club.exponent)),
        )

    def _line(self, line: Line) -> NewLine:
        return NewLine(
            line.id, self.scene.products[line.sku].id, None, line.quantity, line.unit_price, line.total,
            line.discount, 0, line.tax_rate, line.unit_cost,
        )  # fmt: skip


def _answer(number: str, receipt_id: int, lines: Sequence[Line], places: int) -> dict[str, object]:
    """What is told of a return, with nothing taken back and nothing given back but the money."""
    total, discount = sum(line.total for line in lines), sum(line.discount for line in lines)
    return {
        "id": public_id("rcp", receipt_id),
        "number": number,
        "of": None,
        "state": "whole",
        "total": format_decimal(total, places),
        "discount": format_decimal(discount, places),
        "refund": format_decimal(total - discount, places),
        "withheld": format_decimal(0, places),
        "lines": [
            {
                "line": line.id,
                "quantity": trim_decimal(line.quantity, QUANTITY_PLACES),
                "total": format_decimal(line.total, places),
                "discount": format_decimal(line.discount, places),
            }
            for line in lines
        ],
        "taken_back": [],
        "given_back": [],
        "wallets": [],
    }


def _again(club: ClubInfo, known: KnownReceipt, digest: bytes) -> Outcome:
    if not is_digest(club.id, digest, known.content_hash):
        return Refused("receipt_number_taken", field="number", status=409, receipt=public_id("rcp", known.id))
    return Committed(known.id, known.answer, replayed=True, status=200)


def _fact(row: NewReceipt) -> Fact:
    return Fact("ReceiptReturned", public_id("rcp", row.id), row.at, {"of": None, "state": row.state})
