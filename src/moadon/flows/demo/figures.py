"""The club's figures counted straight from the story: what the reports must find again once it is loaded."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from moadon.flows.demo.calibration import group_sizes
from moadon.flows.demo.types import Return, Sale
from moadon.flows.till.types import DraftLine
from moadon.kernel.money import line_total, split


@dataclass(frozen=True, slots=True)
class Group:
    """One value segment, the lowest first, by what its members bought: returns are not taken off here."""

    members: int
    revenue: int
    share: Fraction
    visits_per_member: Fraction
    units_per_member: Fraction


@dataclass(frozen=True, slots=True)
class Figures:
    """Row B13 of one year, and row B14. Money in minor units."""

    visiting: int
    turnover: int
    turnover_share: Fraction
    receipts: int
    receipts_share: Fraction
    units: Fraction
    groups: tuple[Group, ...]

    @property
    def spend_per_member(self) -> Fraction:
        """Minor units per visiting member."""
        return Fraction(self.turnover, self.visiting)

    @property
    def receipts_per_member(self) -> Fraction:
        """Sales per visiting member."""
        return Fraction(self.receipts, self.visiting)

    @property
    def units_per_member(self) -> Fraction:
        """Units kept per visiting member."""
        return self.units / self.visiting

    @property
    def average_receipt(self) -> Fraction:
        """Minor units per sale to a member."""
        return Fraction(self.turnover, self.receipts)

    @property
    def units_per_receipt(self) -> Fraction:
        """Units kept per sale to a member."""
        return self.units / self.receipts


def count(events: Iterable[Sale | Return]) -> Figures:
    """The figures of `events`: sales count where they are sales, returns take money and units off."""
    bought: dict[int, _Bought] = {}
    back_money, back_units = Counter[bool](), Counter[bool]()
    for event in events:
        if isinstance(event, Sale):
            theirs = bought.setdefault(event.person, _Bought())
            theirs.visits += 1
            for line in event.draft.lines:
                theirs.money += _paid(line)
                theirs.units += line.quantity
        else:
            for line, back in _brought_back(event):
                back_money[event.of.person >= 0] += _of_units(line, back)
                back_units[event.of.person >= 0] += back
    others = bought.pop(-1, _Bought())
    members = [theirs for _, theirs in sorted(bought.items(), key=lambda each: (each[1].money, each[0]))]
    turnover = sum(each.money for each in members) - back_money[True]
    receipts = sum(each.visits for each in members)
    return Figures(
        visiting=len(members),
        turnover=turnover,
        turnover_share=Fraction(turnover, turnover + others.money - back_money[False]),
        receipts=receipts,
        receipts_share=Fraction(receipts, receipts + others.visits),
        units=Fraction(sum(each.units for each in members) - back_units[True], 1000),
        groups=_groups(members),
    )


@dataclass(slots=True)
class _Bought:
    """What somebody bought: money in minor units, units in thousandths."""

    money: int = 0
    units: int = 0
    visits: int = 0


def _groups(members: list[_Bought]) -> tuple[Group, ...]:
    whole, found, start = sum(each.money for each in members), [], 0
    for size in group_sizes(len(members)):
        part, start = members[start : start + size], start + size
        revenue = sum(each.money for each in part)
        found.append(
            Group(
                size,
                revenue,
                Fraction(revenue, whole),
                Fraction(sum(each.visits for each in part), size),
                Fraction(sum(each.units for each in part), 1000 * size),
            )
        )
    return tuple(found)


def _paid(line: DraftLine) -> int:
    return line_total(line.quantity, line.unit_price, 2) - line.discount


def _brought_back(event: Return) -> list[tuple[DraftLine, int]]:
    lines = event.of.draft.lines
    if event.draft.lines is None:
        return [(line, line.quantity) for line in lines]
    by_id = {line.id: line for line in lines}
    return [(by_id[each.line], each.quantity) for each in event.draft.lines]


def _of_units(line: DraftLine, back: int) -> int:
    return split(_paid(line), [back, line.quantity - back])[0]
