"""Pools and codes, as the API tells them."""

from collections.abc import Sequence
from datetime import datetime

from moadon.apps.coupons import queries
from moadon.apps.coupons.models import Code, Pool
from moadon.apps.coupons.types import Counts, Issued
from moadon.engine.coupons import grouped, told_state
from moadon.flows.coupons.links import link_of
from moadon.interfaces.api import shown
from moadon.interfaces.api.callers import Caller
from moadon.kernel.ids import public_id
from moadon.kernel.money import format_decimal

PAGE = "/coupon/"


def pools_told(caller: Caller, rows: Sequence[Pool]) -> list[dict[str, object]]:
    """Pools with their counts. One statement, whatever their number."""
    counts = queries.counts_of(row.pk for row in rows)
    return [_pool(caller, row, counts[row.pk]) for row in rows]


def _pool(caller: Caller, row: Pool, counts: Counts) -> dict[str, object]:
    places = caller.club.exponent
    return {
        "id": public_id("cpl", row.pk),
        "name": row.name,
        "word": row.word,
        "kind": row.kind,
        "pattern": {
            "prefix": row.prefix,
            "length": row.length,
            "alphabet": row.alphabet,
            "check": row.check_letter,
        },
        "uses": row.uses,
        "valid_from": shown.moment(row.valid_from),
        "valid_until": shown.moment(row.valid_until),
        "days": row.days,
        "receipts_for": row.receipts_for,
        "receipts_from": format_decimal(row.receipts_from, places),
        "withdrawn_at": shown.moment(row.withdrawn_at),
        "to_make": row.to_make,
        "codes": counts.codes,
        "states": dict(counts.states),
        "times_used": counts.uses,
        "gave": format_decimal(counts.gave, places),
        "created_at": shown.moment(row.created_at),
        "edition": row.edition,
    }


def codes_told(caller: Caller, now: datetime, rows: Sequence[Code]) -> list[dict[str, object]]:
    """Codes as they stand at `now`."""
    return [_code(caller, now, row) for row in rows]


def _code(caller: Caller, now: datetime, row: Code) -> dict[str, object]:
    state = queries.state_of(row)
    return {
        "id": public_id("cpn", row.pk),
        "code": row.code,
        "text": grouped(row.code),
        "pool": public_id("cpl", row.pool_id),
        "state": told_state(state, now),
        "used": row.used,
        "uses": row.uses,
        "member": shown.opaque("mbr", row.member_id),
        "aside": row.aside,
        "aside_until": shown.moment(row.aside_until),
        "issued_at": shown.moment(row.issued_at),
        "valid_until": shown.moment(state.until),
        "link": PAGE + link_of(caller.club.id, row.pk),
    }


def issued_told(caller: Caller, one: Issued, pool: Pool) -> dict[str, object]:
    """A code that was just given to a member."""
    ends = [end for end in (one.until, pool.valid_until) if end is not None]
    return {
        "id": public_id("cpn", one.id),
        "code": one.code,
        "text": grouped(one.code),
        "member": public_id("mbr", one.member),
        "valid_until": shown.moment(min(ends) if ends else None),
        "link": PAGE + link_of(caller.club.id, one.id),
    }
