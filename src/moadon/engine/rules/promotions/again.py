"""What promotions give on what remains of a receipt when part of it came back."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from moadon.engine.rules.basket import NOBODY, Applied, Basket, LineOutcome, ProgressKey
from moadon.engine.rules.programme import Programme
from moadon.engine.rules.promotions.judge import judge
from moadon.engine.rules.scene import Scene


class Given(NamedTuple):
    """A version by which a receipt was judged, and what each of its promotions takes off the receipt so far."""

    programme: Programme
    amounts: Mapping[str, int]


class Left(NamedTuple):
    """What the promotions of one version take off what remains: by line, and each in all."""

    lines: tuple[LineOutcome, ...]
    promotions: tuple[Applied, ...]


def judge_again(given: Sequence[Given], kept: Basket) -> list[Left]:
    """What is still given on `kept`, a receipt as it remains with only the till's own discounts on its lines.

    The promotions that had an effect are judged again, and none gives more than it gave: nothing begins to be given
    because goods came back. For whom and when they were given is not asked again. What was given back for goods that
    stay counts towards no threshold, and leaves prices as they were. In the order of `given`.
    """
    order = sorted(range(len(given)), key=lambda n: (-given[n].programme.priority, given[n].programme.id))
    found: dict[int, Left] = {}
    costs: list[int] | None = None
    for n in order:
        scene = Scene(kept, costs=costs)
        costs = scene.costs
        verdict = judge(given[n].programme.board, scene, NOBODY, given[n].amounts)
        found[n] = Left(verdict.lines(scene), tuple(verdict.applied))
    return [found[n] for n in range(len(given))]


def counted_by(
    programme: Programme, rule: str, kept: Basket
) -> tuple[tuple[ProgressKey, ...], tuple[ProgressKey, ...]]:
    """The rows of a member's and of everybody's progress that count what promotion `rule` gave at the basket's time."""
    scene = Scene(kept)
    own: tuple[ProgressKey, ...] = ()
    shared: tuple[ProgressKey, ...] = ()
    for limit in (programme.board.by_id[rule].limit, programme.board.limit):
        if limit is not None:
            used = limit.used(scene, NOBODY)
            own, shared = own + used.own, shared + used.shared
    return own, shared
