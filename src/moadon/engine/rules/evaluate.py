"""What a programme says about a basket. A pure function: the same arguments give the same answer, anywhere."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from moadon.engine.rules.basket import (
    NOBODY,
    Basket,
    Buyer,
    Earning,
    Evaluation,
    Margin,
    Near,
    NotApplied,
    Offer,
    Standing,
)
from moadon.engine.rules.earn.scheme import Step
from moadon.engine.rules.floors import judge_above, margin_of
from moadon.engine.rules.limits import Used
from moadon.engine.rules.programme import Programme, Rule
from moadon.engine.rules.promotions.judge import Verdict, judge
from moadon.engine.rules.scene import Scene
from moadon.engine.rules.tiers.counts import Bought, added
from moadon.engine.rules.told import below_step, limit_reached, multiplied, nothing_to_count
from moadon.engine.rules.turn import Turn
from moadon.kernel.sentences import Message


def evaluate(
    programme: Programme, basket: Basket, buyer: Buyer | None, shared: Standing = NOBODY, *, promotions: bool = True
) -> Evaluation:
    """Everything `programme` says about `basket` for a member; `buyer` None: not a member.

    `buyer.standing` holds the rows that `programme.progress_keys(basket)` names, `shared` those that
    `programme.shared_keys(basket)` names; a missing row is an empty one. `promotions` False: the prices are facts of
    the past, and no promotion changes them.
    """
    (evaluation,) = evaluate_all([Asked(programme, buyer, shared)], basket, promotions=promotions)
    return evaluation


class Asked(NamedTuple):
    """A programme that is live, with who buys and what all members together have used, as it counts them."""

    programme: Programme
    buyer: Buyer | None
    shared: Standing = NOBODY


def evaluate_all(asked: Sequence[Asked], basket: Basket, *, promotions: bool = True) -> list[Evaluation]:
    """What several programmes, live at once, say about one basket; in the order given.

    Promotions of the programme of highest priority go first, each on what those before have left; earning counts
    what is left in the end. After a programme that gave something and says `stop` the others are not asked.
    """
    order = sorted(range(len(asked)), key=lambda n: (-asked[n].programme.priority, asked[n].programme.id))
    scenes: dict[int, Scene] = {}
    verdicts: dict[int, Verdict] = {}
    stopped: int | None = None
    costs: list[int] | None = None
    for n in order:
        programme, buyer, shared = asked[n]
        scene = scenes[n] = Scene(basket, buyer, shared, costs)
        costs = scene.costs
        standing = NOBODY if buyer is None else buyer.standing
        verdicts[n] = _promote(programme, scene, standing) if promotions and stopped is None else Verdict()
        if programme.stop and verdicts[n].applied and stopped is None:
            stopped = n
    offers = _spend_points(asked, scenes, verdicts) if promotions else {}
    outcomes: dict[int, _Outcome] = {}
    for n in order:
        outcome = outcomes[n] = _Outcome()
        if stopped in (None, n):
            scenes[n].settle()
            _earn_all(asked[n].programme, scenes[n], outcome)
            if asked[n].programme.stop and any(earning.amount for earning in outcome.earnings):
                stopped = n
    return [
        _evaluation(asked[n].programme, scenes[n], verdicts[n], outcomes[n])._replace(offers=offers.get(n, ()))
        for n in range(len(asked))
    ]


def _spend_points(
    asked: Sequence[Asked], scenes: Mapping[int, Scene], verdicts: Mapping[int, Verdict]
) -> dict[int, tuple[Offer, ...]]:
    """Let redemptions for a promotion pay what it says, on all scenes; what else the member could have for points."""
    offers: dict[int, tuple[Offer, ...]] = {}
    for n, scene in scenes.items():
        board = asked[n].programme.board
        if not board.offers:
            continue
        scene.settle()
        picked = board.picked(scene.basket)
        resolved = []
        for redemption in scene.basket.redemptions:
            offer = board.offers.get(redemption.promotion)
            found = redemption if offer is None else offer.resolve(redemption, scene, picked)
            if isinstance(found, NotApplied):
                verdicts[n].not_applied.append(found)
            resolved.append(redemption if isinstance(found, NotApplied) else found)
        for other in scenes.values():
            other.pay_with(tuple(resolved))
        taken = {redemption.promotion for redemption in resolved}
        some = [offer.offer(scene, picked) for offer in board.offers.values() if offer.id not in taken]
        offers[n] = tuple([one for one in some if one is not None])
    return offers


def _promote(programme: Programme, scene: Scene, standing: Standing) -> Verdict:
    if any(floor.drop for floor in programme.floors.floors):
        return judge_above(programme.board, scene, standing, programme.floors)
    return judge(programme.board, scene, standing)


def _earn_all(programme: Programme, scene: Scene, outcome: "_Outcome") -> None:
    if scene.buyer is None or not (programme.rules or programme.ladders):
        return
    bases = programme.counting.bases(scene.basket, scene.costs)
    for rule in programme.rules:
        _judge(programme, rule, scene, bases[rule.slot], scene.buyer.standing, outcome)
    if programme.ladders:
        bought = Bought(scene.basket, scene.day, bases, outcome.earnings, {})
        outcome.tiers = added(programme.ladders, bought, scene.buyer.joined)


def _evaluation(programme: Programme, scene: Scene, verdict: Verdict, outcome: "_Outcome") -> Evaluation:
    near = [*verdict.near, *outcome.near]
    if len(near) > 1:
        near.sort(key=_missing)
    scene.settle()
    return Evaluation(
        scene.total,
        scene.discount,
        scene.redeemed,
        scene.so_far - scene.redeemed,
        verdict.lines(scene),
        tuple(verdict.applied),
        tuple(outcome.earnings),
        tuple(near),
        (*verdict.not_applied, *outcome.not_applied),
        tuple(verdict.gifts),
        (),
        scene.basket.redemptions,
        _margin(programme, scene, outcome),
        outcome.tiers,
    )


def _margin(programme: Programme, scene: Scene, outcome: "_Outcome") -> Margin | None:
    if not programme.floors.assumed and all(line.unit_cost is None for line in scene.basket.lines):
        return None
    awards = sum([programme.wallets[e.wallet].value_of(e.amount) for e in outcome.earnings if e.amount > 0])
    return margin_of(scene, programme.floors, awards)


class _Outcome:
    __slots__ = ("earnings", "near", "not_applied", "tiers")

    def __init__(self) -> None:
        self.earnings: list[Earning] = []
        self.near: list[Near] = []
        self.not_applied: list[NotApplied] = []
        self.tiers: tuple[Earning, ...] = ()


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


def _earn(turn: Turn, base: int, outcome: _Outcome) -> Used:
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
    return used.plus(base, granted)


def _why(turn: Turn, base: int, due: int) -> Message:
    why = turn.rule.scheme.why(Step(turn.progress.base, base, due, turn.period))
    if turn.rule.factors is None or not due or not turn.times:
        return why
    return multiplied(why, turn.times)


def _look_ahead(turn: Turn, total: int, used: Used, outcome: _Outcome) -> None:
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
