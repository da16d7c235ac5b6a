"""The hash tree of RFC 6962, section 2.1: leaves and nodes are hashed apart, so that neither passes for the other."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import NamedTuple

EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without leaves."""


class Node(NamedTuple):
    """The root of a full subtree: of `2**height` leaves, the first of which is leaf `place * 2**height`."""

    height: int
    place: int


def hash_leaf(data: bytes) -> bytes:
    """The hash of a leaf, 32 bytes."""
    return sha256(b"\x00" + data).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node, 32 bytes."""
    return sha256(b"\x01" + left + right).digest()


def nodes_of(first: int, end: int) -> list[Node]:
    """The full subtrees that leaves `first` to `end` (not included) fall into, from left to right.

    The leaves must be a subtree of some tree: `first` a multiple of the power of two that is not below their number.
    """
    nodes: list[Node] = []
    while first < end:
        height = (end - first).bit_length() - 1
        nodes.append(Node(height, first >> height))
        first += 1 << height
    return nodes


def folded(hashes: list[bytes]) -> bytes:
    """The root over subtrees of falling size, as `nodes_of` names them: the right edge is gathered first."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = hash_node(left, root)
    return root


def hash_of(first: int, end: int, node: Callable[[Node], bytes]) -> bytes:
    """The root over leaves `first` to `end` of hashes that `node` knows."""
    return folded([node(wanted) for wanted in nodes_of(first, end)])


def halves(size: int) -> int:
    """The largest power of two below `size` (at least 2): where RFC 6962 divides a tree."""
    return 1 << ((size - 1).bit_length() - 1)


def pairs(hashes: list[bytes]) -> Iterator[bytes]:
    """The nodes above an even number of neighbours."""
    for at in range(0, len(hashes), 2):
        yield hash_node(hashes[at], hashes[at + 1])
