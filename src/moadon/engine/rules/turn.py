"""One rule's turn at one basket: where the member stands in it, and the entry that a change makes."""

from datetime import datetime

from moadon.engine.rules.basket import NO_PERIOD, NOTHING_YET, Earning, ProgressKey, Standing
from moadon.engine.rules.earn.scheme import Param
from moadon.engine.rules.expiry import longest
from moadon.engine.rules.limits import UNUSED, Allowance
from moadon.engine.rules.programme import Rule
from moadon.engine.rules.scene import Scene
from moadon.kernel.calendars import day_start
from moadon.kernel.sentences import Message


class Turn:
    """`key` names the progress row that counts, `progress` is that row so far, `used` what is used of the rule's limit.

    `period` is the rule's period as a message parameter, `factor` what the basket's circumstances multiply by,
    `allowance` what the limit of its wallet leaves, where there is one.
    """

    __slots__ = (
        "allowance",
        "factor",
        "key",
        "limited",
        "period",
        "progress",
        "row",
        "rule",
        "scene",
        "shared",
        "used",
    )

    def __init__(
        self,
        rule: Rule,
        scene: Scene,
        standing: Standing,
        stored_period: str | None = None,
        allowance: Allowance | None = None,
    ) -> None:
        self.rule = rule
        self.scene = scene
        self.allowance = None if allowance is None or rule.scheme.settles else allowance
        self.period: Param | None
        self.row: tuple[ProgressKey, ...]
        if rule.period is None:
            self.key, self.period, self.progress, self.row = NO_PERIOD, None, NOTHING_YET, ()
        else:
            period, self.period = scene.period(rule.period)
            self.key = stored_period or period.key
            row = (rule.id, self.key)
            self.progress = standing.get(row, NOTHING_YET)
            self.row = (row,)
        self.used = UNUSED
        self.limited: tuple[ProgressKey, ...] = ()
        self.shared: tuple[ProgressKey, ...] = ()
        if rule.limit is not None:
            self.used = rule.limit.used(scene, standing)
            self.limited, self.shared = self.used.own, self.used.shared
        if self.allowance is not None:
            self.limited += self.allowance.used.own
            self.shared += self.allowance.used.shared
        self.factor = 1 if rule.factors is None else rule.factors.of(scene)

    @property
    def capped(self) -> bool:
        """Whether anything limits what it gives."""
        return self.rule.limit is not None or self.allowance is not None

    def times_factor(self, amount: int) -> int:
        """`amount` as often as this basket's circumstances make it count."""
        factors = self.rule.factors
        return amount if factors is None else factors.times(amount, self.factor)

    @property
    def times(self) -> str:
        """How often, in figures; an empty text for once."""
        factors = self.rule.factors
        return "" if factors is None or self.factor == factors.scale else factors.told(self.factor)

    def change(self, before: int, after: int) -> int:
        """What is due at once when the member's base goes from `before` to `after`; less than 0 when it falls.

        A target is due at once only when its period has been paid, and then no more than is missing to it: another
        version of the programme may have paid it by other steps.
        """
        scheme, progress = self.rule.scheme, self.progress
        if scheme.settles:
            due = scheme.due(after) - scheme.due(before) if progress.settled else 0
            return due if due <= 0 else max(0, min(due, scheme.due(after) - progress.awarded))
        return self.times_factor(scheme.due(after) - scheme.due(before))

    def entry(
        self, base: int, amount: int, times: int, why: Message, row: tuple[ProgressKey, ...] | None = None
    ) -> Earning:
        """The earning that adds `base`, `amount` and `times` to what is stored: in the rule's own row, or in `row`."""
        rule = self.rule
        active, expires = self._term()
        counts = (self.row if row is None else row) + self.limited
        return Earning(
            rule.id, rule.wallet.id, self.key, base, amount, times, why, active, expires, counts, self.shared
        )

    def _term(self) -> tuple[datetime, datetime | None]:
        """From when and until when. What a period that has been paid still owes counts from the start of the next."""
        rule, scene, basket = self.rule, self.scene, self.scene.basket
        term = rule.term
        if rule.terms:
            term = longest(term, rule.terms, scene.levels, scene.day, basket.clock)
        if not (self.progress.settled or term.pending or term.period or term.event):
            return basket.at, scene.good_until(term)
        earned, clock = basket.at, basket.clock
        if self.progress.settled and rule.period is not None:
            earned = max(earned, day_start(scene.period(rule.period)[0].end, clock.zone))
        active = term.active_at(earned, clock)
        return active, term.expires_at(active, clock)
