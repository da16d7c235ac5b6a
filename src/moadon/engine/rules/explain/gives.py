"""What a rule gives, for each way to earn."""

from collections.abc import Iterator

from moadon.engine.rules.earn.breadth import Breadth
from moadon.engine.rules.earn.linear import Linear
from moadon.engine.rules.earn.per_amount import PerAmount
from moadon.engine.rules.earn.rates import Rates
from moadon.engine.rules.earn.targets import Targets
from moadon.engine.rules.explain.counts import tell_breadth, tell_counts
from moadon.engine.rules.explain.teller import Teller
from moadon.engine.rules.programme import Rule
from moadon.kernel.money import RATE_PLACES, trim_decimal


def tell_gives(teller: Teller, rule: Rule) -> Iterator[str]:
    """The sentences that say what the rule gives for what."""
    scheme, units = rule.scheme, rule.units
    if isinstance(scheme, Linear):
        key = "explain.linear.accumulated" if scheme.cumulative else "explain.linear.receipt"
        yield teller.say(key, every=units.sum(scheme.every), give=teller.gain(scheme.give))
    elif isinstance(scheme, PerAmount):
        yield teller.say("explain.per_amount", each=units.sum(scheme.amount), give=teller.gain(scheme.give))
    elif isinstance(scheme, Targets):
        yield from _targets(teller, rule, scheme)
    elif isinstance(scheme, Rates):
        yield from _rates(teller, rule, scheme)
    elif isinstance(scheme, Breadth):
        yield from tell_breadth(teller, scheme, rule.period)
    else:
        yield from tell_counts(teller, scheme)


def _targets(teller: Teller, rule: Rule, scheme: Targets) -> Iterator[str]:
    steps: list[dict[str, object]] = [
        {"reach": rule.units.sum(reach), "give": teller.gain(give)}
        for reach, give in zip(scheme.reaches, scheme.gives, strict=True)
    ]
    yield teller.say(f"explain.targets.{rule.period}", **steps[0])
    if len(steps) > 1:
        yield teller.enumerate("explain.targets.step", steps[1:]) + "."
        yield teller.say("explain.targets.highest")


def _rates(teller: Teller, rule: Rule, scheme: Rates) -> Iterator[str]:
    bands: list[dict[str, object]] = [
        {"from": rule.units.sum(start), "rate": tell_rate(teller, rate)}
        for start, rate in zip(scheme.starts, scheme.rates, strict=True)
    ]
    if not scheme.rates[0] and len(bands) > 1:
        bands = bands[1:]
        yield teller.say("explain.rates.first", **bands[0])
    key = "explain.rates.points" if teller.units.is_points else "explain.rates"
    yield teller.say(f"{key}.{rule.period}", **bands[0])
    if len(bands) > 1:
        yield teller.say("explain.rates.bands", bands=teller.enumerate("explain.rates.band", bands[1:]))
        yield teller.say("explain.rates.whole" if scheme.whole else "explain.rates.within")


def tell_rate(teller: Teller, rate: int) -> object:
    """A rate as a percentage of money; for points as so many for each round sum that gives a whole unit."""
    units = teller.units
    if not units.is_points:
        return ("percent", trim_decimal(rate, RATE_PLACES))
    each = 100
    while rate * each * 10**units.places % 10**RATE_PLACES:
        each *= 10
    points = rate * each * 10**units.places // 10**RATE_PLACES
    return teller.say("per", points=units.gain(points), each=units.sum(each * 10**units.exponent))
