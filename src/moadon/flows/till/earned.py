"""What an earning of the engine becomes: a lot, a row that remembers it, progress of the member."""

from datetime import date, datetime
from typing import NamedTuple

from moadon.apps.programmes.types import Live
from moadon.apps.rewards.types import NewEarning
from moadon.engine.ledger import LotState
from moadon.engine.rules import NOTHING_YET, Earning, Programme, Progress
from moadon.flows.till.scene import Scene
from moadon.kernel.calendars import local_day, period_of


def new_lot(earning: Earning, programme: str, receipt_id: int | None) -> LotState:
    """The lot that an earning gives."""
    return LotState(
        None, earning.amount, earning.amount, False, earning.active_at, earning.expires_at, programme, earning.rule,
        receipt_id,
    )  # fmt: skip


class Source(NamedTuple):
    """Where earnings come from: the version that gave them, whose they are, when, by which receipt of which sale."""

    live: Live
    member: int
    at: datetime
    receipt: int | None = None
    sale: int | None = None


def new_earning(earning: Earning, source: Source) -> NewEarning:
    """The row that remembers an earning, so that it can be taken back as it was given."""
    live = source.live
    return NewEarning(
        source.member, source.receipt, source.sale, live.code, live.version, earning.rule, earning.period,
        earning.wallet, earning.base, earning.amount, earning.times, source.at, earning.why, earning.counts,
        settles_on(live.programme, earning, source.at),
    )  # fmt: skip


def settles_on(programme: Programme, earning: Earning, at: datetime) -> date | None:
    """The first day after the period that must be settled for this earning; None where nothing is paid at its end."""
    rule = programme.rule(earning.rule)
    if rule is None or rule.kind != "targets" or rule.period is None:
        return None
    clock = programme.clock
    return period_of(local_day(at, clock.zone), rule.period, clock.calendar, clock.week_start).end


def count(scene: Scene, member: int, programme: str, earning: Earning) -> None:
    """Add an earning to the progress of the scene, so that the next receipt of the batch sees it."""
    for rule, period in earning.counts:
        at = (member, programme, rule, period)
        was = scene.progress.get(at, NOTHING_YET)
        scene.progress[at] = Progress(
            was.base + earning.base, was.awarded + earning.amount, was.times + earning.times, was.settled
        )
