"""What most ways to get something have in common: nothing near, nothing to add."""

from typing import TYPE_CHECKING, ClassVar

from moadon.engine.rules.promotions.promotion import Field, Lack

if TYPE_CHECKING:
    from moadon.engine.rules.basket import Gift


class Plain:
    """Nothing is near and nothing is missing from the basket."""

    __slots__ = ()
    hints: ClassVar[bool] = False

    @property
    def slots(self) -> tuple[int, ...]:
        """The goods that must be there."""
        raise NotImplementedError

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
