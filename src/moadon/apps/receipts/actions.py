"""Writes of receipts. Always inside a club's transaction, many at once."""

from collections.abc import Mapping, Sequence

from moadon.apps.receipts.types import NewReceipt, Promoted
from moadon.store import insert_rows, run, update_rows
from moadon.store.packed import pack, pack_json
from moadon.store.sealed import digest

_RECEIPT = {
    "id": "bigint", "club_id": "bigint", "kind": "text", "number": "text", "branch_id": "bigint",
    "till_id": "bigint", "employee_id": "bigint", "member_id": "bigint", "at": "timestamptz",
    "business_date": "date", "channel": "text", "total": "bigint", "discount": "bigint", "redeemed": "bigint",
    "to_pay": "bigint", "items": "bigint", "of_receipt_id": "bigint", "state": "text", "details": "jsonb",
    "judged": "bytea", "promotions": "bytea", "content_hash": "bytea", "answer": "bytea",
}  # fmt: skip
_LINE = {
    "club_id": "bigint", "receipt_id": "bigint", "position": "smallint", "key": "text", "product_id": "bigint",
    "name": "text", "quantity": "bigint", "unit_price": "bigint", "total": "bigint", "discount": "bigint",
    "club_value": "bigint", "tax_rate": "int", "unit_cost": "bigint", "of_line": "smallint", "allowance": "bigint",
}  # fmt: skip


def record(club_id: int, receipts: Sequence[NewReceipt]) -> None:
    """Write receipts and their lines in two statements.

    Raises IntegrityError when another transaction has taken one of the numbers meanwhile.
    """
    insert_rows("receipts_receipt", _RECEIPT, [_receipt_row(club_id, receipt) for receipt in receipts])
    insert_rows(
        "receipts_line",
        _LINE,
        [(club_id, r.id, i, *line) for r in receipts for i, line in enumerate(r.lines)],
    )


def _receipt_row(club_id: int, r: NewReceipt) -> tuple[object, ...]:
    return (
        r.id, club_id, r.natural.kind, r.natural.number, r.branch_id, r.natural.till_id, r.employee_id, r.member_id,
        r.at, r.natural.business_date, r.channel, r.total, r.discount, r.redeemed, r.to_pay,
        sum(line.quantity for line in r.lines), r.of_receipt, r.state, r.details or {},
        pack_json(r.judged), pack_json(r.promotions), digest(club_id, r.content_hash), pack(r.answer),
    )  # fmt: skip


def set_states(sales: Mapping[int, tuple[str, Promoted]]) -> None:
    """Note what became of sales: `part_returned`, `returned`, `cancelled`, and what promotions still give on them.

    One statement.
    """
    update_rows(
        """update receipts_receipt r set state = u.state, promotions = u.promotions
           from unnest(%s::bigint[], %s::text[], %s::bytea[]) as u(id, state, promotions) where r.id = u.id""",
        {"id": "bigint", "state": "text", "promotions": "bytea"},
        [(sale, state, pack_json(promotions)) for sale, (state, promotions) in sales.items()],
    )


def park_returns(club_id: int, rows: Sequence[tuple[int | None, str, object, str, object]]) -> list[int]:
    """Keep returns whose sale has not come: (till, sale number, sale date, body as JSON text, at); their ids."""
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * 5
    found = run(
        """insert into receipts_parked_return (club_id, till_id, sale_number, sale_date, body, at)
           select %s::bigint, t, n, d, b::jsonb, a
           from unnest(%s::bigint[], %s::text[], %s::date[], %s::text[], %s::timestamptz[]) as u(t, n, d, b, a)
           returning id""",
        (club_id, *columns),
    )
    return [row[0] for row in found]


def match_parked(matched: Mapping[int, int]) -> None:
    """Note which return receipt each parked return became."""
    run(
        """update receipts_parked_return p set matched_at = now(), return_receipt = u.receipt
           from unnest(%s::bigint[], %s::bigint[]) as u(id, receipt) where p.id = u.id""",
        (list(matched), list(matched.values())),
    )
