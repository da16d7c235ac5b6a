"""Why each rule gave what it did, or nothing: conditions, what counted, limits, arithmetic."""

from collections.abc import Iterator

from moadon.engine.rules.basket import Earning, NotApplied
from moadon.engine.rules.earn.per_event import PerEvent, event_word
from moadon.engine.rules.earn.rates import Rates
from moadon.engine.rules.explain.reasons.conditions import conditions_of
from moadon.engine.rules.explain.reasons.limits import limits_of
from moadon.engine.rules.explain.reasons.reason import Reason
from moadon.engine.rules.explain.reasons.view import View
from moadon.engine.rules.pickers import ONE
from moadon.engine.rules.programme import Rule
from moadon.engine.rules.tally import Tally
from moadon.engine.rules.turn import Turn
from moadon.kernel.money import RATE_PLACES, trim_decimal
from moadon.kernel.sentences import Message


def rules_of(view: View) -> Iterator[Reason]:
    """Every rule in the document's order."""
    scene, evaluation = view.scene, view.evaluation
    scene.costs[:] = view.after
    scene.pay_with(evaluation.redemptions)
    scene.settle()
    tally = Tally(view.programme.counting, scene.basket, scene.costs)
    earned = {one.rule: one for one in evaluation.earnings}
    refused: dict[str, NotApplied] = {}
    for one in evaluation.not_applied:
        refused.setdefault(one.rule, one)
    for rule in view.programme.rules:
        if isinstance(rule.scheme, PerEvent):
            why = Message("reason.of_event", {"event": event_word(rule.scheme.event)})
            yield Reason("rule", rule.id, None, why, conditions_of(rule.conditions, scene))
        else:
            yield _rule(view, rule, tally, earned.get(rule.id), refused.get(rule.id))


def _rule(view: View, rule: Rule, tally: Tally, earned: Earning | None, refused: NotApplied | None) -> Reason:
    within = [*conditions_of(rule.conditions, view.scene)]
    if view.buyer is None:
        return Reason("rule", rule.id, False, Message("not_applied.members_only", {}), tuple(within))
    within += limits_of(rule.limit, view.scene, view.standing, rule.units)
    failed = {one.subject for one in within if one.holds is False}
    if refused is None or refused.code not in failed:
        within += _counted(view, rule, tally, earned)
    within += [Reason("near", rule.id, None, one.why) for one in view.evaluation.near if one.rule == rule.id]
    if earned is not None and earned.amount:
        return Reason("rule", rule.id, True, earned.why, tuple(within))
    if refused is not None:
        return Reason("rule", rule.id, False, refused.why, tuple(within))
    if earned is not None:
        return Reason("rule", rule.id, None, earned.why, tuple(within))
    return Reason("rule", rule.id, False, _silent(view, rule), tuple(within))


def _silent(view: View, rule: Rule) -> Message:
    """Of a rule that the evaluation says nothing of: it was not asked, or all that it counts had counted before."""
    if any(one.rule.startswith(f"{rule.id}.") for one in view.evaluation.earnings):
        return Message("reason.counted_before", {})
    return view.skipped


def _counted(view: View, rule: Rule, tally: Tally, earned: Earning | None) -> Iterator[Reason]:
    """What of the basket counts, what counted before, how many times over, and what rounding did."""
    base, units, scheme = tally.of(rule), rule.units, rule.scheme
    turn = Turn(rule, view.scene, view.standing)
    if scheme.measure == "money":
        yield _amount(rule, "reason.counts", base=units.money(base))
        if turn.period is not None and turn.progress.base:
            yield _amount(rule, "reason.counted", base=units.money(turn.progress.base), period=turn.period)
    elif scheme.measure == "visit":
        yield _amount(rule, "reason.counts.visit" if base else "reason.counts.no_visit")
    else:
        yield _amount(rule, f"reason.counts.{scheme.measure}", n=base)
    if turn.times:
        yield _amount(rule, "reason.times", times=("number", turn.times))
    if earned is not None and earned.why.key == "earn.rates" and isinstance(scheme, Rates):
        yield from _rounded(rule, scheme, earned)


def _rounded(rule: Rule, scheme: Rates, earned: Earning) -> Iterator[Reason]:
    share = earned.why.params["rate"]
    rate = next((one for one in scheme.rates if ("percent", trim_decimal(one, RATE_PLACES)) == share), 0)
    exact = earned.base * rate
    if exact * scheme.up != earned.amount * scheme.down and exact % ONE:
        told = ("number", trim_decimal(exact, RATE_PLACES + rule.units.exponent))
        yield _amount(rule, "reason.rounded", exact=told, amount=rule.units.gain(earned.amount))


def _amount(rule: Rule, key: str, **params: object) -> Reason:
    return Reason("amount", rule.id, None, Message(key, params))
