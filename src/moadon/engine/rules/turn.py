"""One rule's turn at one basket: where the member stands in it, and the entry that a change makes."""

from datetime import datetime

from moadon.engine.rules.basket import NO_PERIOD, NOTHING_YET, Earning, Progress, ProgressKey, Standing
from moadon.engine.rules.factors import SCALE
from moadon.engine.rules.programme import Rule
from moadon.engine.rules.scene import Scene
from moadon.kernel.calendars import day_start, period_of
from moadon.kernel.sentences import Message


class Turn:
    """`key` and `limit_key` name the progress rows that count, `progress` and `used` are those rows so far."""

    __slots__ = ("factor", "key", "limit_key", "progress", "rule", "scene", "used")

    def __init__(self, rule: Rule, scene: Scene, standing: Standing, period: str | None = None) -> None:
        self.rule = rule
        self.scene = scene
        self.key: ProgressKey = rule.progress_key(scene) if period is None else (rule.id, period)
        self.limit_key = rule.limit_key(scene)
        self.progress = standing.get(self.key, NOTHING_YET)
        self.used: Progress = NOTHING_YET if self.limit_key is None else standing.get(self.limit_key, NOTHING_YET)
        self.factor = SCALE if rule.factors is None else rule.factors.of(scene)

    def times_factor(self, amount: int) -> int:
        """`amount` as often as this basket's circumstances make it count."""
        return self.rule.times_factor(amount, self.factor)

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
        counts = () if self.key[1] == NO_PERIOD else (self.key,)
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
        """The receipt's own time; a period that has been paid was paid at the start of the next."""
        rule, basket, clock = self.rule, self.scene.basket, self.scene.basket.clock
        if not self.progress.settled or rule.period is None:
            return basket.at
        period = period_of(self.scene.day, rule.period, clock.calendar, clock.week_start)
        return max(basket.at, day_start(period.end, clock.zone))
