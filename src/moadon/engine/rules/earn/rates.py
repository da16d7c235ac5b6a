"""D3: a rate that depends on the value bought in a period, of the whole of it or of the part in each band."""

from bisect import bisect_right
from dataclasses import dataclass

from moadon.engine.rules.earn.scheme import Measure, Param, Scheme, Step, Units
from moadon.kernel.money import RATE_PLACES, round_half_up, trim_decimal
from moadon.kernel.sentences import Message


@dataclass(frozen=True)
class Rates(Scheme):
    """`rates[i]` (1/10000) from `starts[i]` minor units on.

    `below[i]` is what the bands under `starts[i]` give together, in 1/10000 of a minor unit. `up` and `down` turn
    minor units into the wallet's: both 1 for credit; a point stands for one unit of the currency.
    """

    starts: tuple[int, ...]
    rates: tuple[int, ...]
    below: tuple[int, ...]
    whole: bool
    up: int
    down: int
    units: Units

    @property
    def cumulative(self) -> bool:
        """It does."""
        return True

    @property
    def measure(self) -> Measure:
        """What it counts."""
        return "money"

    def due(self, base: int) -> int:
        """The band's rate of the whole base, or each part by its own band; rounded half up once."""
        if base <= 0:
            return 0
        band = bisect_right(self.starts, base) - 1
        rate = self.rates[band]
        exact = rate * base if self.whole else self.below[band] + rate * (base - self.starts[band])
        return round_half_up(exact * self.up, self.down)

    def next_step(self, base: int) -> tuple[int, int] | None:
        """The next band, and what reaching it gives at once."""
        band = bisect_right(self.starts, base)
        if band >= len(self.starts):
            return None
        return self.starts[band] - base, self.due(self.starts[band]) - self.due(base)

    def why(self, step: Step) -> Message:
        """The rate that holds now, and whether a band was crossed."""
        total = step.before + step.base
        band = bisect_right(self.starts, total) - 1
        params: dict[str, object] = {
            "rate": ("percent", trim_decimal(self.rates[band], RATE_PLACES)),
            "base": self.units.money(step.base),
            "total": self.units.money(total),
            "period": step.period,
        }
        crossed = band > bisect_right(self.starts, step.before) - 1
        if not crossed:
            return Message("earn.rates", params)
        return Message("earn.rates.whole" if self.whole else "earn.rates.within", params)

    def near(self, missing: int, gets: int, period: Param | None) -> Message:
        """The next band of the period."""
        params = {"missing": self.units.money(missing), "gets": self.units.gain(gets), "period": period}
        return Message("near.rates", params)


def below_of(starts: tuple[int, ...], rates: tuple[int, ...]) -> tuple[int, ...]:
    """What all bands under each start give together when every part keeps its own rate."""
    sums = [0]
    for band in range(1, len(starts)):
        sums.append(sums[-1] + rates[band - 1] * (starts[band] - starts[band - 1]))
    return tuple(sums)
