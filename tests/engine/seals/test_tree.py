"""The tree and its proofs, beside an implementation of somebody else's."""

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from moadon.engine.seals import (
    EMPTY_ROOT,
    TILE,
    consistency,
    grow,
    hash_leaf,
    hashes_of,
    inclusion,
    is_consistent,
    is_included,
    right_edge,
    root_of,
    tiles_for,
)

SIZES = (1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 1000, 65_535, 65_536, 65_537)
Grown = dict[tuple[int, int], Sequence[bytes]]


def grown(leaves: Sequence[bytes], *cuts: int) -> Grown:
    """All tiles of a tree to which `leaves` were added in pieces that end at `cuts`."""
    tiles: Grown = {}
    size = 0
    for cut in (*sorted(cuts), len(leaves)):
        edge = {place: tiles[place] for place in right_edge(size) if place in tiles}
        tiles.update(grow(edge, size, [hash_leaf(leaf) for leaf in leaves[size:cut]]))
        size = max(size, cut)
    return tiles


def some(count: int) -> list[bytes]:
    return [str(n).encode() for n in range(count)]


def oracle(leaves: Sequence[bytes]) -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for leaf in leaves:
        tree.append_entry(leaf)
    return tree


@pytest.mark.parametrize(
    ("leaves", "root"),
    [  # of RFC 6962's own test data (certificate-transparency, merkletree tests)
        ([b""], "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        ([b"", b"\x00"], "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        ([b"", b"\x00", b"\x10"], "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        (
            [b"", b"\x00", b"\x10", b" !", b"01", b"@ABC", b"PQRSTUVW", b"`abcdefghijklmno"],
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ),
    ],
)
def test_roots_as_published(leaves: list[bytes], root: str) -> None:
    assert root_of(grown(leaves), len(leaves)).hex() == root


def test_a_tree_of_nothing() -> None:
    assert root_of({}, 0) == EMPTY_ROOT == sha256().digest()


@pytest.mark.parametrize("size", SIZES)
def test_however_it_grew_the_root_is_the_same(size: int) -> None:
    leaves = some(size)
    whole = grown(leaves)
    pieces = grown(leaves, size // 3, size // 3 + 1, size * 2 // 3)
    assert whole == pieces
    if size <= 1000:
        assert root_of(whole, size) == oracle(leaves).get_root()
    assert all(len(tile) == TILE or place in right_edge(size) for place, tile in whole.items())


@given(st.integers(1, 700).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1))))
def test_every_leaf_is_proven_and_no_other(given_: tuple[int, int]) -> None:
    size, leaf = given_
    leaves = some(size)
    tiles = grown(leaves)
    spans = inclusion(leaf, size)
    needed = {place: tiles[place] for place in tiles_for(spans)}
    proof, root = hashes_of(spans, needed), root_of(tiles, size)

    assert is_included(leaf, size, hash_leaf(leaves[leaf]), proof, root)
    assert not is_included(leaf, size, hash_leaf(b"another"), proof, root)
    assert not is_included((leaf + 1) % size, size, hash_leaf(leaves[leaf]), proof, root) or size == 1
    assert not is_included(leaf, size, hash_leaf(leaves[leaf]), [*proof, root], root)
    assert size == 1 or not is_included(leaf, size, hash_leaf(leaves[leaf]), proof[:-1], root)


@given(st.integers(1, 700).flatmap(lambda size: st.tuples(st.integers(1, size), st.just(size))))
def test_a_tree_is_proven_to_be_the_beginning_of_another(given_: tuple[int, int]) -> None:
    old, size = given_
    leaves = some(size)
    tiles = grown(leaves)
    spans = consistency(old, size)
    needed = {place: tiles[place] for place in tiles_for(spans)}
    proof = hashes_of(spans, needed)
    before, after = root_of(grown(leaves[:old]), old), root_of(tiles, size)

    assert is_consistent(old, size, before, after, proof)
    forked = root_of(grown([b"forged", *leaves[1:old]]), old)
    assert not is_consistent(old, size, forked, after, proof)
    assert old == size or not is_consistent(old, size, before, after, proof[:-1])


@pytest.mark.parametrize("bad", [(-1, 5), (5, 5), (0, 0)])
def test_what_is_not_in_the_tree_has_no_proof(bad: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="not in a tree"):
        inclusion(*bad)
    assert not is_included(*bad, b"", [], b"")
