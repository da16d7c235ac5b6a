"""Reason trees: why a basket got what it got, and why it did not get the rest, with the numbers in it.

From the programme over its groups to each promotion and rule, also those that the basket does not touch; below each
its conditions with whether they held, its goods, its limits with what is used of them, and the arithmetic.
"""

from collections.abc import Iterator, Sequence

from moadon.engine.rules.basket import NOBODY, Basket, Buyer, Evaluation, Standing
from moadon.engine.rules.earn.scheme import Units
from moadon.engine.rules.evaluate import Asked, evaluate_all
from moadon.engine.rules.explain.reasons.limits import limits_of
from moadon.engine.rules.explain.reasons.promotions import promotions_of
from moadon.engine.rules.explain.reasons.reason import Reason
from moadon.engine.rules.explain.reasons.rules import rules_of
from moadon.engine.rules.explain.reasons.view import View
from moadon.engine.rules.floors import share_params
from moadon.engine.rules.programme import Programme
from moadon.kernel.sentences import Message

__all__ = ["Reason", "reasons", "reasons_of"]


def reasons(programme: Programme, basket: Basket, buyer: Buyer | None, shared: Standing = NOBODY) -> Reason:
    """The tree of one programme. Pure: the same arguments as those of `evaluate` give the same tree."""
    asked = [Asked(programme, buyer, shared)]
    return reasons_of(asked, basket, evaluate_all(asked, basket))[0]


def reasons_of(
    asked: Sequence[Asked], basket: Basket, evaluations: Sequence[Evaluation], *, promotions: bool = True
) -> list[Reason]:
    """The trees of several programmes, live at once, of what `evaluate_all` said of the same; in the order given."""
    order = sorted(range(len(asked)), key=lambda n: (-asked[n].programme.priority, asked[n].programme.id))
    costs = [line.total - line.discount for line in basket.lines]
    found: dict[int, Reason] = {}
    for n in order:
        skipped = _skipped(asked, evaluations, n) if promotions else Message("reason.past", {})
        found[n] = _programme(View(asked[n], basket, evaluations[n], costs, skipped))
        taken = [sum([amount for _, amount in line.discounts]) for line in evaluations[n].lines]
        costs = [cost - off for cost, off in zip(costs, taken, strict=True)]
    return [found[n] for n in range(len(asked))]


def _skipped(asked: Sequence[Asked], evaluations: Sequence[Evaluation], n: int) -> Message:
    """What is said of what was not asked: which programme gave something and stops."""
    for other, (one, evaluation) in enumerate(zip(asked, evaluations, strict=True)):
        gave = evaluation.promotions or any(earning.amount for earning in evaluation.earnings)
        if other != n and one.programme.stop and gave:
            return Message("not_applied.not_asked", {"other": one.programme.told})
    return Message("not_applied.no_effect", {})


def _programme(view: View) -> Reason:
    programme, evaluation = view.programme, view.evaluation
    within = [*_limits(view), *promotions_of(view)]
    within += rules_of(view)
    within += _floors(evaluation)
    gave = bool(evaluation.promotions) or any(one.amount for one in evaluation.earnings)
    why = Message("reason.programme" if gave else "reason.programme.nothing", {"programme": programme.told})
    return Reason("programme", programme.id, gave, why, tuple(within))


def _floors(evaluation: Evaluation) -> Iterator[Reason]:
    """Floors of the margin under which the basket is in the end: warned of, or broken by the full price already."""
    for below in evaluation.margin.below if evaluation.margin is not None else ():
        kind, subject = below.scope
        yield Reason("floor", subject or kind, False, Message(f"reason.floor.{kind}", share_params(below)))


def _limits(view: View) -> Iterator[Reason]:
    """What all rules of a wallet, and all promotions, are given together."""
    programme = view.programme
    for key, limit in programme.wallet_limits.items():
        wallet = programme.wallets[key]
        units = Units(programme.currency, wallet.exponent, wallet.kind == "points", wallet.places)
        within = tuple(limits_of(limit, view.scene, view.standing, units))
        named = ("text", dict(wallet.name)) if wallet.name else key
        yield Reason("limit", key, None, Message("reason.limit.of_wallet", {"wallet": named}), within)
    if programme.board.limit is not None:
        within = tuple(limits_of(programme.board.limit, view.scene, view.standing, programme.board.money))
        yield Reason("limit", "promotions", None, Message("reason.limit.of_promotions", {}), within)
