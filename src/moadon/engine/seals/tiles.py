"""The tree in tiles of 256 hashes: to add leaves, or to prove one, takes a few of them however many there are.

Level 0 holds the leaves; each hash of a tile above is the root of a whole tile below. It is the layout of C2SP
tlog-tiles, in which only the last tile of a level is ever not full.
"""

from collections.abc import Mapping, Sequence

from moadon.engine.seals.tree import Node, folded, hash_of, pairs

HEIGHT = 8
TILE = 1 << HEIGHT

Tiles = Mapping[tuple[int, int], Sequence[bytes]]
"""Hashes of a tile by its level and number."""


def tiles_of(nodes: Sequence[Node]) -> set[tuple[int, int]]:
    """The tiles in which these nodes are found."""
    return {_place(node)[:2] for node in nodes}


def right_edge(size: int) -> list[tuple[int, int]]:
    """The last tile of each level of a tree of `size` leaves, lowest first; those that hold nothing yet too."""
    edge = []
    level = 0
    while size >> (HEIGHT * level):
        edge.append((level, size >> (HEIGHT * (level + 1))))
        level += 1
    return edge


def grow(tiles: Tiles, size: int, leaves: Sequence[bytes]) -> dict[tuple[int, int], list[bytes]]:
    """The tiles that are new or fuller after `leaves` (their hashes) were added to a tree of `size`.

    `tiles`: those of `right_edge(size)` that hold something.
    """
    changed: dict[tuple[int, int], list[bytes]] = {}
    added = list(leaves)
    level = 0
    while added:
        number = size >> (HEIGHT * (level + 1))
        begun = list(tiles.get((level, number), ()))
        above: list[bytes] = []
        for at in range(0, len(begun) + len(added), TILE):
            tile = (begun + added[: TILE - len(begun)]) if at == 0 else added[at - len(begun) : at - len(begun) + TILE]
            changed[level, number] = tile
            if len(tile) == TILE:
                above.append(_root(tile))
            number += 1
        added = above
        level += 1
    return changed


def root_of(tiles: Tiles, size: int) -> bytes:
    """The root of a tree of `size` leaves whose right edge is in `tiles`."""
    return hash_of(0, size, lambda node: hash_in(tiles, node))


def hash_in(tiles: Tiles, node: Node) -> bytes:
    """The hash of a full subtree, from the tile it falls into. Raises KeyError where that tile is not there."""
    level, number, first, count = _place(node)
    hashes = list(tiles[level, number][first : first + count])
    if len(hashes) < count:
        raise KeyError(node)
    return _root(hashes)


def _place(node: Node) -> tuple[int, int, int, int]:
    """Level and number of a node's tile, its first hash there, and how many it is made of."""
    level, above = divmod(node.height, HEIGHT)
    first = node.place << above
    return level, first >> HEIGHT, first & (TILE - 1), 1 << above


def _root(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = list(pairs(hashes))
    return folded(hashes)
