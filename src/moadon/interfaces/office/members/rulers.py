"""How far a member is by each rule that adds up: what is missing to the next step, until when, and what it gives."""

from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.apps.programmes.types import Live
from moadon.apps.rewards import queries as rewards
from moadon.apps.rewards.types import MemberProgress, ProgressRow
from moadon.engine.rules import Rule
from moadon.engine.rules.earn.linear import Linear
from moadon.engine.rules.earn.rates import Rates
from moadon.engine.rules.earn.targets import Targets
from moadon.interfaces.office.members.naming import Programmes
from moadon.interfaces.office.members.telling import sentences
from moadon.kernel.calendars import Period, period_of
from moadon.kernel.money import RATE_PLACES, trim_decimal
from moadon.ui import figures, marks
from moadon.ui.parts import Text
from moadon.ui.reader import shapes

NOTHING = ProgressRow(0, 0, 0, False)
MOST_LABELS = 4
PACE_FROM = 5
"""A pace is told once a fifth of the period is over; before, it says nothing."""
S = TypeVar("S", Linear, Rates, Targets)


@dataclass(frozen=True, slots=True)
class Progress:
    """One rule's figure with its ruler, what it says, and the rule itself."""

    figure: figures.Figure
    ruler: figures.Ruler
    said: Text
    rule: Text


@dataclass(frozen=True, slots=True)
class At(Generic[S]):
    """Where a member is by one rule: the live version, the rule and its scheme, the period, the sums so far."""

    live: Live
    rule: Rule
    scheme: S
    period: Period
    row: ProgressRow


def progress_of(member_id: int, book: Programmes, now: datetime) -> list[Progress]:
    """A ruler for each live rule that adds up over a period or for ever, in the order of the documents. One query."""
    clock, today = book.shelf.clock, shapes().local(now).date()
    wanted = [
        (live, rule, period_of(today, rule.period, clock.calendar, clock.week_start))
        for live in book.shelf.live_for(member_id, now, clock)
        for rule in live.programme.rules
        if rule.period is not None
    ]
    keys = [MemberProgress(member_id, live.code, rule.id, period.key) for live, rule, period in wanted]
    rows = rewards.progress_of(keys)
    tellers = (
        _teller(live, rule, period, rows.get(key, NOTHING), book, today)
        for (live, rule, period), key in zip(wanted, keys, strict=True)
    )
    return [teller.progress() for teller in tellers if teller]


def _teller(
    live: Live, rule: Rule, period: Period, row: ProgressRow, book: Programmes, today: date
) -> "_Teller[Linear] | _Teller[Rates] | _Teller[Targets] | None":
    scheme = rule.scheme
    if isinstance(scheme, Linear):
        return _Steps(At(live, rule, scheme, period, row), book, today)
    if isinstance(scheme, Rates):
        return _Bands(At(live, rule, scheme, period, row), book, today)
    if isinstance(scheme, Targets):
        return _Goals(At(live, rule, scheme, period, row), book, today)
    return None


class _Teller(ABC, Generic[S]):
    """What one rule says of a member. Money in minor units of the currency."""

    def __init__(self, at: At[S], book: Programmes, today: date) -> None:
        self.at: At[S] = at
        self.book = book
        self.today = today

    @property
    def stands(self) -> int:
        """What counts so far."""
        return self.at.row.base

    @property
    @abstractmethod
    def goals(self) -> Sequence[int]:
        """Where something more is given, in order."""

    @abstractmethod
    def said(self) -> Text:
        """What is missing, until when, and what it gives."""

    def progress(self) -> Progress:
        """The part of the page."""
        live, rule = self.at.live, self.at.rule
        return Progress(
            figure=figures.Figure(self._label(), marks.money(self.stands)),
            ruler=self._ruler(),
            said=self.said(),
            rule=self.book.rule_link(live.code, live.version, rule.id),
        )

    def gain(self, amount: int) -> SafeString:
        """What the rule gives, in its wallet's units."""
        return self.book.amount(self.at.rule.wallet.id, amount, narrow=False)

    @property
    def until(self) -> SafeString:
        """The last day of the period."""
        return marks.day(self.at.period.end - timedelta(days=1))

    def _label(self) -> Text:
        name = self.book.rule_name(self.at.live.code, self.at.live.version, self.at.rule.id)
        period = self.at.period
        if period.kind == "ever":
            return format_html(_("{rule}: towards the next step"), rule=name)
        told = marks.foreign(shapes().period(period.kind, period.start))
        return format_html(_("{rule}, {period}"), rule=name, period=told)

    def _ruler(self) -> figures.Ruler:
        goals = self.goals
        scale = goals[-1] if len(goals) == 1 else goals[-1] * 27 // 25
        labelled = goals if len(goals) <= MOST_LABELS else self._near_and_last(goals)
        signs = [
            figures.Mark(figures.share_of(goal, scale), marks.money(goal, brief=True) if goal in labelled else "")
            for goal in goals
        ]
        ahead = next((goal for goal in goals if goal > self.stands), goals[-1])
        finding = _("{stands} of {goal}").format(stands=shapes().money(self.stands), goal=shapes().money(ahead))
        pace = self.pace
        return figures.Ruler(
            figures.share_of(self.stands, scale),
            finding,
            signs,
            None if pace is None else figures.share_of(pace, scale),
        )

    def _near_and_last(self, goals: Sequence[int]) -> set[int]:
        ahead = bisect_right(goals, self.stands)
        return {goals[min(ahead, len(goals) - 1)], goals[-1]}

    @property
    def pace(self) -> int | None:
        """Where purchases will be at the end of the period if they go on like this; None when that says nothing."""
        period = self.at.period
        if period.kind in ("ever", "day") or self.stands <= 0:
            return None
        over, whole = (self.today - period.start).days + 1, (period.end - period.start).days
        return self.stands * whole // over if whole > over >= whole / PACE_FROM else None

    def pace_told(self) -> Text:
        """The pace in words."""
        if self.pace is None:
            return ""
        return format_html(
            '<span class="mo-2">{}</span>',
            format_html(_("At this pace {amount} by then."), amount=marks.money(self.pace, headline=True)),
        )


class _Goals(_Teller[Targets]):
    """Steps of a period, the highest of which is paid when it is over."""

    @property
    def goals(self) -> Sequence[int]:
        return self.at.scheme.reaches

    def said(self) -> Text:
        sure = self.at.scheme.due(self.stands)
        parts: list[Text] = []
        step = self.at.scheme.next_step(self.stands)
        if step:
            parts.append(
                format_html(
                    _("{missing} is missing until {day} for {gets}."),
                    missing=_strong(marks.money(step[0])), day=self.until, gets=self.gain(step[1]),
                )
            )  # fmt: skip
        if sure:
            paid = marks.day(self.at.period.end)
            parts.append(format_html(_("{gets} is reached and will be paid on {day}."), gets=self.gain(sure), day=paid))
        return sentences(*parts, self.pace_told() if step else "")


class _Bands(_Teller[Rates]):
    """A rate that rises with what is bought in the period."""

    @property
    def goals(self) -> Sequence[int]:
        return [start for start in self.at.scheme.starts if start] or [max(1, self.stands)]

    def said(self) -> Text:
        scheme = self.at.scheme
        band = max(0, bisect_right(scheme.starts, self.stands) - 1)
        now = format_html(_("Purchases give {rate} now."), rate=self._rate(band))
        step = scheme.next_step(self.stands)
        if step is None:
            return format_html(
                _("Purchases give {rate}, the highest rate, until {day}."), rate=self._rate(band), day=self.until
            )
        blanks = {
            "missing": _strong(marks.money(step[0])), "day": self.until, "rate": self._rate(band + 1),
            "gets": self.gain(step[1]),
        }  # fmt: skip
        if scheme.whole:
            then = format_html(
                _("{missing} is missing until {day} for {rate} of everything; that gives {gets}."), **blanks
            )
        else:
            then = format_html(_("{missing} is missing until {day} for {rate} of what comes after."), **blanks)
        return sentences(then, now, self.pace_told())

    def _rate(self, band: int) -> SafeString:
        return marks.percent(trim_decimal(self.at.scheme.rates[band], RATE_PLACES))


class _Steps(_Teller[Linear]):
    """Full steps over all purchases, with what is below a step kept."""

    @property
    def stands(self) -> int:
        return self.at.row.base % self.at.scheme.every

    @property
    def goals(self) -> Sequence[int]:
        return (self.at.scheme.every,)

    def said(self) -> Text:
        missing, gets = self.at.scheme.next_step(self.at.row.base) or (0, 0)
        return format_html(
            _("{missing} more gives {gets}. What is below a full step is kept."),
            missing=_strong(marks.money(missing)), gets=self.gain(gets),
        )  # fmt: skip


def _strong(figure: SafeString) -> SafeString:
    return format_html('<span class="mo-500">{}</span>', figure)
