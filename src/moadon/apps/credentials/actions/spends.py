"""What was spent by which proof, and the end of proofs that do once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from moadon.apps.credentials.types import NewSpend, Proof
from moadon.store import insert_rows, update_rows

_SPEND = {
    "club_id": "bigint", "member_id": "bigint", "sort": "text", "amount": "bigint", "at": "timestamptz",
    "proof": "text", "proof_row": "bigint", "receipt_id": "bigint", "hold_id": "bigint", "subject": "text",
}  # fmt: skip
_USE_CODES = """
    update credentials_code set used_at = u.at
    from unnest(%s::bigint[], %s::timestamptz[]) as u(id, at) where credentials_code.id = u.id
"""
_USE_DEVICES = """
    update credentials_device set last_step = u.step, used_at = u.at
    from unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]) as u(id, step, at) where credentials_device.id = u.id
"""


def add_spends(club_id: int, spends: Sequence[NewSpend]) -> None:
    """Keep what left wallets. One statement."""
    insert_rows("credentials_spend", _SPEND, [_row(club_id, one) for one in spends])


def add_proven_holds(club_id: int, holds: Mapping[int, Proof]) -> None:
    """Keep that these holds were placed with a proof. One statement."""
    rows = [(hold, club_id, proof.kind) for hold, proof in holds.items()]
    insert_rows("credentials_proven_hold", {"hold_id": "bigint", "club_id": "bigint", "proof": "text"}, rows)


def burn(proofs: Iterable[Proof], at: datetime) -> None:
    """End the codes among these proofs, and all that a device showed before; they are held. At most two statements."""
    used = sorted(set(proofs))
    codes = [(proof.row, at) for proof in used if proof.kind == "code"]
    steps = {proof.row: proof.mark for proof in used if proof.kind == "device"}
    if codes:
        update_rows(_USE_CODES, {"id": "bigint", "at": "timestamptz"}, codes)
    if steps:
        rows = [(row, step, at) for row, step in steps.items()]
        update_rows(_USE_DEVICES, {"id": "bigint", "step": "bigint", "at": "timestamptz"}, rows)


def _row(club_id: int, one: NewSpend) -> tuple[object, ...]:
    kind, row = (one.proof.kind, one.proof.row) if one.proof else ("", None)
    return (
        club_id, one.member, one.sort, one.amount, one.at, kind, row, one.receipt, one.hold, one.subject,
    )  # fmt: skip
