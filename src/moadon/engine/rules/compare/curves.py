"""What is given as a function of what was bought, and which of two such functions gives more."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from math import gcd
from typing import NamedTuple

from moadon.engine.rules.compare.difference import BETTER, MIXED, NEUTRAL, WORSE, Way, unknown

_MOST_STEPS = 5_000


class Piece(NamedTuple):
    """From `start` on, `value` and `slope` more for each unit above it, until the next piece. Whole numbers."""

    start: int
    value: int
    slope: int = 0


def compared(gains: Iterable[int | Decimal]) -> Way:
    """What differences of two functions at all their corners say of them."""
    signs = {(gain > 0) - (gain < 0) for gain in gains} - {0}
    if not signs:
        return NEUTRAL
    return MIXED if len(signs) == 2 else (BETTER if 1 in signs else WORSE)


def pieces(was: Sequence[Piece], now: Sequence[Piece]) -> Way:
    """Which of two functions gives more: each is nothing below its first piece. Their starts rise."""
    return compared(_gains([Piece(-1, 0), *was], [Piece(-1, 0), *now]))


def _gains(was: Sequence[Piece], now: Sequence[Piece]) -> Iterator[int]:
    starts = sorted({piece.start for piece in (*was, *now)})
    for n, start in enumerate(starts):
        before, after = _at(was, start), _at(now, start)
        gain, rise = after.value - before.value, after.slope - before.slope
        yield gain
        # Between two corners both are straight: what holds at both ends holds between.
        yield gain + rise * (starts[n + 1] - start) if n + 1 < len(starts) else rise


def _at(function: Sequence[Piece], start: int) -> Piece:
    """The piece that holds at `start`, as if it began there."""
    piece = function[bisect_right(function, start, key=lambda one: one.start) - 1]
    return Piece(start, piece.value + piece.slope * (start - piece.start), piece.slope)


def repeating(was: tuple[int, int], now: tuple[int, int]) -> Way:
    """Which of two gives more: each is (every, give), `give` for each full `every`."""
    (p, a), (q, b) = was, now
    if p == q or a == b or (q < p) == (b > a):
        return compared([p - q, b - a])
    common = p * q // gcd(p, q)
    if common // p + common // q > _MOST_STEPS:
        return unknown("unclear")
    corners = {*range(p, common + 1, p), *range(q, common + 1, q)}
    return compared(x // q * b - x // p * a for x in corners)
