"""Sealing: what was added to the books goes into the club's hash tree, and its root is signed (semantics 33).

It happens beside the till and never in its transaction. What is sealed is told by transactions that are over, not by
row numbers: one that commits late is sealed late, and never passed over.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import structlog
from django.conf import settings

from moadon.apps.clubs.queries import clubs, info_of
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.ledger import journal
from moadon.apps.seals import actions, queries
from moadon.apps.seals.types import LeafTile, Seal, TreeState
from moadon.engine.seals import (
    SALT,
    TILE,
    Checkpoint,
    Leaf,
    grow,
    hash_leaf,
    leaf_text,
    note_of,
    right_edge,
    root_of,
    text_of,
)
from moadon.kernel.ids import public_id
from moadon.store import club_transaction

_log = structlog.get_logger("moadon.sealing")
MOST = 20_000
"""Entries of one checkpoint, about: what a proof has to look through, and how long one step takes."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """One step: how many entries were added, and the checkpoint that holds them; None where nothing was to be done."""

    entries: int = 0
    checkpoint: Checkpoint | None = None


def seal_everywhere(seal: Seal) -> None:
    """Bring the tree of every club up to its books."""
    for club in map(info_of, clubs()):
        added = sum(sealed.entries for sealed in seal_club(club, seal))
        if added:
            _log.info("sealed", club=club.slug, entries=added)


def seal_club(club: ClubInfo, seal: Seal) -> Iterator[Sealed]:
    """Seal what the books of `club` have more than its tree, a transaction for about `MOST` entries.

    Ends at once where another one seals the club.
    """
    while (sealed := _step(club, seal)).entries:
        yield sealed


def origin_of(club: ClubInfo) -> str:
    """What names a club's tree in checkpoints. Kept with the tree from the first seal on."""
    return f"{settings.LEDGER_NAME}/{club.slug}/{public_id('clb', club.id)}"


def _step(club: ClubInfo, seal: Seal) -> Sealed:
    """One transaction; the number of its statements does not grow with what it seals."""
    with club_transaction(club.id):
        tree = actions.hold_tree(club.id, origin_of(club))
        if tree is None:
            return Sealed()
        horizon, leaves = journal.window_after(club.id, tree.horizon, MOST)
        if not leaves:
            return Sealed()
        checkpoint = _add(club, tree, leaves)
        note = note_of(text := text_of(checkpoint), seal.key, seal.sign(text.encode()))
        actions.add_checkpoint(club.id, checkpoint, note, str(seal.key), horizon)
        actions.move_tree(club.id, checkpoint.size, horizon)
        return Sealed(len(leaves), checkpoint)


def _add(club: ClubInfo, tree: TreeState, leaves: Sequence[Leaf]) -> Checkpoint:
    """Write the tiles of `leaves` and say what the tree is then."""
    chance = os.urandom(SALT * len(leaves))
    salts = [chance[at : at + SALT] for at in range(0, len(chance), SALT)]
    added = [hash_leaf(leaf_text(leaf, salt).encode()) for leaf, salt in zip(leaves, salts, strict=True)]
    before = queries.tiles_at(club.id, right_edge(tree.size))
    tiles = grow(before, tree.size, added)
    begun = queries.leaf_tile(club.id, tree.size // TILE)
    entries = [*begun.entries, *(leaf.entry for leaf in leaves)]
    salts = [*begun.salts, *salts]
    first = tree.size // TILE
    of_leaves = {
        number: LeafTile(tuple(hashes), tuple(entries[at : at + TILE]), tuple(salts[at : at + TILE]))
        for (level, number), hashes in tiles.items()
        if level == 0
        for at in [(number - first) * TILE]
    }
    actions.put_tiles(club.id, tiles, of_leaves)
    size = tree.size + len(leaves)
    root = root_of({**before, **tiles}, size)
    return Checkpoint(tree.origin, size, root, actions.now_of_database())
