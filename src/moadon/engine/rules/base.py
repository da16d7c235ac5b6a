"""The base of earning: what was paid for goods with the buyer's own money, and which rules it counts for."""

from collections.abc import Sequence
from dataclasses import dataclass

from moadon.engine.rules.basket import Basket, Line, Payment
from moadon.engine.rules.pickers import EVERYTHING, ONE, WEIGHT_SCALE, Picker, Slot, Touched, touched_by
from moadon.engine.rules.promotions.prices import units_of
from moadon.kernel.money import round_half_up, split

CLUB_VALUE = frozenset(("points", "credit", "gift"))
"""Payment kinds that spend what the club itself issued: nothing is earned on them."""


@dataclass(frozen=True, eq=False)
class Counting:
    """How a basket becomes one base per slot. `weighted` are the slots whose sums are in 1/`WEIGHT_SCALE`.

    `everything`: there is one slot only and nothing is left out, so that the sum of all lines is all there is.
    `before_discounts`: goods count at their price before the discounts of till and promotions.
    """

    tax_included: bool
    before_discounts: bool
    slots: tuple[Slot, ...]
    weighted: tuple[int, ...]
    touched: Touched
    everything: bool

    def bases(self, basket: Basket, costs: Sequence[int]) -> list[int]:
        """The base of each slot in minor units, where `costs` is what each line still costs after discounts."""
        nets = self._nets(basket, costs)
        return [sum(nets)] if self.everything else self._by_slot(basket, nets)

    def units(self, basket: Basket, costs: Sequence[int]) -> list[int]:
        """How many units of goods count in each slot; of weighed goods a line is one unit."""
        nets = self._nets(basket, costs)
        counts = [units_of(line) if net > 0 else 0 for line, net in zip(basket.lines, nets, strict=True)]
        return self._by_slot(basket, counts)

    def lines(self, basket: Basket, costs: Sequence[int], slot: int) -> list[Line]:
        """The lines that count in a slot."""
        return [
            line
            for line, net in zip(basket.lines, self._nets(basket, costs), strict=True)
            if net > 0 and any(one == slot for one, _ in self.touched(line.sku, line.categories, line.brand))
        ]

    def _by_slot(self, basket: Basket, counts: Sequence[int]) -> list[int]:
        sums = [0] * len(self.slots)
        touched = self.touched
        for line, count in zip(basket.lines, counts, strict=True):
            for slot, weight in touched(line.sku, line.categories, line.brand):
                sums[slot] += count * weight
        for slot in self.weighted:
            sums[slot] = round_half_up(sums[slot], WEIGHT_SCALE)
        return sums

    def _nets(self, basket: Basket, costs: Sequence[int]) -> Sequence[int]:
        """What of each line counts, in minor units."""
        lines = basket.lines
        prices = [line.total for line in lines] if self.before_discounts else costs
        if basket.redemptions or basket.payments:
            paid = paid_by_club(basket, costs)
            if paid is not None:
                if sum(paid) >= sum(costs):
                    # Nothing of it was bought with the buyer's own money, whatever the prices were before discounts.
                    return [0] * len(lines)
                prices = [price - part for price, part in zip(prices, paid, strict=True)]
        if not self.tax_included:
            prices = [net_of_tax(price, line.tax_rate) for line, price in zip(lines, prices, strict=True)]
        return prices


def counting_of(
    slots: Sequence[Slot], excluded: Picker | None, *, tax_included: bool, before_discounts: bool = False
) -> Counting:
    """The counting of a programme whose rules look through `slots`; the first of them looks at everything."""
    return Counting(
        tax_included=tax_included,
        before_discounts=before_discounts,
        slots=tuple(slots),
        weighted=tuple(number for number, slot in enumerate(slots) if slot.weights is not None),
        touched=touched_by(slots, excluded),
        everything=len(slots) == EVERYTHING + 1 and excluded is None,
    )


def paid_by_club(basket: Basket, costs: Sequence[int]) -> list[int] | None:
    """What of each line is paid with value that the club issued: lines that it is given for first, the rest over all.

    `costs` is what each line still costs. None where nothing is.
    """
    value = club_value_of(basket)
    if not value:
        return None
    named = [0] * len(costs)
    for redemption in basket.redemptions:
        for i, part in redemption.on:
            named[i] += part
    left = [cost - part for cost, part in zip(costs, named, strict=True)]
    rest = share_of(basket.lines, left, max(0, min(value - sum(named), sum(left))))
    return [first + more for first, more in zip(named, rest, strict=True)]


def share_of(lines: Sequence[Line], costs: Sequence[int], value: int) -> list[int]:
    """`value` split over the lines by what each still costs: largest remainder, ties by line id."""
    order = sorted(range(len(lines)), key=lambda i: lines[i].id)
    parts = split(value, [costs[i] for i in order])
    shares = [0] * len(lines)
    for i, part in zip(order, parts, strict=True):
        shares[i] = part
    return shares


def kept_payments(payments: Sequence[Payment], cost: int, kept: int) -> tuple[Payment, ...]:
    """The part of each payment that stays on goods of `kept` when the receipt had cost `cost`, rounded half up.

    A basket that remains after a return takes its payments so: value of the club that paid for what came back must
    not be taken off what is kept.
    """
    if cost <= 0:
        return tuple(payments)
    return tuple(Payment(one.kind, round_half_up(one.amount * kept, cost)) for one in payments)


def net_of_tax(gross: int, rate: int) -> int:
    """`gross` (tax included) without tax at `rate` (1/10000), rounded half up."""
    return round_half_up(gross * ONE, ONE + rate)


def club_value_of(basket: Basket) -> int:
    """Minor units of the basket that points, credit and gift cards of the club pay."""
    value = 0
    for redemption in basket.redemptions:
        value += redemption.value
    for payment in basket.payments:
        if payment.kind in CLUB_VALUE:
            value += payment.amount
    return value
