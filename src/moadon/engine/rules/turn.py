"""One rule's turn at one basket: where the member stands in it, and the entry that a change makes."""

from datetime import datetime

from moadon.engine.rules.basket import NO_PERIOD, NOTHING_YET, Earning, Progress, ProgressKey, Standing
from moadon.engine.rules.earn.scheme import Param
from moadon.engine.rules.programme import Rule
from moadon.engine.rules.scene import Scene
from moadon.kernel.calendars import day_start
from moadon.kernel.sentences import Message


class Turn:
    """`key` and `limit_key` name the progress rows that count, `progress` and `used` are those rows so far.

    `period` is the rule's period as a message parameter, `factor` what the basket's circumstances multiply by.
    """

    __slots__ = ("factor", "key", "limit_key", "period", "progress", "rule", "scene", "used")

    def __init__(self, rule: Rule, scene: Scene, standing: Standing, stored_period: str | None = None) -> None:
        self.rule = rule
        self.scene = scene
        self.key: ProgressKey = (rule.id, NO_PERIOD)
        self.period: Param | None = None
        self.progress = NOTHING_YET
        if rule.period is not None:
            period = scene.period(rule.period)
            self.key = (rule.id, stored_period or period.key)
            self.progress = standing.get(self.key, NOTHING_YET)
            self.period = ("period", period.kind, period.start.isoformat())
        self.limit_key = rule.limit_key(scene)
        self.used: Progress = NOTHING_YET if self.limit_key is None else standing.get(self.limit_key, NOTHING_YET)
        self.factor = 1 if rule.factors is None else rule.factors.of(scene)

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
        """What is due at once when the member's base goes from `before` to `after`."""
        scheme = self.rule.scheme
        if not scheme.settles:
            return self.times_factor(scheme.due(after) - scheme.due(before))
        return scheme.due(after) - self.progress.awarded if self.progress.settled else 0

    def entry(self, base: int, amount: int, times: int, why: Message) -> Earning:
        """The earning that adds `base`, `amount` and `times` to what is stored."""
        rule, clock = self.rule, self.scene.basket.clock
        active = rule.term.active_at(self._earned_at(), clock)
        counts = (self.key,) if rule.period is not None else ()
        return Earning(
            rule.id,
            rule.wallet.id,
            self.key[1],
            base,
            amount,
            times,
            why,
            active,
            rule.term.expires_at(active, clock),
            counts if self.limit_key is None else (*counts, self.limit_key),
        )

    def _earned_at(self) -> datetime:
        """The receipt's own time; what a period that has been paid still owes was due at the start of the next."""
        rule, basket = self.rule, self.scene.basket
        if not self.progress.settled or rule.period is None:
            return basket.at
        return max(basket.at, day_start(self.scene.period(rule.period).end, basket.clock.zone))
