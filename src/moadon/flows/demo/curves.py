"""Shapes of chance: spend from low to high, visits in a year, units in portions. Pure and seeded."""

from math import exp
from random import Random

from moadon.kernel.money import split

TAIL_REACH = 20.0
"""The highest spender stays below this many times the edge of the highest group."""


def luck(*words: object) -> Random:
    """A source of chance that is the same for the same words, in every process."""
    return Random(":".join(str(word) for word in words))  # noqa: S311  # a story, not a secret


def rising(count: int, low: float, high: float, mean: float, rng: Random) -> list[float]:
    """`count` values from `low` to `high`, ascending, with about this mean: low + (high - low) * u ** k."""
    power = (high - low) / (mean - low) - 1
    return [low + (high - low) * u**power for u in _strata(count, rng)]


def heavy_tail(count: int, low: float, mean: float, rng: Random) -> list[float]:
    """`count` values from `low` up, ascending, with this mean: a Pareto curve up to `TAIL_REACH` times `low`."""
    plain = [(i + 0.5) / count for i in range(count)]
    small, large = 0.2, 12.0
    for _ in range(60):
        alpha = (small + large) / 2
        if sum(_pareto(u, low, alpha) for u in plain) / count > mean:
            small = alpha
        else:
            large = alpha
    return [_pareto(u, low, large) for u in _strata(count, rng)]


def _pareto(u: float, low: float, alpha: float) -> float:
    return float(low * (1 - u * (1 - TAIL_REACH**-alpha)) ** (-1 / alpha))


def _strata(count: int, rng: Random) -> list[float]:
    return [(i + rng.random()) / count for i in range(count)]


def poisson(mean: float, rng: Random) -> int:
    """A Poisson number. Source: Knuth, The Art of Computer Programming 3.4.1; by a normal curve above 30."""
    if mean > 30:
        return max(0, round(rng.gauss(mean, mean**0.5)))
    floor, product, number = exp(-mean), rng.random(), 0
    while product > floor:
        product *= rng.random()
        number += 1
    return number


def counts(total: int, wish: list[float], most: list[int], rng: Random) -> list[int]:
    """Whole numbers from 1 to `most` that sum to `total`, scattered around `wish` times the mean.

    One more than a Poisson number whose mean is itself a gamma: a few come often, many once.
    """
    spare = max(total - len(wish), 0) / sum(wish)
    found = [
        min(1 + poisson(rng.gammavariate(2.5, spare * each / 2.5) if spare else 0.0, rng), top)
        for each, top in zip(wish, most, strict=True)
    ]
    left = total - sum(found)
    while left:
        i = rng.randrange(len(found))
        if left > 0 and found[i] < most[i]:
            found[i], left = found[i] + 1, left - 1
        elif left < 0 and found[i] > 1:
            found[i], left = found[i] - 1, left + 1
    return found


def portions(total: int, least: list[int], most: list[int], weights: list[float]) -> list[int]:
    """`total` split by `weights` into whole parts from `least` to `most`. What does not fit goes to who has room."""
    extra = split(total - sum(least), [round(weight * 1000) for weight in weights])
    found = [min(low + more, top) for low, more, top in zip(least, extra, most, strict=True)]
    left = total - sum(found)
    at = len(found) - 1
    while left > 0:
        take = min(most[at] - found[at], left)
        found[at], left, at = found[at] + take, left - take, at - 1
    return found
