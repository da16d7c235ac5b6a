"""`multiply` by circumstance: how many times an award counts for where, when and how a receipt was paid."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from moadon.engine.rules.conditions import Window
from moadon.engine.rules.pickers import ONE
from moadon.engine.rules.scene import Scene
from moadon.kernel.money import RATE_PLACES, round_half_up, trim_decimal

Circumstance = Callable[[Scene], int]
"""The factor of a basket by one circumstance, in 1/10000."""


@dataclass(frozen=True, eq=False)
class Factors:
    """Factors by several circumstances, which multiply; in 1/`scale` together.

    `asks`: what they ask about who buys, as conditions do.
    """

    circumstances: tuple[Circumstance, ...]
    scale: int
    asks: frozenset[str] = frozenset()

    def of(self, scene: Scene) -> int:
        """The factor of a basket, in 1/`scale`."""
        product = 1
        for circumstance in self.circumstances:
            product *= circumstance(scene)
        return product

    def times(self, amount: int, factor: int) -> int:
        """`amount` times `factor` (1/`scale`), rounded half up."""
        return amount if factor == self.scale else round_half_up(amount * factor, self.scale)

    def told(self, factor: int) -> str:
        """`factor` as a plain number such as `1.5`."""
        return _told(factor, len(self.circumstances))


@lru_cache(maxsize=256)
def _told(factor: int, circumstances: int) -> str:
    return trim_decimal(factor, RATE_PLACES * circumstances)


def factors_of(circumstances: Sequence[Circumstance], asks: Iterable[str] = ()) -> Factors | None:
    """Several circumstances as one; None where there is none."""
    return Factors(tuple(circumstances), ONE ** len(circumstances), frozenset(asks)) if circumstances else None


def by_level(factors: Mapping[str, int]) -> Circumstance:
    """The highest factor of the levels held, 1 where none is named."""
    return lambda scene: max((factors[level] for level in scene.levels if level in factors), default=ONE)


def by_segment(factors: Mapping[str, int]) -> Circumstance:
    """The highest factor of the segments the buyer is in, 1 where none is named."""

    def factor(scene: Scene) -> int:
        segments = scene.buyer.segments if scene.buyer is not None else ()
        return max((factors[segment] for segment in segments if segment in factors), default=ONE)

    return factor


def by_branch(factors: Mapping[str, int]) -> Circumstance:
    """The branch's factor, 1 for any other branch."""
    return lambda scene: factors.get(scene.basket.branch or "", ONE)


def by_channel(factors: Mapping[str, int]) -> Circumstance:
    """The channel's factor, 1 for any other channel."""
    return lambda scene: factors.get(scene.basket.channel, ONE)


def by_weekday(factors: Mapping[int, int]) -> Circumstance:
    """The local weekday's factor (Monday is 0), 1 for any other day."""
    return lambda scene: factors.get(scene.weekday, ONE)


def by_hour(windows: tuple[tuple[Window, int], ...]) -> Circumstance:
    """The highest factor of the windows that hold the local time, 1 where none does."""
    return lambda scene: max((factor for window, factor in windows if window.holds(scene.minute)), default=ONE)


def by_payment(factors: Mapping[str, int]) -> Circumstance:
    """The highest factor of the kinds of payment taken, 1 where none is named."""
    return lambda scene: max((factors[kind] for kind in scene.payments if kind in factors), default=ONE)
