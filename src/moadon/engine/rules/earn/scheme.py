"""What every way to earn can do."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Literal

from moadon.kernel.sentences import Message
from moadon.kernel.values import value

Param = tuple[object, ...]

Measure = Literal["money", "units", "visit", "names"]
"""What a base counts: minor units of money, units of goods, receipts on which something counts (0 or 1 each), or
how many different ones of the goods that a rule names were bought."""


@dataclass(frozen=True)
class Units:
    """How amounts are told: money in `currency`, and the wallet's units (money too, or points of `places`)."""

    currency: str
    exponent: int
    is_points: bool
    places: int

    def money(self, minor: int) -> Param:
        """Minor units of the currency as a message parameter."""
        return ("money", minor, self.currency)

    def sum(self, minor: int) -> Param:
        """A sum that the programme names: money as one says it, ₪400 rather than ₪400.00."""
        return ("sum", minor, self.currency)

    def gain(self, amount: int) -> Param:
        """Units of the wallet as a message parameter."""
        return ("points", amount, self.places) if self.is_points else ("money", amount, self.currency)


@value
class Step:
    """One change of what counts for a member: from `before` by `base`, in `period` (a message parameter, or None)."""

    before: int
    base: int
    amount: int
    period: Param | None


class Scheme:
    """A way to earn: pure arithmetic, and the words for it."""

    @property
    def cumulative(self) -> bool:
        """Whether the base adds up over receipts (else each receipt stands alone)."""
        return False

    @property
    @abstractmethod
    def measure(self) -> Measure:
        """What the base counts."""

    @property
    def settles(self) -> bool:
        """Whether it is paid when its period is over (else at once)."""
        return False

    @abstractmethod
    def due(self, base: int, /) -> int:
        """Everything that is due for a base of `base`, in wallet units. Never falls as the base rises."""

    @abstractmethod
    def next_step(self, base: int, /) -> tuple[int, int] | None:
        """How much more to buy to get something more, and what that gets. None: there is no such step."""

    @abstractmethod
    def why(self, step: Step, /) -> Message:
        """What this purchase did."""

    @abstractmethod
    def near(self, missing: int, gets: int, period: Param | None, /) -> Message:
        """What is close."""
