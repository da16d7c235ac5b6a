"""What most ways to get something have in common: nothing near, nothing to add."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from moadon.engine.rules.promotions.promotion import Field, Lack

if TYPE_CHECKING:
    from moadon.engine.rules.basket import Gift


class Plain(ABC):
    """Nothing is near and nothing is missing from the basket."""

    __slots__ = ()
    hints: ClassVar[bool] = False

    @property
    @abstractmethod
    def slots(self) -> tuple[int, ...]:
        """The goods that must be there."""

    @property
    def looks_at(self) -> tuple[int, ...]:
        """The same goods."""
        return self.slots

    def lack(self, _field: Field, /) -> Lack | None:
        """None."""
        return None

    def gifts(self, _rule: str, _field: Field, /) -> "tuple[Gift, ...]":
        """None."""
        return ()
