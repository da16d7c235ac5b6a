"""How much of a sold line a part of its units is, so that parts always sum to the whole (semantics 2)."""

from collections.abc import Mapping
from dataclasses import dataclass

from moadon.apps.receipts.types import Sale, SoldLine
from moadon.flows.till.types import ReturnLine
from moadon.kernel.money import QUANTITY_PLACES, round_half_up
from moadon.kernel.refusals import Refused, RefusedMany

UNIT: int = 10**QUANTITY_PLACES


@dataclass(frozen=True, slots=True)
class Piece:
    """Units of one sold line that come back, with their money.

    `allowance`: so much is given back while goods stay, or goes (below 0) with goods that it was given for. `discount`
    is so much less: what is handed back is always total - discount - club value.
    """

    line: SoldLine
    quantity: int
    total: int
    discount: int
    club_value: int
    allowance: int = 0


def part(whole: int, quantity: int, of: int) -> int:
    """What the first `quantity` of `of` units have of `whole`.

    Whole units: unit by unit by largest remainder, so earlier units carry the odd minor unit. Weighed goods:
    in proportion, rounded half up. All units have all of it.
    """
    if quantity == of:
        return whole
    if quantity % UNIT == 0 and of % UNIT == 0:
        units, count = of // UNIT, quantity // UNIT
        each, odd = whole // units, whole % units
        return each * count + min(count, odd)
    return round_half_up(whole * quantity, of)


def pieces_of(sale: Sale, wanted: tuple[ReturnLine, ...] | None, currency: str) -> list[Piece]:
    """What comes back: the wanted units and amounts, or all that is left.

    Raises RefusedMany naming lines that cannot.
    """
    by_key = {line.key: line for line in sale.lines}
    if wanted is None:
        pieces = [_piece(line, line.left) for line in sale.lines if line.left]
        if not pieces:
            raise Refused("nothing_left_to_return", field="lines", number=sale.number)
        return pieces
    faults: list[Refused] = []
    pieces = []
    for i, item in enumerate(wanted):
        line = by_key.get(item.line)
        if line is None:
            faults.append(Refused("unknown_line", field=f"lines.{i}.line", given=item.line))
        elif item.quantity > line.left:
            left = ("number", _plain(line.left))
            faults.append(Refused("more_than_bought", field=f"lines.{i}.quantity", line=item.line, left=left))
        elif item.amount > line.cost:
            cost = ("money", line.cost, currency)
            faults.append(Refused("more_than_it_costs", field=f"lines.{i}.amount", line=item.line, left=cost))
        elif item.amount:
            pieces.append(_less(line, item.amount))
        else:
            pieces.append(_piece(line, item.quantity))
    if faults:
        raise RefusedMany(faults)
    return pieces


def _plain(quantity: int) -> str:
    whole, rest = divmod(quantity, UNIT)
    return f"{whole}.{rest:03}".rstrip("0").rstrip(".")


def _less(line: SoldLine, amount: int) -> Piece:
    """Money for goods that stay: first what was paid in money, then what value of the club paid, as what it was."""
    return Piece(line, 0, 0, -amount, max(0, amount - (line.cost - line.club_left)), amount)


def _piece(line: SoldLine, quantity: int) -> Piece:
    upto = line.returned + quantity
    total = max(0, part(line.total, upto, line.quantity) - line.returned_total)
    allowance = part(line.allowance, quantity, line.left)
    own = line.discount - line.returned_discount - line.allowance
    discount = part(own, quantity, line.left) + allowance
    # Odd minor units of discount and club value may fall on the same unit, and together be more than it costs; and
    # what stays must go on costing what is said to have been paid for it.
    left = line.total - line.returned_total - total
    discount = max(min(discount, total), own + line.allowance - left)
    cost = total - discount
    club_value = max(min(part(line.club_left, quantity, line.left), cost), line.club_left - (line.cost - cost))
    return Piece(line, quantity, total, discount, club_value, -allowance)


def share_back(spent: Mapping[str, tuple[int, int]], before: int, after: int) -> dict[str, int]:
    """Units of each wallet to give back when the returned club value of a sale grows from `before` to `after`.

    `spent`: per wallet (units, minor units they paid). Each wallet's part grows with the whole and ends at all of it.
    """
    whole = sum(value for _, value in spent.values())
    back: dict[str, int] = {}
    for wallet, (units, _) in spent.items():
        upto = units if after >= whole else round_half_up(units * after, whole)
        done = units if before >= whole else round_half_up(units * before, whole)
        back[wallet] = upto - done
    return back
