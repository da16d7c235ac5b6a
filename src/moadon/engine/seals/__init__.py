"""Proof of the books: what is hashed of an entry, the tree over it, and the checkpoints that are signed."""

from moadon.engine.seals.checkpoints import Checkpoint, Verifier, note_of, open_note, text_of
from moadon.engine.seals.leaves import SALT, Leaf, leaf_text, why_digest
from moadon.engine.seals.proofs import consistency, hashes_of, inclusion, is_consistent, is_included, tiles_for
from moadon.engine.seals.tiles import TILE, Tiles, grow, right_edge, root_of
from moadon.engine.seals.tree import EMPTY_ROOT, hash_leaf, hash_node

__all__ = [
    "EMPTY_ROOT",
    "SALT",
    "TILE",
    "Checkpoint",
    "Leaf",
    "Tiles",
    "Verifier",
    "consistency",
    "grow",
    "hash_leaf",
    "hash_node",
    "hashes_of",
    "inclusion",
    "is_consistent",
    "is_included",
    "leaf_text",
    "note_of",
    "open_note",
    "right_edge",
    "root_of",
    "text_of",
    "tiles_for",
    "why_digest",
]
