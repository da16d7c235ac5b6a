"""A receipt that was cancelled and should stand after all: booked once more under a number of its own.

The books only grow, so a cancellation is never undone. The same goods, prices, coupons, payments and value spent become
a sale of the first one's own time, judged by what was live then and by what the member has now.
"""

import json
from dataclasses import replace
from typing import NamedTuple

from moadon.apps.audit import actions as audit
from moadon.apps.catalogue import queries as catalogue
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.members.types import MemberRef
from moadon.apps.programmes import queries as programmes
from moadon.apps.receipts import queries as receipts
from moadon.apps.receipts.models import Line, Receipt
from moadon.flows.till.coupons import AGAIN
from moadon.flows.till.selling import Now, commit, server_time
from moadon.flows.till.types import Committed, DraftLine, DraftPayment, DraftRedeem, ReceiptDraft
from moadon.kernel.ids import public_id
from moadon.kernel.money import format_decimal, parse_decimal
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction


class Again(NamedTuple):
    """A number of its own for a sale that stands after all, and proof of the member for what it spends."""

    number: str
    proof: str | None = None


def reopen(
    club: ClubInfo,
    receipt: Receipt,
    again: Again,
    actor: Actor,
    *,
    now: Now = server_time,
    language: str | None = None,
) -> Committed:
    """Book a cancelled sale again.

    Raises `Refused`: `not_cancelled` (409), and what `commit` refuses.
    """
    with club_transaction(club.id):
        if receipt.kind != "sale" or receipt.state != "cancelled":
            raise Refused("not_cancelled", status=409, number=receipt.number)
        draft = _draft(club, receipt, again.number)._replace(language=language)
        draft = draft._replace(redeem=tuple(replace(one, proof=again.proof) for one in draft.redeem))
        (outcome,) = commit(club, [draft], actor, now=now, language=language)
        if isinstance(outcome, Refused):
            raise outcome
        if not outcome.replayed:
            told = {"as": public_id("rcp", outcome.receipt_id)}
            audit.record_deed(club.id, actor, "receipt.reopened", public_id("rcp", receipt.pk), None, told)
        return outcome


def _draft(club: ClubInfo, receipt: Receipt, number: str) -> ReceiptDraft:
    """The receipt as its till sent it, by what the books keep of it."""
    rows = list(receipts.lines_of(receipt.pk))
    goods = catalogue.products_by_id(row.product_id for row in rows)
    codes = clubs.codes_by_id([receipt.branch_id], [receipt.employee_id], [receipt.till_id])
    given = {line["id"]: line["discounts"] for line in json.loads(receipt.answer)["lines"]}
    promoted = {key: sum(parse_decimal(one["amount"], club.exponent) for one in some) for key, some in given.items()}
    details = receipt.details
    paid = details.get("payments")
    return ReceiptDraft(
        number=number,
        at=receipt.at,
        lines=tuple([_line(row, goods[row.product_id].sku, promoted.get(row.key, 0)) for row in rows]),
        branch=codes.branches.get(receipt.branch_id or 0),
        till=codes.tills.get(receipt.till_id or 0),
        employee=codes.employees.get(receipt.employee_id or 0),
        channel=receipt.channel,
        member=None if receipt.member_id is None else MemberRef("id", public_id("mbr", receipt.member_id)),
        payments=None if paid is None else tuple(DraftPayment(*one) for one in paid),
        redeem=_redeem(club, receipt),
        coupons=tuple(details.get("coupons") or ()),
        honours=AGAIN in details,
    )


def _line(row: Line, sku: str, promoted: int) -> DraftLine:
    return DraftLine(
        row.key, sku, row.quantity, row.unit_price, row.discount - promoted, row.tax_rate, row.unit_cost, row.name
    )


def _redeem(club: ClubInfo, receipt: Receipt) -> tuple[DraftRedeem, ...]:
    spent = receipt.details.get("redeem") or ()
    if not spent:
        return ()
    wallets = programmes.shelf(club).wallets(receipt.at)
    found = []
    for key, units, _, *promotion in spent:
        code, _, card = key.partition(":")
        places = wallets[code].wallets[code].places if code in wallets else club.exponent
        amount, offer = format_decimal(units, places), promotion[0] if promotion else None
        found.append(DraftRedeem(code, amount, None, offer, card=int(card) if card else None))
    return tuple(found)
