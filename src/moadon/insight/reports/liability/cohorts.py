"""Value by the period it was given in: what was put off for it, what of that is revenue, what is left."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

from moadon.apps.clubs.types import ClubInfo
from moadon.engine.liability import ALL, Ended, Units, allocate, expected_in_all, recognised, share_of_ended
from moadon.engine.rules import RESERVED, RETURN_CREDIT
from moadon.insight.kpis.measures import MILLION
from moadon.insight.kpis.spans import DAY
from moadon.insight.reports.liability.asking import Known, Value, without_tax
from moadon.insight.reports.liability.span import Stretch
from moadon.kernel.calendars import Period, period_of
from moadon.kernel.money import round_half_up

Method = Literal["set", "ended_lots", "all"]


class Estimate(NamedTuple):
    """Which share is expected to be redeemed, and where that comes from: the club's word, its history, or caution."""

    share: Fraction
    method: Method


class State(NamedTuple):
    """A cohort at one moment: its units, how many are expected to be redeemed in all, and money in minor units."""

    value: Value
    expected: int
    allocated: int
    recognised: int

    @property
    def deferred(self) -> int:
        """What is owed: put off and not revenue yet."""
        return self.allocated - self.recognised

    @property
    def breakage(self) -> int:
        """How much of the revenue is for value that nobody is expected to redeem."""
        units = self.value.units
        if units.issued <= 0:
            return self.recognised
        used = round_half_up(self.allocated * min(max(units.redeemed, 0), units.issued), units.issued)
        return max(0, self.recognised - used)


@dataclass(frozen=True, slots=True)
class Cohort:
    """Value of one wallet given in one period. `promised` is the estimate by which its price was divided, for ever;
    `now` the one of the closing."""

    wallet: str
    period: Period
    promised: Estimate
    now: Estimate
    opening: State
    closing: State

    @property
    def matters(self) -> bool:
        """Whether anything of it is left or happened in the period."""
        left = self.closing.value.units.outstanding or self.closing.deferred or self.opening.deferred
        return bool(left) or self.opening != self.closing


class Estimator:
    """The estimates of a club: what it says itself, else what became of lots that have ended, else everything."""

    def __init__(self, club: ClubInfo, ended: Mapping[str, Sequence[tuple[date, Ended]]]) -> None:
        self._said: dict[str, list[tuple[date, Fraction]]] = defaultdict(list)
        for wallet, since, share in club.settings.expected_redemption:
            self._said[wallet].append((date.fromisoformat(since), Fraction(share)))
        self._ended = ended

    def on(self, wallet: str, day: date) -> Estimate:
        """The estimate that holds for `wallet` on `day`. Before the first that the club says, that one holds."""
        said = self._said.get(wallet)
        if said:
            return Estimate(next((share for since, share in reversed(said) if since <= day), said[0][1]), "set")
        rows = [ended for end, ended in self._ended.get(wallet, ()) if end <= day]
        share = share_of_ended(Ended(*(sum(column) for column in zip(*rows, strict=True)))) if rows else None
        return Estimate(ALL, "all") if share is None else Estimate(share, "ended_lots")


def cohorts_of(club: ClubInfo, known: Known, stretch: Stretch) -> list[Cohort]:
    """Every cohort that has something to tell, by wallet and period."""
    estimator = Estimator(club, known.ended)
    periods: dict[Period, dict[str, list[tuple[Value, Value]]]] = defaultdict(lambda: defaultdict(list))
    for (wallet, day), pair in known.value.items():
        periods[period_of(day, club.settings.cohort, club.calendar)][wallet].append(pair)
    money, rates = _money(club, known), _by_period(club, known.every_rate)
    found = []
    for period, wallets in periods.items():
        later = club.settings.voucher_tax == "multi_purpose"
        days = (stretch.first - DAY, stretch.last)
        ends = [_States(period, estimator, day, taxed_later=later) for day in days]
        for position, states in enumerate(ends):
            states.add({wallet: _summed([pair[position] for pair in pairs]) for wallet, pairs in wallets.items()})
            states.price(*money.get(period, _NO_MONEY)[position], rates.get(period, {}))
        for wallet in wallets:
            opening, closing = ends
            found.append(
                Cohort(
                    wallet, period, closing.promised(wallet), estimator.on(wallet, stretch.last),
                    opening.of(wallet), closing.of(wallet),
                )
            )  # fmt: skip
    return sorted((one for one in found if one.matters), key=lambda one: (one.wallet, one.period.start))


class _States:
    """The wallets of one period at one moment, which share the price that was paid in it."""

    def __init__(self, period: Period, estimator: Estimator, day: date, *, taxed_later: bool) -> None:
        self._period, self._estimator, self._day = period, estimator, day
        self._taxed_later = taxed_later
        self._values: dict[str, Value] = {}
        self._gross, self._net = 0, 0
        self._rates: Mapping[int, int] = {}

    def add(self, values: Mapping[str, Value]) -> None:
        self._values.update(values)

    def price(self, gross: int, net: int, rates: Mapping[int, int]) -> None:
        """What members paid, with tax and without, and the mix of tax rates of all sales."""
        self._gross, self._net, self._rates = max(0, gross), max(0, net), rates

    def promised(self, wallet: str) -> Estimate:
        """The estimate when the period began: a price is divided once (88)."""
        return self._estimator.on(wallet, self._period.start)

    def of(self, wallet: str) -> State:
        value = self._values[wallet]
        allocated = self._face(wallet, value) if wallet in RESERVED else self._share(wallet)
        expected = expected_in_all(value.units, self._estimator.on(wallet, self._day).share)
        return State(value, expected, allocated, recognised(allocated, value.units.redeemed, expected))

    def _face(self, wallet: str, value: Value) -> int:
        """What was paid for stored value: all of it is owed; without its tax where that fell due as it was sold, which
        credit for a return never was."""
        issued = max(0, value.units.issued)
        if self._taxed_later or wallet == RETURN_CREDIT:
            return issued
        net = without_tax(issued, self._rates)
        return round_half_up(net.numerator, net.denominator)

    def _share(self, wallet: str) -> int:
        """The part of the price of goods that was paid for what came with them."""
        alone = {code: self._alone(code) for code in self._values if code not in RESERVED}
        goods = self._gross + sum(alone.values()) - alone[wallet]
        return allocate(self._net, goods, alone[wallet]).value

    def _alone(self, wallet: str) -> Fraction:
        return Fraction(max(0, self._values[wallet].price), MILLION) * self.promised(wallet).share


_NO_MONEY = ((0, 0), (0, 0))


def _money(club: ClubInfo, known: Known) -> dict[Period, tuple[tuple[int, int], tuple[int, int]]]:
    """By period what members paid, with and without tax, at the opening and at the closing."""
    gross: dict[Period, list[int]] = defaultdict(lambda: [0, 0])
    rates = _by_period(club, known.rates)
    for day, pair in known.paid.items():
        period = period_of(day, club.settings.cohort, club.calendar)
        for position, paid in enumerate(pair):
            gross[period][position] += paid
    return {
        period: (_both(pair[0], rates.get(period, {})), _both(pair[1], rates.get(period, {})))
        for period, pair in gross.items()
    }


def _by_period(club: ClubInfo, rates: Mapping[date, Mapping[int, int]]) -> dict[Period, dict[int, int]]:
    """By period and tax rate what was paid."""
    found: dict[Period, dict[int, int]] = {}
    for day, by_rate in rates.items():
        period = found.setdefault(period_of(day, club.settings.cohort, club.calendar), {})
        for rate, paid in by_rate.items():
            period[rate] = period.get(rate, 0) + paid
    return found


def _both(gross: int, rates: Mapping[int, int]) -> tuple[int, int]:
    net = without_tax(gross, rates)
    return gross, round_half_up(net.numerator, net.denominator)


def _summed(values: Sequence[Value]) -> Value:
    units = Units(
        sum(one.units.issued for one in values),
        sum(one.units.redeemed for one in values),
        sum(one.units.expired for one in values),
    )
    return Value(
        units, sum(one.sold for one in values), sum(one.price for one in values), sum(one.worth for one in values)
    )
