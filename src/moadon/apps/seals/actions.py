"""Writes of the seals. Inside a transaction of the club."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from moadon.apps.seals.models import CheckpointRow
from moadon.apps.seals.packing import entries_as, joined
from moadon.apps.seals.types import LeafTile, TreeState
from moadon.engine.seals import Checkpoint
from moadon.store import insert_rows, run

_TILE = {
    "club_id": "bigint", "level": "smallint", "number": "bigint", "hashes": "bytea", "entries": "bytea",
    "salts": "bytea",
}  # fmt: skip
_FULLER = """on conflict (club_id, level, number)
             do update set hashes = excluded.hashes, entries = excluded.entries, salts = excluded.salts"""


def hold_tree(club_id: int, origin: str) -> TreeState | None:
    """Lock the club's tree until the transaction ends, made where it is missing; None while another one seals it."""
    run(
        """insert into seals_tree (club_id, origin, size, horizon) select %s, %s, 0, 0
           where not exists (select from seals_tree) on conflict do nothing""",
        (club_id, origin),
    )
    rows = run("select origin, size, horizon from seals_tree where club_id = %s for update skip locked", (club_id,))
    return TreeState(*rows[0]) if rows else None


def put_tiles(club_id: int, hashes: Mapping[tuple[int, int], Sequence[bytes]], leaves: Mapping[int, LeafTile]) -> None:
    """Write tiles that are new or fuller; of level 0 with their entries and salts. One statement."""
    none = LeafTile()
    rows = []
    for (level, number), some in hashes.items():
        tile = leaves[number] if level == 0 else none
        rows.append((club_id, level, number, joined(some), entries_as(tile.entries), joined(tile.salts)))
    insert_rows("seals_tile", _TILE, rows, _FULLER)


def add_checkpoint(club_id: int, sealed: Checkpoint, note: str, key: str, horizon: int) -> None:
    """Keep a signed checkpoint, and that everything before `horizon` is sealed by it."""
    CheckpointRow.objects.create(
        club_id=club_id, size=sealed.size, root=sealed.root, sealed_at=sealed.sealed_at, note=note, key=key,
        horizon=horizon,
    )  # fmt: skip


def move_tree(club_id: int, size: int, horizon: int) -> None:
    """Note how far the club is sealed."""
    run("update seals_tree set size = %s, horizon = %s where club_id = %s", (size, horizon, club_id))


def now_of_database() -> datetime:
    """The database's own time, by which entries are recorded."""
    moment: datetime = run("select clock_timestamp()", ())[0][0]
    return moment
