"""A rule in one short line that who passes by reads."""

from moadon.engine.rules.document import EarnPart
from moadon.engine.rules.earn.linear import Linear
from moadon.engine.rules.earn.per_amount import PerAmount
from moadon.engine.rules.earn.rates import Rates
from moadon.engine.rules.earn.targets import Targets
from moadon.engine.rules.explain.circumstances import short_for, short_when
from moadon.engine.rules.explain.gives import tell_gives, tell_rate
from moadon.engine.rules.explain.goods import tell_goods
from moadon.engine.rules.explain.teller import Teller
from moadon.engine.rules.programme import Rule


def tell_poster(teller: Teller, rule: Rule, part: EarnPart) -> str:
    """What the rule gives, on what, for whom and when."""
    told = [_gives(teller, rule)]
    if part.items is not None:
        told.append(teller.say("poster.on", goods=tell_goods(teller, part.items)))
    return teller.line([*told, *short_for(teller, part.for_), *short_when(teller, part.when)])


def _gives(teller: Teller, rule: Rule) -> str:
    scheme, units = rule.scheme, rule.units
    if isinstance(scheme, Linear):
        return teller.say("poster.each", each=units.sum(scheme.every), give=teller.gain(scheme.give))
    if isinstance(scheme, PerAmount):
        return teller.say("poster.each", each=units.sum(scheme.amount), give=teller.gain(scheme.give))
    if isinstance(scheme, Targets):
        most = teller.gain(scheme.gives[-1])
        if len(scheme.gives) > 1:
            return teller.say(f"poster.targets.most.{rule.period}", give=most)
        return teller.say(f"poster.targets.{rule.period}", reach=units.sum(scheme.reaches[0]), give=most)
    if isinstance(scheme, Rates) and not units.is_points:
        several = ".most" if len(scheme.rates) > 1 else ""
        return teller.say(f"poster.rates{several}", rate=tell_rate(teller, max(scheme.rates)))
    return next(tell_gives(teller, rule), "").rstrip(".")
