"""Dividing the price of a sale, and making revenue of what was put off."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

from moadon.kernel.money import round_half_up

ALL: Final = Fraction(1)
"""Everything is expected to be redeemed: who knows nothing yet counts on no breakage (B46: a constrained estimate)."""
LEAST_ENDED: Final = 100
"""So many lots must have ended before a club's own history says how much is redeemed."""


class Allocation(NamedTuple):
    """The price of a sale in minor units, divided: what the goods earned at once, what the value puts off."""

    goods: int
    value: int


@dataclass(frozen=True, slots=True)
class Units:
    """What became of the value given in one period, in the wallet's smallest units; what returns took back is off."""

    issued: int
    redeemed: int
    expired: int

    @property
    def outstanding(self) -> int:
        """What can still be redeemed."""
        return self.issued - self.redeemed - self.expired


class Ended(NamedTuple):
    """Lots whose time is over: how many, what was given with them, and how much of it was redeemed."""

    lots: int
    issued: int
    redeemed: int


def allocate(price: int, goods: Fraction, value: Fraction) -> Allocation:
    """Divide `price` in proportion to the stand-alone prices of the goods and of the value that came with them.

    The stand-alone price of value is what it pays, times the share that is expected to be redeemed. Both parts sum to
    `price`; without a price, or where neither has one of its own, all is of the goods. None of the three is negative.
    """
    whole = goods + value
    if not whole:
        return Allocation(price, 0)
    share = price * value / whole
    part = round_half_up(share.numerator, share.denominator)
    return Allocation(price - part, part)


def expected_in_all(units: Units, share: Fraction) -> int:
    """How much of `units` is expected to be redeemed in all, when `share` of what is given usually is.

    Never less than was redeemed already, nor more than that and all that still can be.
    """
    usual = units.issued * share
    expected = round_half_up(usual.numerator, usual.denominator)
    return max(units.redeemed, min(expected, units.redeemed + units.outstanding))


def recognised(allocated: int, redeemed: int, expected: int) -> int:
    """How much of `allocated` is revenue by now: redeemed so far, of all that is expected to be redeemed.

    All of it once nothing more is expected. Revenue of a period is this, less what was recognised before.
    """
    if redeemed >= expected:
        return allocated
    return round_half_up(allocated * max(0, redeemed), expected)


def share_of_ended(ended: Ended) -> Fraction | None:
    """The share of value that is redeemed, by what became of lots whose time is over; None while these are too few.

    Lots that were used up early count only when their time is over too: else they would say too much.
    """
    if ended.lots < LEAST_ENDED or ended.issued <= 0:
        return None
    return min(ALL, max(Fraction(0), Fraction(ended.redeemed, ended.issued)))
