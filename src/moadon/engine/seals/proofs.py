"""Proofs of RFC 6962, section 2.1: that a leaf is in a tree, and that one tree is the beginning of another.

How they are checked is RFC 9162, sections 2.1.3.2 and 2.1.4.2.
"""

from collections.abc import Sequence

from moadon.engine.seals.tiles import Tiles, hash_in, tiles_of
from moadon.engine.seals.tree import Node, halves, hash_node, hash_of, nodes_of

Span = tuple[int, int]
"""Leaves from the first to before the second."""


def inclusion(leaf: int, size: int) -> list[Span]:
    """The subtrees whose roots prove that leaf number `leaf` is in a tree of `size`, from the leaf up."""
    if not 0 <= leaf < size:
        raise ValueError(f"leaf {leaf} is not in a tree of {size}")
    spans: list[Span] = []
    first, end = 0, size
    while end - first > 1:
        middle = first + halves(end - first)
        if leaf < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((first, middle))
            first = middle
    return spans[::-1]


def consistency(old: int, size: int) -> list[Span]:
    """The subtrees whose roots prove that a tree of `old` leaves is the beginning of one of `size`."""
    if not 0 < old <= size:
        raise ValueError(f"a tree of {old} is not the beginning of one of {size}")
    spans: list[Span] = []
    first, end, whole = 0, size, True
    while old != end:
        middle = first + halves(end - first)
        if old <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((first, middle))
            first, whole = middle, False
    if not whole:
        spans.append((first, end))
    return spans[::-1]


def tiles_for(spans: Sequence[Span]) -> set[tuple[int, int]]:
    """The tiles that the roots of these subtrees are made of."""
    nodes: list[Node] = [node for first, end in spans for node in nodes_of(first, end)]
    return tiles_of(nodes)


def hashes_of(spans: Sequence[Span], tiles: Tiles) -> list[bytes]:
    """The roots of these subtrees."""
    return [hash_of(first, end, lambda node: hash_in(tiles, node)) for first, end in spans]


def is_included(leaf: int, size: int, leaf_hash: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows that a leaf of that hash is number `leaf` of the tree of `size` with that root."""
    if not 0 <= leaf < size:
        return False
    at, last, found = leaf, size - 1, leaf_hash
    for one in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = hash_node(one, found)
            while not at & 1 and at:
                at >>= 1
                last >>= 1
        else:
            found = hash_node(found, one)
        at >>= 1
        last >>= 1
    return last == 0 and found == root


def is_consistent(old: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the tree of `old` leaves with `old_root` is the beginning of that of `size`."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not proof and old_root == root
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    at, last = old - 1, size - 1
    while at & 1:
        at >>= 1
        last >>= 1
    before = after = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, after = hash_node(one, before), hash_node(one, after)
            while not at & 1 and at:
                at >>= 1
                last >>= 1
        else:
            after = hash_node(after, one)
        at >>= 1
        last >>= 1
    return last == 0 and before == old_root and after == root
