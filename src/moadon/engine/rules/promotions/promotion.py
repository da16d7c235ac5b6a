"""A promotion and its group, ready to run."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moadon.engine.rules.conditions import Condition
from moadon.engine.rules.limits import Limit
from moadon.engine.rules.promotions.prices import Part, Prices, Unit
from moadon.engine.rules.scene import Scene
from moadon.kernel.sentences import Message
from moadon.kernel.values import value

if TYPE_CHECKING:
    from moadon.engine.rules.basket import Gift


@value
class Effect:
    """What a promotion would do: the parts it takes off, how often it is given, and the units it uses up.

    `lines`: it uses all free units of these lines (where units were not told apart). `amount` is what it takes off in
    all and `base` what the goods it is given on cost before it, in minor units.
    """

    parts: list[Part]
    times: int
    amount: int
    base: int
    units: list[Unit]
    lines: list[int]


NOTHING = Effect([], 0, 0, 0, [], [])


@value
class Lack:
    """What is missing to an effect: minor units to buy for (or a unit that would cost so much), and what that gets."""

    missing: int
    gets: int
    why: Message


@dataclass(frozen=True)
class Field:
    """What a promotion looks at in a basket: `lines` by slot, in line-id order; `original`: percentages are of the
    original price; `most`: the most units or sets it may be given for, None for any number."""

    scene: Scene
    prices: Prices
    picked: dict[int, list[int]]
    original: bool
    most: int | None

    def lines(self, slot: int) -> list[int]:
        """The lines that a slot picks."""
        return self.picked.get(slot, [])


class Get:
    """What one gets by a promotion: pure arithmetic, and the words for it."""

    @property
    @abstractmethod
    def kind(self) -> str:
        """As in the document."""

    @property
    @abstractmethod
    def slots(self) -> tuple[int, ...]:
        """The slots whose goods must be in the basket, or it has no effect."""

    @property
    def looks_at(self) -> tuple[int, ...]:
        """The slots of all goods that it may be given on."""
        return self.slots

    @property
    def whole(self) -> bool:
        """Whether it is given on the whole basket."""
        return False

    @property
    def hints(self) -> bool:
        """Whether `lack` or `gifts` may ever say something."""
        return False

    @abstractmethod
    def effect(self, field: Field) -> Effect:
        """The most that it gives on what is free."""

    @abstractmethod
    def why(self, effect: Effect, amount: int, field: Field, /) -> Message:
        """What it took off, and by which arithmetic."""

    def lack(self, _field: Field, /) -> Lack | None:
        """What is missing to more of it; None where nothing is near."""
        return None

    def gifts(self, _rule: str, _field: Field, /) -> "tuple[Gift, ...]":
        """Units it would give that are not in the basket."""
        return ()


@dataclass(frozen=True)
class Group:
    """Promotions judged together, see the document."""

    id: str
    mode: str
    original: bool


@dataclass(frozen=True, eq=False)
class Promotion:
    """`rank` is its place among all: by group, then the higher priority, then as written."""

    id: str
    name: Mapping[str, str]
    rank: int
    group: int
    priority: int
    conditions: tuple[Condition, ...]
    get: Get
    limit: Limit | None
    not_with: frozenset[str]

    @property
    def told(self) -> tuple[str, Mapping[str, str]]:
        """Its name as a parameter of messages; its id where it has none."""
        return ("text", self.name or {"en": self.id, "he": self.id, "fa": self.id})
