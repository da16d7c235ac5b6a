"""What the rules of a programme give on a basket, each in its turn."""

from moadon.engine.rules.basket import Earning, Near, NotApplied, ProgressKey, Standing
from moadon.engine.rules.earn.breadth import Breadth, row_of
from moadon.engine.rules.earn.scheme import Step
from moadon.engine.rules.earn.streak import Streak
from moadon.engine.rules.limits import Allowance, Used
from moadon.engine.rules.programme import Programme, Rule
from moadon.engine.rules.scene import Scene
from moadon.engine.rules.tally import Tally
from moadon.engine.rules.tiers.counts import Bought, added
from moadon.engine.rules.told import (
    below_count,
    below_step,
    limit_reached,
    multiplied,
    nothing_to_count,
    stopped_by,
)
from moadon.engine.rules.turn import Turn
from moadon.kernel.sentences import Message


class Outcome:
    """What the rules gave, what is near and why others gave nothing; `stopped` names who stopped a wallet, `tiers` is
    what ladders count."""

    __slots__ = ("earnings", "near", "not_applied", "stopped", "tiers")

    def __init__(self) -> None:
        self.earnings: list[Earning] = []
        self.near: list[Near] = []
        self.not_applied: list[NotApplied] = []
        self.stopped: dict[str, Rule] = {}
        self.tiers: tuple[Earning, ...] = ()


def earn_all(programme: Programme, scene: Scene, outcome: Outcome) -> None:
    """Ask every rule that looks at baskets, the highest priority first, and put what it says into `outcome`."""
    if scene.buyer is None or not (programme.rules or programme.ladders):
        return
    standing = scene.buyer.standing
    tally = Tally(programme.counting, scene.basket, scene.costs)
    limits = programme.wallet_limits
    purses = {key: Allowance(limit, scene, standing) for key, limit in limits.items()} if limits else None
    for rule in programme.in_order:
        if (rule.conditions or outcome.stopped) and not admits(rule, scene, outcome):
            continue
        turn = Turn(rule, scene, standing, None, purses.get(rule.wallet.id) if purses else None)
        base = tally.money[rule.slot] if rule.scheme.measure == "money" else tally.of(rule)
        if base <= 0:
            outcome.not_applied.append(nothing_to_count(rule, programme.counting.slots[rule.slot], scene))
        _judge(turn, base, tally, standing, outcome)
    if programme.ladders:
        bought = Bought(scene.basket, scene.day, tally.money, outcome.earnings, {})
        outcome.tiers = added(programme.ladders, bought, scene.buyer.joined)


def admits(rule: Rule, scene: Scene, outcome: Outcome) -> bool:
    """Whether nothing has stopped the rule's wallet and all its conditions hold; if not, it is said why."""
    by = outcome.stopped.get(rule.wallet.id) if outcome.stopped else None
    if by is not None:
        outcome.not_applied.append(stopped_by(rule, by))
        return False
    for condition in rule.conditions:
        if not condition.holds(scene):
            outcome.not_applied.append(NotApplied(rule.id, condition.code, condition.why_not(scene)))
            return False
    return True


def _judge(turn: Turn, base: int, tally: Tally, standing: Standing, outcome: Outcome) -> None:
    scheme, before, after = turn.rule.scheme, turn.progress.base, turn.progress.base + base
    if scheme.measure == "money":
        pass
    elif isinstance(scheme, Streak):
        before, after = 0, _run(turn, scheme, standing) if base > 0 else 0
    elif isinstance(scheme, Breadth) and scheme.in_period:
        held, names = scheme.held(turn.rule.id, turn.key, standing), tally.names(turn.rule)
        before, after = len(held), len(held | names)
        outcome.earnings += [_touched(turn, name) for name in sorted(names)]
        base = 0
    used = turn.used
    if after > before or base > 0:
        used = give(turn, base, before, after, outcome)
    if not turn.progress.settled:
        _look_ahead(turn, after, used, outcome)


def _run(turn: Turn, scheme: Streak, standing: Standing) -> int:
    basket = turn.scene.basket
    return scheme.run(turn.rule.id, turn.scene.period(scheme.of)[0], basket.clock, standing)


def _touched(turn: Turn, name: int) -> Earning:
    """That the receipt counts for one name; it gives nothing by itself."""
    rule = turn.rule
    row: ProgressKey = (row_of(rule.id, name), turn.key)
    at = turn.scene.basket.at
    return Earning(row[0], rule.wallet.id, turn.key, 1, 0, 0, Message("earn.breadth.name", {}), at, None, (row,))


def give(turn: Turn, base: int, before: int, after: int, outcome: Outcome) -> Used:
    """Adds what the rule gives when what counts goes from `before` to `after`; returns what of its limit is used then.

    `base` is what is added to its row.
    """
    rule, used = turn.rule, turn.used
    due = max(0, turn.change(before, after))
    if rule.limit is None and turn.allowance is None:
        granted, cut, why = due, "", None
    else:
        granted, cut, why = _grant(turn, due)
    if cut and not granted:
        outcome.not_applied.append(limit_reached(rule))
    if granted or (rule.scheme.cumulative and base):
        said = why or _why(turn, before, after, due)
        outcome.earnings.append(turn.entry(base, granted, 1 if granted else 0, said))
    elif not cut:
        outcome.not_applied.append(below_step(rule, base) if rule.scheme.measure == "money" else below_count(rule))
    if not granted:
        return used
    if rule.stop:
        outcome.stopped[rule.wallet.id] = rule
    if turn.allowance is not None:
        turn.allowance.take(base, granted)
    return used if rule.limit is None else used.plus(base, granted)


def _grant(turn: Turn, due: int) -> tuple[int, str, Message | None]:
    """What the limits of the rule and of its wallet leave of `due`, what cut it, and the words for that."""
    rule, granted, cut, why = turn.rule, due, "", None
    if rule.limit is not None:
        granted, cut = rule.limit.grant(due, turn.used)
        why = rule.limit.why(cut, due, granted, rule.units) if cut else None
    if turn.allowance is not None:
        granted, by = turn.allowance.grant(granted)
        if by:
            cut, why = by, turn.allowance.limit.why(by, due, granted, rule.units, "wallet.")
    return granted, cut, why


def _why(turn: Turn, before: int, after: int, due: int) -> Message:
    why = turn.rule.scheme.why(Step(before, after - before, due, turn.period))
    if turn.rule.factors is None or not due or not turn.times:
        return why
    return multiplied(why, turn.times)


def _look_ahead(turn: Turn, total: int, used: Used, outcome: Outcome) -> None:
    """Adds the next step to `outcome` where one has been begun and its limits leave room."""
    rule = turn.rule
    step = rule.scheme.next_step(total) if total > 0 else None
    if step is None or rule.is_weighted:
        return
    missing, gets = step[0], turn.times_factor(step[1])
    if rule.limit is not None:
        gets, _ = rule.limit.grant(gets, used)
    if turn.allowance is not None:
        gets, _ = turn.allowance.grant(gets)
    if gets > 0:
        why = rule.scheme.near(missing, gets, turn.period)
        outcome.near.append(Near(rule.id, rule.wallet.id, missing, gets, why, rule.scheme.measure != "money"))
