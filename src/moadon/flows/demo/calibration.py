"""The published case as targets, and a year of members that meets them exactly.

Source of the figures: a retail chain's club in 2018, as printed with rows B13 and B14 of the mission; where the
print disagrees with itself is told in docs/reference/demo.md. Floats here shape chances, never money.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import sqrt
from random import Random

from moadon.flows.demo import curves
from moadon.flows.demo.types import MemberYear
from moadon.kernel.money import split

SEGMENTS = 5
CHEAPEST_UNIT = 600
"""No plan may ask for a unit cheaper than this on average (minor units)."""
CHEAPEST_VISIT = 1200


@dataclass(frozen=True, slots=True)
class Targets:
    """One year's figures at scale 1. Money in minor units; segments run from the lowest spenders up."""

    visiting: int
    not_visiting: int
    turnover: int
    turnover_share: Fraction
    receipts_share: Fraction
    receipts_per_member: Fraction
    units_per_member: Fraction
    segment_shares: tuple[int, ...]
    segment_visits: tuple[int, ...]
    segment_units: tuple[int, ...]

    @property
    def members(self) -> int:
        """Enrolled and not ended at the end of the year."""
        return self.visiting + self.not_visiting

    @property
    def receipts(self) -> int:
        """Sales to members."""
        return round(self.visiting * self.receipts_per_member)

    @property
    def units(self) -> int:
        """Units that members kept."""
        return round(self.visiting * self.units_per_member)

    @property
    def other_receipts(self) -> int:
        """Sales to everybody else."""
        return round(self.receipts * (1 - self.receipts_share) / self.receipts_share)

    @property
    def other_turnover(self) -> int:
        """Turnover with everybody else."""
        return round(self.turnover * (1 - self.turnover_share) / self.turnover_share)

    def at(self, scale: Fraction) -> "Targets":
        """The same figures per member and the same shares for a club `scale` times as large."""
        visiting = round(self.visiting * scale)
        return Targets(
            visiting,
            round(self.not_visiting * scale),
            round(Fraction(self.turnover * visiting, self.visiting)),
            self.turnover_share,
            self.receipts_share,
            self.receipts_per_member,
            self.units_per_member,
            self.segment_shares,
            self.segment_visits,
            self.segment_units,
        )


REFERENCE = Targets(
    visiting=18_102,
    not_visiting=3_449,
    turnover=17_498_433_00,
    turnover_share=Fraction(48, 100),
    receipts_share=Fraction(31, 100),
    receipts_per_member=Fraction("3.56"),
    units_per_member=Fraction("16.80"),
    segment_shares=(32, 68, 113, 194, 594),
    segment_visits=(126, 163, 230, 356, 886),
    segment_units=(326, 619, 976, 1645, 4850),
)
"""The year that ends with the day of loading: the published case."""

YEAR_BEFORE = Targets(
    visiting=17_340,
    not_visiting=3_120,
    turnover=16_476_900_00,
    turnover_share=Fraction(46, 100),
    receipts_share=Fraction(30, 100),
    receipts_per_member=Fraction("3.49"),
    units_per_member=Fraction("16.52"),
    segment_shares=(33, 70, 115, 196, 586),
    segment_visits=(125, 162, 228, 351, 870),
    segment_units=(323, 613, 967, 1630, 4800),
)
"""The year before: our own, about five per cent less, so that comparisons have something to show."""

JOINED_BEFORE, JOINED_REFERENCE, JOINED_SILENT = 2_980, 3_091, 141
"""New members of the two years, and those of the second who joined without buying."""
ENDED = 2_000
"""Members who left the club in the reference year."""
CAME_BACK = 1_252
"""Members of the reference year who had stayed away the year before."""


def plan_year(targets: Targets, rng: Random) -> list[MemberYear]:
    """One row per visiting member, lowest spend first; sums and segment sums are the targets, to the last agora."""
    sizes = group_sizes(targets.visiting)
    money = split(targets.turnover, list(targets.segment_shares))
    visits = _shared(targets.receipts, sizes, targets.segment_visits)
    units = _shared(targets.units, sizes, targets.segment_units)
    means = [amount / size for amount, size in zip(money, sizes, strict=True)]
    edges = _edges(means)
    rows: list[MemberYear] = []
    for group, size in enumerate(sizes):
        if group < SEGMENTS - 1:
            shape = curves.rising(size, edges[group], edges[group + 1], means[group], rng)
        else:
            shape = curves.heavy_tail(size, edges[group], means[group], rng)
        spends = sorted(split(money[group], [round(value) for value in shape]))
        rows += _segment(spends, visits[group], units[group], rng)
    return rows


def group_sizes(visiting: int) -> list[int]:
    """Equal groups; the first ones take the remainder."""
    size, more = divmod(visiting, SEGMENTS)
    return [size + (group < more) for group in range(SEGMENTS)]


def _shared(total: int, sizes: list[int], per_member: tuple[int, ...]) -> list[int]:
    return split(total, [size * each for size, each in zip(sizes, per_member, strict=True)])


def _edges(means: list[float]) -> list[float]:
    inner = [sqrt(low * high) for low, high in pairwise(means)]
    inner[-1] *= 0.88
    return [means[0] * 0.12, *inner]


def _segment(spends: list[int], visits: int, units: int, rng: Random) -> list[MemberYear]:
    mean = sum(spends) / len(spends)
    wish = [(spend / mean) ** 0.7 for spend in spends]
    counts = curves.counts(visits, wish, [max(1, spend // CHEAPEST_VISIT) for spend in spends], rng)
    weights = [spend / mean * rng.lognormvariate(0, 0.35) + count for spend, count in zip(spends, counts, strict=True)]
    most = [max(count, spend // CHEAPEST_UNIT) for spend, count in zip(spends, counts, strict=True)]
    bought = curves.portions(units, counts, most, weights)
    return [MemberYear(*row) for row in zip(spends, counts, bought, strict=True)]
