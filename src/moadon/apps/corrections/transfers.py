"""Transfers between members: written once, and read for limits, statements and figures."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.corrections.models import Transfer
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import insert_rows, run

_ROOT = {"club_id": "bigint", "transfer_id": "bigint", "lot_id": "bigint", "root_id": "bigint"}


@dataclass(frozen=True, slots=True)
class NewTransfer:
    """A transfer as it is written: `amount` left the giver, of which the club kept `fee`; and its transactions."""

    giver: int
    receiver: int
    wallet: str
    amount: int
    fee: int
    note: str
    at: datetime
    day: date
    out_id: int
    into_id: int
    fee_id: int | None


def write_transfer(club_id: int, new: NewTransfer, actor: Actor) -> int:
    """Write a transfer, in the transaction that moves the value; its row."""
    by = {"by_kind": actor.kind, "by_id": actor.id, "by_name": actor.called}
    return Transfer.objects.create(club_id=club_id, **asdict(new), **by).pk


def write_roots(club_id: int, transfer: int, lots: Sequence[tuple[int, int]]) -> None:
    """Write of each lot that a transfer made, and the lot it was a part of, which lot it was at first."""
    known: dict[int, int] = dict(
        run(
            "select lot_id, root_id from corrections_handed_lot where lot_id = any(%s::bigint[])",
            ([old for _, old in lots],),
        )
    )
    rows = [(club_id, transfer, new, known.get(old, old)) for new, old in lots]
    insert_rows("corrections_handed_lot", _ROOT, rows)


def sent(giver: int, wallet: str, day: date, month: date) -> tuple[int, int]:
    """How much of a wallet somebody handed over on `day`, and since the day on which its month began. One statement."""
    (row,) = run(
        """select coalesce(sum(amount) filter (where day = %s), 0)::bigint, coalesce(sum(amount), 0)::bigint
           from corrections_transfer where giver = %s and wallet = %s and day >= %s""",
        (day, giver, wallet, month),
    )
    return int(row[0]), int(row[1])


def transfers(club: ClubInfo) -> QuerySet[Transfer]:
    """The club's transfers, newest first."""
    return Transfer.objects.filter(club_id=club.id).order_by("-id")


def transfers_of(club: ClubInfo, member: int) -> QuerySet[Transfer]:
    """Those that a member gave or received, newest first."""
    return transfers(club).filter(Q(giver=member) | Q(receiver=member))


def transfer(club: ClubInfo, row: int) -> Transfer:
    """One transfer. Raises `Refused("unknown_id", status=404)`."""
    found = transfers(club).filter(id=row).first()
    if found is None:
        raise Refused("unknown_id", status=404, given=public_id("trf", row))
    return found


def partners(transactions: Iterable[int]) -> dict[int, int]:
    """By transaction of the books the member on the other side of its transfer. One statement."""
    rows = run(
        """select t.id, case when f.out_id = t.id then f.receiver else f.giver end
           from unnest(%s::bigint[]) as t(id)
           join corrections_transfer f on f.out_id = t.id or f.into_id = t.id""",
        (sorted(set(transactions)),),
    )
    return dict(rows)
