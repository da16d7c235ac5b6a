"""Plain values of the demo club. Money in minor units, units whole, moments in seconds since 1970 (UTC)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from moadon.flows.till.types import ReceiptDraft, ReturnDraft
from moadon.kernel.calendars import add_months

SMALLEST, LARGEST = Fraction(1, 100), Fraction(4)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides a demo club: the same recipe makes the same club, to the last agora.

    `as_of` is the last day with receipts; `scale` 1 is the published case, 1/10 a tenth of its members.
    Raises ValueError for a scale that makes no sense.
    """

    as_of: date
    scale: Fraction = Fraction(1, 10)
    seed: int = 1
    language: str = "en"

    def __post_init__(self) -> None:
        if not SMALLEST <= self.scale <= LARGEST:
            raise ValueError(f"the scale is from {float(SMALLEST)} to {float(LARGEST)}")

    @property
    def reference(self) -> "Span":
        """The year that is calibrated: twelve months that end with `as_of`."""
        return Span(date.fromordinal(add_months(self.as_of, -12).toordinal() + 1), self.as_of)

    @property
    def before(self) -> "Span":
        """The twelve months before, so that there is something to compare with."""
        end = date.fromordinal(self.reference.start.toordinal() - 1)
        return Span(date.fromordinal(add_months(self.as_of, -24).toordinal() + 1), end)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` to `end`, both in it."""

    start: date
    end: date

    @property
    def days(self) -> list[date]:
        """Every day of the span."""
        return [date.fromordinal(n) for n in range(self.start.toordinal(), self.end.toordinal() + 1)]


@dataclass(frozen=True, slots=True)
class Branch:
    """A shop, or the shop on the web. `weight`: its part of all receipts; `asks`: how readily it names members."""

    code: str
    name: str
    weight: int
    asks: float
    tills: tuple[str, ...]
    staff: tuple[str, ...]
    channel: str = "store"


@dataclass(frozen=True, slots=True)
class Employee:
    """Somebody behind the counter."""

    code: str
    name: str
    branch: str


@dataclass(frozen=True, slots=True)
class Category:
    """A node of the tree of goods."""

    code: str
    name: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Product:
    """Something on the shelf. `price` in minor units, tax included; `cost` in minor units without tax."""

    sku: str
    name: str
    category: str
    brand: str
    price: int
    cost: int


@dataclass(frozen=True, slots=True)
class MemberYear:
    """What one visiting member does in one year: net spend, visits and net units."""

    spend: int
    visits: int
    units: int


@dataclass(slots=True)
class Life:
    """One person's way through the two years, before they have a name."""

    loyalty: float
    joined_in: int
    """0: before the two years, 1: in the year before, 2: in the reference year."""
    visited: set[int] = field(default_factory=set)
    ends: bool = False
    home: int = 0


@dataclass(slots=True)
class Visit:
    """A sale to be: `spend` and `units` are what is kept after `back` was brought back. `member` -1: not a member."""

    at: int
    branch: int
    member: int
    spend: int
    units: int
    pool: int
    till: str = ""
    employee: str | None = None
    back: "Back | None" = None


@dataclass(frozen=True, slots=True)
class Back:
    """Goods that will come back at `at`: `sku` names them, else any. `cancel`: the sale was a slip."""

    at: int
    employee: str | None
    units: int = 1
    sku: str | None = None
    cancel: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A member as the club knows them."""

    first_name: str
    last_name: str
    phone: str
    card: str
    email: str | None
    birth_date: date | None
    language: str
    branch: str
    employee: str | None
    joined_at: datetime
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Sale:
    """A receipt as the till would send it. `person` is the member's position, -1 for nobody."""

    draft: ReceiptDraft
    person: int


@dataclass(frozen=True, slots=True)
class Return:
    """Goods brought back, as the till would send it, with the sale they are of."""

    draft: ReturnDraft
    of: Sale
