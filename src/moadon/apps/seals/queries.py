"""Reads of the seals. Inside a transaction of the club."""

from collections.abc import Collection, Iterator, Mapping

from django.db.models import QuerySet

from moadon.apps.seals.models import CheckpointRow, Tile, Tree
from moadon.apps.seals.packing import entries_in, hashes_in, salts_in
from moadon.apps.seals.types import LeafTile, TreeState
from moadon.engine.seals import TILE
from moadon.store import run


def tree_of(club_id: int) -> TreeState | None:
    """The tree of the club; None where nothing was sealed yet."""
    row = Tree.objects.filter(club_id=club_id).first()
    return None if row is None else TreeState(row.origin, row.size, row.horizon)


def checkpoints(club_id: int) -> QuerySet[CheckpointRow]:
    """All checkpoints of the club, newest first."""
    return CheckpointRow.objects.filter(club_id=club_id).order_by("-size")


def tiles_at(club_id: int, places: Collection[tuple[int, int]]) -> dict[tuple[int, int], tuple[bytes, ...]]:
    """The hashes of the tiles at these levels and numbers, those that are there, in one statement."""
    rows = run(
        """select t.level, t.number, t.hashes from seals_tile t
           join unnest(%s::smallint[], %s::bigint[]) as w(level, number)
             on t.level = w.level and t.number = w.number where t.club_id = %s""",
        ([level for level, _ in places], [number for _, number in places], club_id),
    )
    return {(level, number): hashes_in(hashes) for level, number, hashes in rows}


def leaf_tile(club_id: int, number: int) -> LeafTile:
    """A tile of leaves; an empty one where none is."""
    return next(leaf_tiles(club_id, number, number + 1), (number, LeafTile()))[1]


def leaf_tiles(club_id: int, first: int, end: int) -> Iterator[tuple[int, LeafTile]]:
    """The tiles of leaves from number `first` to before `end`, each with its number."""
    rows = Tile.objects.filter(club_id=club_id, level=0, number__gte=first, number__lt=end).order_by("number")
    for row in rows.iterator(chunk_size=64):
        yield row.number, LeafTile(hashes_in(row.hashes), entries_in(row.entries), salts_in(row.salts))


def leaves_in(club_id: int, wrote: Mapping[int, int]) -> dict[int, tuple[int, bytes]]:
    """Leaf number and salt of those entries that are sealed; `wrote` says which transaction of the database wrote each.

    Two statements. What they read grows with the entries of the checkpoints that hold them.
    """
    spans = run(
        """select distinct c.size, coalesce((select max(p.size) from seals_checkpoint p where p.size < c.size), 0)
           from unnest(%s::bigint[]) as w(xact)
           join lateral (select size from seals_checkpoint where club_id = %s and horizon > w.xact
                         order by horizon limit 1) c on true""",
        (list(wrote.values()), club_id),
    )
    numbers = sorted({number for size, before in spans for number in range(before // TILE, size // TILE + 1)})
    rows = run(
        """select number, hashes, entries, salts from seals_tile
           where club_id = %s and level = 0 and number = any(%s::bigint[]) order by number""",
        (club_id, numbers),
    )
    found: dict[int, tuple[int, bytes]] = {}
    for number, hashes, entries, salts in rows:
        tile = LeafTile(hashes_in(hashes), entries_in(entries), salts_in(salts))
        for at, entry in enumerate(tile.entries):
            if entry in wrote:
                found[entry] = (number * TILE + at, tile.salts[at])
    return found
