"""Rows as the JSON values that callers see."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from moadon.apps.clubs import queries as clubs
from moadon.kernel.ids import public_id


def moment(value: datetime | None) -> str | None:
    """An RFC 3339 time, or null."""
    return None if value is None else value.isoformat()


def opaque(prefix: str, row: int | None) -> str | None:
    """An id for the outside, or null."""
    return None if row is None else public_id(prefix, row)


_HIDDEN = {
    **dict.fromkeys(("phone", "email", "card", "external_id", "birth_date")), "first_name": "", "last_name": ""
}  # fmt: skip
"""What says who a member is, as whoever may not see it is told."""


def members(rows: Sequence[Any], *, people: bool = True) -> list[dict[str, object]]:
    """Members with the codes of who signed them up, without `people` by their numbers alone. One statement.

    Rows of `members.queries`.
    """
    codes = clubs.codes_by_id((row.branch_id for row in rows), (row.employee_id for row in rows))
    told: list[dict[str, object]] = [
        {
            "id": public_id("mbr", row.pk),
            "phone": row.phone,
            "email": row.email,
            "first_name": row.first_name,
            "last_name": row.last_name,
            "card": row.card,
            "external_id": row.external_id,
            "birth_date": row.birth_date.isoformat() if row.birth_date else None,
            "language": row.language or None,
            "branch": codes.branches.get(row.branch_id),
            "employee": codes.employees.get(row.employee_id),
            "status": str(row.status),
            "segments": list(row.segments),
            "referred_by": opaque("mbr", row.referred_by),
            "joined_at": moment(row.joined_at),
            "ended_at": moment(row.ended_at),
            "edition": row.edition,
        }
        for row in rows
    ]
    return told if people else [one | _HIDDEN for one in told]


def receipt_numbers(rows: Iterable[Any]) -> dict[int, str]:
    """Numbers of receipts by row."""
    return {row.pk: row.number for row in rows}
