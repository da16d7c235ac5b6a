"""Plain values of the seals."""

from collections.abc import Callable
from dataclasses import dataclass

from moadon.engine.seals import Verifier


@dataclass(frozen=True, slots=True)
class Seal:
    """The key that checkpoints are signed with: its public half, and what signs bytes with the other one."""

    key: Verifier
    sign: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class TreeState:
    """A club's tree: what names it, how many entries it holds, and before which transaction all are in it."""

    origin: str
    size: int = 0
    horizon: int = 0


@dataclass(frozen=True, slots=True)
class LeafTile:
    """A tile of leaves: hashes, and beside each its entry's row number and its salt."""

    hashes: tuple[bytes, ...] = ()
    entries: tuple[int, ...] = ()
    salts: tuple[bytes, ...] = ()
