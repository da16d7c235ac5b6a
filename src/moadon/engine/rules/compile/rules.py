"""Earn rules of a document as rules that run."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from moadon.engine.rules import document as parts
from moadon.engine.rules.compile.circumstances import Slots, conditions, factors_by, limit_of
from moadon.engine.rules.compile.texts import text_of
from moadon.engine.rules.earn.breadth import Breadth
from moadon.engine.rules.earn.counts import PerItem, PerVisit, Stamps
from moadon.engine.rules.earn.linear import Linear
from moadon.engine.rules.earn.per_amount import PerAmount
from moadon.engine.rules.earn.per_event import PerEvent
from moadon.engine.rules.earn.rates import Rates, below_of
from moadon.engine.rules.earn.scheme import Param, Scheme, Units
from moadon.engine.rules.earn.streak import Streak
from moadon.engine.rules.earn.targets import Targets
from moadon.engine.rules.expiry import Term
from moadon.engine.rules.programme import PERIOD_OF_SUMS, Rule, Wallet
from moadon.kernel.calendars import PeriodKind
from moadon.kernel.money import RATE_PLACES, parse_decimal


def rule_of(part: parts.EarnPart, wallet: Wallet, currency: str, slots: Slots, levels: Mapping[str, Param]) -> Rule:
    """The rule that `part` describes, paying into `wallet`; `levels` of ladders are told by these names."""
    units = Units(currency, wallet.exponent, wallet.kind == "points", wallet.places)
    scheme, period = _scheme(part, units)
    slot = slots.of(part.items, part.multiply)
    return Rule(
        id=part.id,
        kind=str(getattr(part, "type", "")),
        name=text_of(part.name),
        wallet=wallet,
        units=units,
        scheme=scheme,
        period=period,
        slot=slot,
        is_weighted=slots.all[slot].weights is not None,
        conditions=conditions(part.for_, part.when, units, levels),
        factors=factors_by(part.multiply),
        limit=limit_of(part.id, part.limits, wallet.places),
        term=_later(wallet.term, part.pending),
        priority=part.priority,
        stop=part.stop,
        terms=MappingProxyType({level: _later(term, part.pending) for level, term in wallet.terms.items()}),
    )


def _later(term: Term, pending: parts.Pending | None) -> Term:
    if pending is None:
        return term
    return Term(pending.days or 0, term.months, term.days, pending.period, pending.event or "")


def _scheme(part: parts.EarnPart, units: Units) -> tuple[Scheme, PeriodKind | None]:
    money, places = units.exponent, units.places
    if isinstance(part, parts.LinearPart):
        sums = part.basis == "accumulated"
        every, give = parse_decimal(part.every, money), parse_decimal(part.give, places)
        return Linear(every, give, sums, units), PERIOD_OF_SUMS if sums else None
    if isinstance(part, parts.TargetsPart):
        reaches = tuple(parse_decimal(step.reach, money) for step in part.steps)
        return Targets(reaches, tuple(parse_decimal(step.give, places) for step in part.steps), units), part.period
    if isinstance(part, parts.RatesPart):
        starts = tuple(parse_decimal(band.from_, money) for band in part.bands)
        rates = tuple(parse_decimal(band.rate, RATE_PLACES) for band in part.bands)
        up, down = 10**places, 10 ** (RATE_PLACES + money)
        return Rates(starts, rates, below_of(starts, rates), part.method == "whole", up, down, units), part.period
    if isinstance(part, parts.PerAmountPart):
        return PerAmount(parse_decimal(part.amount, money), parse_decimal(part.give, places), units), None
    return _counting_scheme(part, units)


def _counting_scheme(part: parts.EarnPart, units: Units) -> tuple[Scheme, PeriodKind | None]:
    """Ways to earn that count units, visits, names or events, not money."""
    give = parse_decimal(getattr(part, "give", "0"), units.places)
    if isinstance(part, parts.PerItemPart):
        return PerItem(part.count, give, units), None
    if isinstance(part, parts.PerVisitPart):
        return PerVisit(give, units), None
    if isinstance(part, parts.StampsPart):
        return Stamps(part.every, give, "units" if part.of == "item" else "visit", units), PERIOD_OF_SUMS
    if isinstance(part, parts.StreakPart):
        return Streak(part.of, part.length, give, units), part.of
    if isinstance(part, parts.BreadthPart):
        kind: Literal["category", "brand"] = "category" if part.category else "brand"
        names = tuple(dict.fromkeys(part.category or part.brand or ()))
        return Breadth(kind, names, part.count, give, part.period is not None, units), part.period
    if isinstance(part, parts.PerEventPart):
        data = {key: frozenset(values) for key, values in (part.data or {}).items()}
        return PerEvent(part.event, MappingProxyType(data), give, units), None
    raise TypeError(type(part).__name__)
