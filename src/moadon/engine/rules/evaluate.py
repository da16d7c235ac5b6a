"""What a programme says about a basket. A pure function: the same arguments give the same answer, anywhere."""

from moadon.engine.rules.basket import (
    Basket,
    Earning,
    Evaluation,
    Near,
    NotApplied,
    Progress,
    Standing,
)
from moadon.engine.rules.earn.scheme import Step
from moadon.engine.rules.programme import Programme, Rule
from moadon.engine.rules.scene import Scene
from moadon.engine.rules.told import below_step, limit_reached, multiplied, nothing_to_count
from moadon.engine.rules.turn import Turn
from moadon.kernel.sentences import Message


def evaluate(programme: Programme, basket: Basket, standing: Standing | None) -> Evaluation:
    """Everything `programme` says about `basket` for a member who stands at `standing`; None: not a member.

    `standing` holds the rows that `programme.progress_keys(basket)` names; a missing row is an empty one.
    """
    scene = Scene(basket)
    outcome = _Outcome()
    if standing is not None:
        bases = programme.counting.bases(basket, scene.costs)
        for rule in programme.rules:
            _judge(programme, rule, scene, bases[rule.slot], standing, outcome)
    if len(outcome.near) > 1:
        outcome.near.sort(key=_missing)
    return Evaluation(
        scene.total,
        scene.discount,
        scene.redeemed,
        scene.total - scene.discount - scene.redeemed,
        tuple(outcome.earnings),
        tuple(outcome.near),
        tuple(outcome.not_applied),
    )


class _Outcome:
    __slots__ = ("earnings", "near", "not_applied")

    def __init__(self) -> None:
        self.earnings: list[Earning] = []
        self.near: list[Near] = []
        self.not_applied: list[NotApplied] = []


def _missing(near: Near) -> int:
    return near.missing


def _judge(programme: Programme, rule: Rule, scene: Scene, base: int, standing: Standing, outcome: _Outcome) -> None:
    for condition in rule.conditions:
        if not condition.holds(scene):
            outcome.not_applied.append(NotApplied(rule.id, condition.code, condition.why_not(scene)))
            return
    turn = Turn(rule, scene, standing)
    used = turn.used
    if base > 0:
        used = _earn(turn, base, outcome)
    else:
        outcome.not_applied.append(nothing_to_count(rule, programme.counting.slots[rule.slot], scene))
    if not turn.progress.settled:
        _look_ahead(turn, turn.progress.base + base, used, outcome)


def _earn(turn: Turn, base: int, outcome: _Outcome) -> Progress:
    """Adds what the rule gives to `outcome`; returns what of its limit is used then."""
    rule, limit, before, used = turn.rule, turn.rule.limit, turn.progress.base, turn.used
    due = max(0, turn.change(before, before + base))
    granted, cut = (due, "") if limit is None else limit.grant(due, used)
    if cut and not granted:
        outcome.not_applied.append(limit_reached(rule))
    if granted or rule.scheme.cumulative:
        why = _why(turn, base, due) if limit is None or not cut else limit.why(cut, due, granted, rule.units)
        outcome.earnings.append(turn.entry(base, granted, 1 if granted else 0, why))
    elif not cut:
        outcome.not_applied.append(below_step(rule, base))
    if not granted or limit is None:
        return used
    return Progress(used.base + base, used.awarded + granted, used.times + 1)


def _why(turn: Turn, base: int, due: int) -> Message:
    why = turn.rule.scheme.why(Step(turn.progress.base, base, due, turn.period))
    if turn.rule.factors is None or not due or not turn.times:
        return why
    return multiplied(why, turn.times)


def _look_ahead(turn: Turn, total: int, used: Progress, outcome: _Outcome) -> None:
    """Adds the next step to `outcome` where one has been begun and its limit leaves room."""
    rule = turn.rule
    step = rule.scheme.next_step(total) if total > 0 else None
    if step is None or rule.is_weighted:
        return
    missing, gets = step[0], turn.times_factor(step[1])
    if rule.limit is not None:
        gets, _ = rule.limit.grant(gets, used)
    if gets > 0:
        why = rule.scheme.near(missing, gets, turn.period)
        outcome.near.append(Near(rule.id, rule.wallet.id, missing, gets, why))
