"""Which sale goods came back from, where the file does not say: the newest earlier one they can be from.

A returned line is given back against a sale of the same member that has the product at that price and units enough
left, the newest first; a sale that the file names counts before that, whatever its price and time, and where several
bear the number, the one that fits best. What fits no sale is a return of its own. Lines of one return that fit
different sales become several returns, `R7`, `R7/2` and so on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from moadon.apps.catalogue import queries as catalogue
from moadon.apps.receipts import queries as receipts
from moadon.apps.receipts.types import NamedReturn, OpenUnits, ReturnedUnits, SoughtUnits
from moadon.flows.importing.receipts.bundles import Bundle
from moadon.flows.till.types import DraftLine, ReturnLine
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused

Member = int | None
Place = tuple[int | None, str]
"""Row of a sale and its line's own id."""


@dataclass(slots=True)
class Part:
    """What of a return goes back against one sale (None: against none), with the rows it came from."""

    sale_id: int | None
    units: dict[str, int] = field(default_factory=dict)
    lines: list[DraftLine] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    def return_lines(self) -> tuple[ReturnLine, ...]:
        """The lines of the sale with the units that come back."""
        return tuple(ReturnLine(line, quantity) for line, quantity in self.units.items())


@dataclass(frozen=True, slots=True)
class Matched:
    """A return of the file: its parts, or `again` when it stands already, or why it is refused (by place of line)."""

    parts: tuple[Part, ...] = ()
    again: bool = False
    refused: Mapping[int, Refused] | None = None


def numbered(number: str, position: int) -> str:
    """The number of the part at `position` (from 0): the first keeps the return's own."""
    return number if position == 0 else f"{number}/{position + 1}"


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose a return is and where it was taken, by row."""

    member: Member
    branch: int | None = None
    till: int | None = None


def match_returns(bundles: Sequence[Bundle], origins: Sequence[Origin]) -> list[Matched]:
    """What becomes of each return, in order; a constant number of statements inside the club's transaction."""
    standing = receipts.returned_units([(number, b.at) for b in bundles for number in _numbers(b)])
    products = {
        sku: product.id
        for sku, product in catalogue.products_by_sku({line.sku for b in bundles for line in b.lines}).items()
    }
    outcomes = [_standing(b, origin, standing, products) for b, origin in zip(bundles, origins, strict=True)]
    named = _named(bundles, origins, outcomes, products)
    sought: list[SoughtUnits] = []
    places: list[tuple[int, int]] = []
    for i, (bundle, origin) in enumerate(zip(bundles, origins, strict=True)):
        sale = named.get(i)
        for j, line in enumerate(bundle.lines):
            if outcomes[i] is None and line.sku in products and (origin.member is not None or sale is not None):
                sought.append(SoughtUnits(origin.member, sale, products[line.sku], line.unit_price, bundle.at))
                places.append((i, j))
    found = receipts.open_units(sought)
    units = {place: found.get(n, []) for n, place in enumerate(places)}
    taken: dict[Place, int] = {}
    return [
        outcome or _matched(bundle, [units.get((i, j), []) for j in range(len(bundle.lines))], taken, i in named)
        for i, (bundle, outcome) in enumerate(zip(bundles, outcomes, strict=True))
    ]


def _named(
    bundles: Sequence[Bundle],
    origins: Sequence[Origin],
    outcomes: list[Matched | None],
    products: Mapping[str, int],
) -> dict[int, int]:
    """The sale that each return names, by place; refuses in `outcomes` those that could mean several."""
    asking = [i for i, bundle in enumerate(bundles) if bundle.of_receipt and outcomes[i] is None]
    wanted = []
    for i in asking:
        bundle, origin = bundles[i], origins[i]
        lines = {(products[line.sku], line.unit_price) for line in bundle.lines if line.sku in products}
        wanted.append(
            NamedReturn(
                bundle.of_receipt or "", origin.branch, origin.till, origin.member, bundle.at, tuple(sorted(lines))
            )
        )
    sales: dict[int, int] = {}
    for i, found in zip(asking, receipts.named_sales(wanted), strict=True):
        if len(found) == 1:
            sales[i] = found[0]
        elif found:
            unclear = Refused("sale_not_clear", field="of_receipt", given=bundles[i].of_receipt or "", sales=len(found))
            outcomes[i] = Matched(refused=dict.fromkeys(range(len(bundles[i].lines)), unclear))
    return sales


def _standing(
    bundle: Bundle,
    origin: Origin,
    standing: Mapping[tuple[str, datetime], Sequence[ReturnedUnits]],
    products: Mapping[str, int],
) -> Matched | None:
    """Whether this return stands already; None where it is new."""
    first = standing.get((bundle.number, bundle.at), ())
    rest = [units for number in _numbers(bundle)[1:] for units in standing.get((number, bundle.at), ())]
    wanted, till = _by_product(bundle, products), origin.till
    for till_id in dict.fromkeys(units.till_id for units in first if till is None or units.till_id == till):
        family = [u for u in (*first, *rest) if till is None or u.till_id == till_id]
        held: dict[int | str, int] = {}
        for units in family:
            held[units.product_id] = held.get(units.product_id, 0) + units.quantity
        if held == wanted and {units.member_id for units in family} == {origin.member}:
            return Matched(again=True)
        if till is not None or till_id is None:
            taken = Refused("receipt_number_taken", field="number", status=409)
            return Matched(refused=dict.fromkeys(range(len(bundle.lines)), taken))
    return None


def _numbers(bundle: Bundle) -> list[str]:
    """Under which numbers its parts may stand, and one more, which none of its own can have."""
    return [numbered(bundle.number, i) for i in range(len(bundle.lines) + 1)]


def _by_product(bundle: Bundle, products: Mapping[str, int]) -> dict[int | str, int]:
    sums: dict[int | str, int] = {}
    for line in bundle.lines:
        key = products.get(line.sku, line.sku)
        sums[key] = sums.get(key, 0) + line.quantity
    return sums


def _matched(bundle: Bundle, units: Sequence[Sequence[OpenUnits]], taken: dict[Place, int], named: bool) -> Matched:
    """Give each line to the first sale that has enough left; `taken` counts what returns before it took."""
    parts: dict[int | None, Part] = {}
    refused: dict[int, Refused] = {}
    for j, line in enumerate(bundle.lines):
        sale_id, pieces = _first_fit(units[j], line.quantity, taken)
        if sale_id is None and named:
            left = sum(u.left - taken.get((u.sale_id, u.line), 0) for u in units[j])
            refused[j] = Refused(
                "more_than_bought", field="quantity", line=line.sku, left=("number", str(left // 1000))
            )
            continue
        part = parts.setdefault(sale_id, Part(sale_id))
        part.rows.append(bundle.rows[j])
        if sale_id is None:
            part.lines.append(line)
        for key, quantity in pieces.items():
            part.units[key] = part.units.get(key, 0) + quantity
            taken[sale_id, key] = taken.get((sale_id, key), 0) + quantity
    if refused:
        for sale_id, part in parts.items():
            for key, quantity in part.units.items():
                taken[sale_id, key] -= quantity
        return Matched(refused=refused)
    return Matched(tuple(parts.values()))


def _first_fit(
    units: Sequence[OpenUnits], quantity: int, taken: Mapping[Place, int]
) -> tuple[int | None, dict[str, int]]:
    """The first sale with enough units, and how many of each of its lines."""
    for sale_id in dict.fromkeys(u.sale_id for u in units):
        pieces: dict[str, int] = {}
        missing = quantity
        for one in units:
            if one.sale_id == sale_id and missing:
                part = min(missing, one.left - taken.get((sale_id, one.line), 0))
                if part > 0:
                    pieces[one.line] = part
                    missing -= part
        if not missing:
            return sale_id, pieces
    return None, {}


def member_row(public: str | None) -> Member:
    """The row number behind a member's public id."""
    return row_id("mbr", public) if public else None
