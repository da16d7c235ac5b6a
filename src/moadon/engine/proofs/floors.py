"""The floor above which value is spent by proof only (semantics 12).

It is a floor of a rolling day: what left without proof counts, so that many small spends do not go around it.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

Sort = Literal["money", "points"]
"""How value is counted: credit and gifts as money, points as points."""
POINT_PLACES = 4
"""Points of all wallets are counted together, whatever decimals each has."""


class Floors(NamedTuple):
    """How much may leave a member's wallets in a day unproven: in minor units of the currency, and in whole points.

    0: nothing; None: as much as there is.
    """

    money: int | None = None
    points: int | None = None

    @property
    def any(self) -> bool:
        """Whether anything is ever asked to be proven."""
        return self.money is not None or self.points is not None

    def of(self, sort: Sort) -> int | None:
        """The floor of one sort, in the units of `amount_in`."""
        if sort == "money":
            return self.money
        return None if self.points is None else self.points * 10**POINT_PLACES


def sort_of(kind: str) -> Sort:
    """How value of a wallet of this kind is counted."""
    return "points" if kind == "points" else "money"


def amount_in(kind: str, amount: int, places: int) -> int:
    """`amount` of a wallet of this kind with `places` decimals, in the units in which its sort is counted."""
    return amount * 10 ** (POINT_PLACES - places) if sort_of(kind) == "points" else amount


def lacking(floors: Floors, before: Mapping[Sort, int], wanted: Mapping[Sort, int]) -> list[Sort]:
    """The sorts of which `wanted` may not be spent unproven by a member who has spent `before` so within the day."""
    sorts: tuple[Sort, ...] = ("money", "points")
    return [sort for sort in sorts if wanted.get(sort) and _is_over(floors.of(sort), before.get(sort, 0), wanted[sort])]


def _is_over(floor: int | None, before: int, wanted: int) -> bool:
    return floor is not None and before + wanted > floor
