"""Steps that give another amount, came, went or moved."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from moadon.engine.rules.compare.difference import BETTER, WORSE, Way


class Stepped(NamedTuple):
    """One step: where it is (or was), what it gave and gives, and where it came from when it moved.

    `way` is that of the step by itself.
    """

    key: str
    at: int
    was: object
    now: object
    way: Way
    came: int | None = None


def stepped(was: Mapping[int, object], now: Mapping[int, object]) -> Iterator[Stepped]:
    """What became of each step, by where it begins. A step that gives the same elsewhere has moved."""
    new, gone = sorted(now.keys() - was.keys()), sorted(was.keys() - now.keys())
    moved: dict[int, int] = {}
    for at in new:
        came = next((old for old in gone if was[old] == now[at] and old not in moved.values()), None)
        if came is not None:
            moved[at] = came
    for at in sorted(was.keys() | now.keys()):
        if at in moved:
            way = BETTER if at < moved[at] else WORSE
            yield Stepped("step.moved", at, was[moved[at]], now[at], way, moved[at])
        elif at in moved.values():
            continue
        elif at not in was:
            yield Stepped("step.new", at, None, now[at], BETTER)
        elif at not in now:
            yield Stepped("step.gone", at, was[at], None, WORSE)
        elif was[at] != now[at]:
            yield Stepped("step.gives", at, was[at], now[at], BETTER if _more(now[at], was[at]) else WORSE)


def _more(one: object, other: object) -> bool:
    """Whether one step gives more; steps of two kinds (a sum, a share) cannot be told apart and count as less."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return bool(one[0] == other[0] and one > other)
    return isinstance(one, int) and isinstance(other, int) and one > other
