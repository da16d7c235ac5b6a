"""Promotions under floors: what would sell below one is left out, the lowest priority first (semantics 23)."""

from collections.abc import Sequence

from moadon.engine.rules.basket import Basket, Below, Margin, NotApplied, Standing
from moadon.engine.rules.margins import Floors, touches
from moadon.engine.rules.pickers import ONE
from moadon.engine.rules.promotions.board import Board
from moadon.engine.rules.promotions.judge import judge
from moadon.engine.rules.promotions.verdict import Verdict
from moadon.engine.rules.scene import Scene
from moadon.kernel.money import RATE_PLACES, round_half_up, trim_decimal
from moadon.kernel.sentences import Message


def judge_above(board: Board, scene: Scene, standing: Standing, floors: Floors) -> Verdict:
    """`judge`, without promotions that break a floor they could keep by being left out.

    One after the other is left out, the lowest priority first, until what is left holds, or nothing that is given
    there could be taken away any more: a floor that full price breaks is nobody's fault here.
    """
    before = list(scene.costs)
    hard = [floor for floor in floors.floors if floor.drop]
    dropped: dict[str, NotApplied] = {}
    while True:
        scene.costs[:] = before
        verdict = judge(board, scene, standing, without=dropped.keys())
        sums = floors.sums(scene.basket.lines, scene.costs) if hard else {}
        guilty = _lowest(board, scene.basket, verdict, floors.broken(sums, hard))
        if guilty is None:
            verdict.not_applied += dropped.values()
            return verdict
        rule, below = guilty
        dropped[rule] = NotApplied(rule, "margin_floor", _why(below))


def _lowest(board: Board, basket: Basket, verdict: Verdict, broken: Sequence[Below]) -> tuple[str, Below] | None:
    """Of the promotions that take something off where a floor is broken the one of lowest priority."""
    found: list[tuple[int, int, str, Below]] = []
    for below in broken:
        for line, given in zip(basket.lines, verdict.by_line, strict=True):
            if touches(below.scope, line):
                for name, _ in given:
                    promotion = board.by_id[name]
                    found.append((promotion.priority, -promotion.rank, promotion.id, below))
    if not found:
        return None
    _, _, rule, below = min(found, key=lambda one: one[:2])
    return rule, below


def _why(below: Below) -> Message:
    return Message(f"not_applied.margin_floor.{below.scope[0]}", share_params(below))


def share_params(below: Below) -> dict[str, object]:
    """What is said of a broken floor: `floor`, the share that must be left, and `margin`, the one that is."""
    return {
        "floor": ("percent", trim_decimal(below.floor.share, RATE_PLACES)),
        "margin": ("percent", trim_decimal(share_left(below.revenue, below.cost), RATE_PLACES)),
    }


def share_left(revenue: int, cost: int) -> int:
    """What is left after cost as a share of the revenue in 1/10000, rounded half up; below -1 it is told as -1."""
    if revenue <= 0:
        return 0 if not cost else -ONE
    return max(-ONE, round_half_up((revenue - cost) * ONE, revenue))


def margin_of(scene: Scene, floors: Floors, awards: int) -> Margin | None:
    """What the basket leaves at what its lines cost now; None where no cost is known."""
    sums = floors.sums(scene.basket.lines, scene.costs)
    if not sums:
        return None
    revenue, cost = sums[("basket", "")]
    known = sum([scope[0] == "item" for scope in sums])
    return Margin(revenue, cost, awards, len(scene.basket.lines) - known, tuple(floors.broken(sums, floors.floors)))
