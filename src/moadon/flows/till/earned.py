"""What an earning of the engine becomes: a lot, a row that remembers it, progress of the member."""

from datetime import date, datetime

from moadon.apps.programmes.types import Live
from moadon.apps.rewards.types import NewEarning, SharedKey
from moadon.engine.ledger import LotState
from moadon.engine.rules import NO_PERIOD, NOTHING_YET, PRICE, Applied, Earning, Programme, Progress
from moadon.flows.till.scene import Scene
from moadon.kernel.calendars import local_day, period_of
from moadon.kernel.values import value


def new_lot(earning: Earning, programme: str, receipt_id: int | None) -> LotState:
    """The lot that an earning gives."""
    return LotState(
        None, earning.amount, earning.amount, False, earning.active_at, earning.expires_at, programme, earning.rule,
        receipt_id,
    )  # fmt: skip


@value
class Source:
    """Where earnings come from: the version that gave them, whose they are, when, by which receipt of which sale."""

    live: Live
    member: int | None
    at: datetime
    receipt: int | None = None
    sale: int | None = None


def new_earning(earning: Earning, source: Source) -> NewEarning:
    """The row that remembers an earning, so that it can be taken back as it was given."""
    live = source.live
    return NewEarning(
        source.member, source.receipt, source.sale, live.code, live.version, earning.rule, earning.period,
        earning.wallet, earning.base, earning.amount, earning.times, source.at, earning.why, earning.counts,
        settles_on(live.programme, earning, source.at), earning.shared,
    )  # fmt: skip


def is_counted(given: Applied | Earning) -> bool:
    """Whether a limit, of the member or of all, counts what a promotion took off: only then is there a row of it."""
    return bool(given.counts or given.shared)


def new_promoted(applied: Applied, source: Source) -> NewEarning:
    """The row that remembers what a promotion took off: money, of no wallet."""
    live = source.live
    return NewEarning(
        source.member, source.receipt, source.sale, live.code, live.version, applied.rule, NO_PERIOD, PRICE,
        applied.base, applied.amount, 1, source.at, applied.why, applied.counts, None, applied.shared,
    )  # fmt: skip


def settles_on(programme: Programme, earning: Earning, at: datetime) -> date | None:
    """The first day after the period that must be settled for this earning; None where nothing is paid at its end."""
    rule = programme.rule(earning.rule)
    if rule is None or rule.kind != "targets" or rule.period is None:
        return None
    clock = programme.clock
    return period_of(local_day(at, clock.zone), rule.period, clock.calendar, clock.week_start).end


def count(scene: Scene, member: int | None, programme: str, earning: Earning | NewEarning) -> None:
    """Add an earning to the progress of the scene, so that the next receipt of the batch sees it."""
    if member is not None:
        for rule, period in earning.counts:
            at = (member, programme, rule, period)
            scene.progress[at] = _plus(scene.progress.get(at, NOTHING_YET), earning)
    for rule, period in earning.shared:
        key = SharedKey(programme, rule, period)
        scene.shared[key] = _plus(scene.shared.get(key, NOTHING_YET), earning)


def _plus(was: Progress, earning: Earning | NewEarning) -> Progress:
    return Progress(was.base + earning.base, was.awarded + earning.amount, was.times + earning.times, was.settled)
