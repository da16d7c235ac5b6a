"""Paying a target when its period is over."""

from collections.abc import Collection

from moadon.engine.rules.basket import Earning, Progress
from moadon.engine.rules.earn.targets import Targets
from moadon.engine.rules.expiry import longest
from moadon.engine.rules.programme import Programme
from moadon.kernel.calendars import Period, day_start
from moadon.kernel.sentences import Message


def settle(
    programme: Programme, rule: str, period: Period, progress: Progress, levels: Collection[str] = ()
) -> Earning | None:
    """What rule id `rule` pays for `period`, which is over, to a member who stands at `progress` and
    holds `levels` then.

    None when nothing is due: a step was not reached, the period was paid before, or the rule is paid otherwise.
    """
    found = programme.rule(rule)
    if found is None or not isinstance(found.scheme, Targets) or progress.settled:
        return None
    amount = found.scheme.due(progress.base) - progress.awarded
    if amount <= 0:
        return None
    clock = programme.clock
    term = longest(found.term, found.terms, levels, period.end, clock)
    active = term.active_at(day_start(period.end, clock.zone), clock)
    return Earning(
        rule=found.id,
        wallet=found.wallet.id,
        period=period.key,
        base=0,
        amount=amount,
        times=1,
        why=_why(found.scheme, progress.base, period),
        active_at=active,
        expires_at=term.expires_at(active, clock),
        counts=((found.id, period.key),),
    )


def _why(scheme: Targets, base: int, period: Period) -> Message:
    return scheme.paid(base, ("period", period.kind, period.start.isoformat()))
