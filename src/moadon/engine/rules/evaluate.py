"""What a programme says about a basket. A pure function: the same arguments give the same answer, anywhere."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from moadon.engine.rules.basket import (
    NOBODY,
    Basket,
    Buyer,
    Evaluation,
    Margin,
    Near,
    NotApplied,
    Offer,
    Standing,
)
from moadon.engine.rules.earning import Outcome, earn_all
from moadon.engine.rules.floors import judge_above, margin_of
from moadon.engine.rules.programme import Programme
from moadon.engine.rules.promotions.judge import judge
from moadon.engine.rules.promotions.verdict import Verdict
from moadon.engine.rules.scene import Scene
from moadon.kernel.sentences import Message


def evaluate(
    programme: Programme, basket: Basket, buyer: Buyer | None, shared: Standing = NOBODY, *, promotions: bool = True
) -> Evaluation:
    """Everything `programme` says about `basket` for a member; `buyer` None: not a member.

    `buyer.standing` holds the rows that `programme.progress_keys(basket)` names, `shared` those that
    `programme.shared_keys(basket)` names; a missing row is an empty one. `promotions` False: the prices are facts of
    the past, and no promotion changes them.
    """
    board = programme.board
    scene = Scene(basket, buyer, shared)
    offers: tuple[Offer, ...] = ()
    if promotions and (board.promotions or board.offers):
        verdict = _promote(programme, scene, NOBODY if buyer is None else buyer.standing)
        if board.offers:
            offers = _spend_points([Asked(programme, buyer, shared)], {0: scene}, {0: verdict}).get(0, ())
        scene.settle()
    else:
        verdict = Verdict(0)
    outcome = Outcome()
    earn_all(programme, scene, outcome)
    return _evaluation(programme, scene, verdict, outcome, offers)


class Asked(NamedTuple):
    """A programme that is live, with who buys and what all members together have used, as it counts them."""

    programme: Programme
    buyer: Buyer | None
    shared: Standing = NOBODY


def evaluate_all(asked: Sequence[Asked], basket: Basket, *, promotions: bool = True) -> list[Evaluation]:
    """What several programmes, live at once, say about one basket; in the order given.

    Promotions of the programme of highest priority go first, each on what those before have left; earning counts
    what is left in the end. After a programme that gave something and says `stop` the others are not asked, and each of
    their rules and promotions says so.
    """
    if len(asked) == 1:
        programme, buyer, shared = asked[0]
        return [evaluate(programme, basket, buyer, shared, promotions=promotions)]
    return _one_after_another(asked, basket, promotions=promotions)


def _one_after_another(asked: Sequence[Asked], basket: Basket, *, promotions: bool) -> list[Evaluation]:
    """The promotions of each in turn, then what each gives."""
    order = _order(asked)
    scenes: dict[int, Scene] = {}
    verdicts: dict[int, Verdict] = {}
    # The place in the order after which nobody is asked any more.
    last = len(asked)
    costs: list[int] | None = None
    for place, n in enumerate(order):
        programme, buyer, shared = asked[n]
        scene = scenes[n] = Scene(basket, buyer, shared, costs)
        costs = scene.costs
        standing = NOBODY if buyer is None else buyer.standing
        verdicts[n] = (
            _promote(programme, scene, standing) if promotions and place <= last else Verdict(len(scene.costs))
        )
        if programme.stop and verdicts[n].applied:
            last = min(last, place)
    offers = _spend_points(asked, scenes, verdicts) if promotions else {}
    outcomes: dict[int, Outcome] = {}
    for place, n in enumerate(order):
        outcome = outcomes[n] = Outcome()
        if place <= last:
            scenes[n].settle()
            earn_all(asked[n].programme, scenes[n], outcome)
            if asked[n].programme.stop and any(earning.amount for earning in outcome.earnings):
                last = min(last, place)
    for n in order[last + 1 :]:
        _say_not_asked(
            asked[n], asked[order[last]].programme, scenes[n], verdicts[n] if promotions else None, outcomes[n]
        )
    for scene in scenes.values():
        scene.settle()
    return [
        _evaluation(asked[n].programme, scenes[n], verdicts[n], outcomes[n], offers.get(n, ()))
        for n in range(len(asked))
    ]


def _order(asked: Sequence[Asked]) -> Sequence[int]:
    """The places of the programmes in the order in which they are asked."""
    return sorted(range(len(asked)), key=lambda n: (-asked[n].programme.priority, asked[n].programme.id))


def _say_not_asked(asked: Asked, by: Programme, scene: Scene, verdict: Verdict | None, outcome: Outcome) -> None:
    """Say of the rules, and of the promotions that the basket touches, that `by` gave something and goes alone."""
    board = asked.programme.board
    if verdict is not None:
        said = {one.rule for one in verdict.applied} | {one.rule for one in verdict.not_applied}
        found = board.candidates(scene.basket, board.picked(scene.basket))
        verdict.not_applied += [_not_asked(one.id, by) for one in found if one.id not in said]
    if asked.buyer is not None:
        outcome.not_applied += [_not_asked(rule.id, by) for rule in asked.programme.in_order]


def _not_asked(rule: str, by: Programme) -> NotApplied:
    return NotApplied(rule, "not_asked", Message("not_applied.not_asked", {"other": by.told}))


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
    if not programme.board.promotions:
        return Verdict(0)
    floors = programme.floors.floors
    if floors and any(floor.drop for floor in floors):
        return judge_above(programme.board, scene, standing, programme.floors)
    return judge(programme.board, scene, standing)


def _evaluation(
    programme: Programme, scene: Scene, verdict: Verdict, outcome: Outcome, offers: tuple[Offer, ...]
) -> Evaluation:
    near = [*verdict.near, *outcome.near]
    if len(near) > 1:
        near.sort(key=_nearest)
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
        offers,
        scene.basket.redemptions,
        _margin(programme, scene, outcome),
        outcome.tiers,
    )


def _margin(programme: Programme, scene: Scene, outcome: Outcome) -> Margin | None:
    lines = scene.basket.lines
    if not programme.floors.assumed and [line.unit_cost for line in lines].count(None) == len(lines):
        return None
    awards = sum([programme.wallets[e.wallet].value_of(e.amount) for e in outcome.earnings if e.amount > 0])
    return margin_of(scene, programme.floors, awards)


def _nearest(near: Near) -> tuple[bool, int]:
    return near.counted, near.missing
