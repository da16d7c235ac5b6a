"""Parts that hold figures: a figure with its movement and trend, lots, a ruler."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

from moadon.kernel.figures import Numeric, exact
from moadon.ui import marks
from moadon.ui.parts import Text, Tone
from moadon.ui.reader import shapes

SPARK_WIDTH, SPARK_HEIGHT = 64, 20


@dataclass(frozen=True, slots=True)
class Movement:
    """How a figure moved and from what. `way` is up, down or none; `good` says whether that pleases (None: noise)."""

    way: Literal[1, 0, -1]
    by: Text
    was: Text
    good: bool | None = None

    @property
    def tone(self) -> str:
        """The class that colours it: by whether it is good, not by its sign."""
        return "same" if self.good is None else "up" if self.good else "down"

    @property
    def arrow(self) -> str:
        """The sign that stands before the colour."""
        return {1: "▲", 0: "", -1: "▼"}[self.way]


def movement(
    now: Numeric | None,
    before: Numeric | None,
    was: Text,
    *,
    share: bool = False,
    more_is_good: bool = True,
    noise: str = "0.01",
) -> Movement | None:
    """From `before` to `now`; `was` is `before` as it is written. None when either is unknown or `before` is zero.

    `share` compares percentages in points. What moved by less than `noise` (a part of `before`, or of one when
    it is a share) is grey.
    """
    if now is None or before is None:
        return None
    new, old = exact(now), exact(before)
    if not share and not old:
        return None
    change = new - old if share else (new - old) / abs(old)
    way: Literal[1, 0, -1] = 1 if change > 0 else -1 if change < 0 else 0
    by = marks.shaped(shapes().points_change_parts(change)) if share else marks.percent(abs(change), 1, narrow=True)
    good = None if abs(change) < Decimal(noise) else (change > 0) == more_is_good
    return Movement(way, by, was, good)


@dataclass(frozen=True, slots=True)
class Figure:
    """A label, a value, how it moved and its trend. `href` opens the rows behind it; `big` is for the one headline."""

    template: ClassVar[str] = "ui/figure.html"
    label: Text
    value: Text
    href: str = ""
    move: Movement | None = None
    note: Text = ""
    trend: Sequence[Numeric] = ()
    big: bool = False

    @property
    def spark(self) -> "Spark | None":
        """The trend as a drawing, if there are at least two values."""
        return spark(self.trend) if len(self.trend) > 1 else None


@dataclass(frozen=True, slots=True)
class Spark:
    """A line through a small box, and where it ends."""

    points: str
    x: str
    y: str


def spark(values: Sequence[Numeric]) -> Spark:
    """The polyline of `values` over 64 by 20; at least two of them."""
    numbers = [exact(value) for value in values]
    low, span = min(numbers), (max(numbers) - min(numbers)) or Decimal(1)
    room = Decimal(SPARK_HEIGHT - 4)
    xs = [Decimal(i * SPARK_WIDTH) / (len(numbers) - 1) for i in range(len(numbers))]
    ys = [SPARK_HEIGHT - 2 - (n - low) / span * room for n in numbers]
    return Spark(" ".join(f"{x:.1f},{y:.1f}" for x, y in zip(xs, ys, strict=True)), f"{xs[-1]:.1f}", f"{ys[-1]:.1f}")


@dataclass(frozen=True, slots=True)
class Lot:
    """A part of a balance: how much, until when. `soon` is the next to expire, `pending` is not yet in the balance."""

    amount: Text
    until: Text
    weight: int
    state: Literal["", "soon", "pending"] = ""


@dataclass(frozen=True, slots=True)
class Lots:
    """A balance as blocks in the order they will be spent, the first few in words."""

    template: ClassVar[str] = "ui/lots.html"
    items: Sequence[Lot]
    told: int = 3

    @property
    def blocks(self) -> list[tuple[int, str]]:
        """Each lot's share of 100 (at least 1) and its state."""
        whole = sum(lot.weight for lot in self.items) or 1
        return [(max(1, share_of(lot.weight, whole)), lot.state) for lot in self.items]

    @property
    def first(self) -> Sequence[Lot]:
        """The lots that are told in words."""
        return self.items[: self.told]

    @property
    def more(self) -> int:
        """How many are not told."""
        return max(0, len(self.items) - self.told)


@dataclass(frozen=True, slots=True)
class Mark:
    """A goal on a ruler at a share of 0 to 100."""

    at: int
    label: Text

    @property
    def last(self) -> bool:
        """Whether its label would run out at the end."""
        return self.at > 88


@dataclass(frozen=True, slots=True)
class Ruler:
    """How far something has come (0 to 100), where it will be at this pace, and the goals on the way."""

    template: ClassVar[str] = "ui/ruler.html"
    fill: int
    finding: Text
    marks: Sequence[Mark] = ()
    pace: int | None = None


def share_of(part: int, whole: int) -> int:
    """`part` of `whole` as a whole percentage from 0 to 100, rounded half up."""
    return max(0, min(100, (200 * part + whole) // (2 * whole))) if whole else 0


@dataclass(frozen=True, slots=True)
class Bar:
    """A share from 0 to 100 as a small bar, for a cell of a table."""

    template: ClassVar[str] = "ui/bar.html"
    share: int


@dataclass(frozen=True, slots=True)
class Wallet:
    """What a member holds in one wallet: a figure and its lots."""

    template: ClassVar[str] = "ui/wallet.html"
    figure: Figure
    lots: Lots | None = None
    tone: Tone = ""
