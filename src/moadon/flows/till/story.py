"""A sale that goods come back from: what it earned, what was spent on it, and what of it remains."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from moadon.apps.coupons.types import PrintedKept, UseKept
from moadon.apps.programmes.types import Live
from moadon.apps.receipts.types import Sale
from moadon.apps.rewards.types import EarnedBy
from moadon.engine.rules import Basket, Buyer, Line, Payment, Redemption, Standing, kept_payments
from moadon.flows.till.coupons import words_then
from moadon.flows.till.pieces import Piece
from moadon.flows.till.scene import Scene

_PLAIN = 3
"""Figures of a redemption that is given for no promotion: wallet, units, and what they paid."""


@dataclass(slots=True)
class SaleStory:
    """A locked sale with what it earned and what was spent on it. Changes as returns of one batch are judged."""

    sale: Sale
    branch: str | None
    lines: dict[int, Line]
    earned: list[EarnedBy]
    spent: list[tuple[int, int, int]]
    versions: dict[tuple[str, int], Live]
    coupons: list[UseKept] = field(default_factory=list)
    printed: list[PrintedKept] = field(default_factory=list)


def buyer_then(story: SaleStory, programme: str, standing: Standing) -> Buyer:
    """The member as the rules of a programme saw them when they bought; their rows as they are now."""
    levels: dict[str, dict[str, str]] = story.sale.details.get("levels") or {}  # type: ignore[assignment]
    segments: list[str] = story.sale.details.get("segments") or []  # type: ignore[assignment]
    return Buyer(standing, levels=levels.get(programme, {}), segments=frozenset(segments))


def kept_of(story: SaleStory, pieces: Sequence[Piece], scene: Scene) -> Basket:
    """The sale as it remains when `pieces` come back."""
    back = {piece.line.position: piece for piece in pieces}
    lines: list[Line] = []
    club_value = 0
    # What points were given for on a line is that line's; other value of the club is shared by all that stays.
    named = any(len(one) > _PLAIN for one in story.sale.details.get("redeem") or ())  # type: ignore[attr-defined]
    on: list[tuple[int, int]] = []
    for sold in story.sale.lines:
        piece = back.get(sold.position)
        quantity = sold.left - (piece.quantity if piece else 0)
        total = sold.total - sold.returned_total - (piece.total if piece else 0)
        allowance = sold.allowance + (piece.allowance if piece else 0)
        discount = sold.discount - sold.returned_discount - (piece.discount if piece else 0) - allowance
        value = sold.club_value - sold.returned_club_value - (piece.club_value if piece else 0)
        club_value += value
        if quantity:
            if named and value:
                on.append((len(lines), value))
            like = story.lines[sold.position]
            lines.append(
                Line(sold.key, like.sku, like.categories, like.brand, quantity, sold.unit_price, total, discount,
                     sold.tax_rate, sold.unit_cost, allowance)
            )  # fmt: skip
    details = story.sale.details
    paid = [Payment(kind, amount) for kind, amount in details.get("payments") or ()]  # type: ignore[attr-defined]
    cost = sum(sold.total - sold.discount for sold in story.sale.lines)
    return Basket(
        at=story.sale.at,
        clock=scene.clock_of(story.branch),
        branch=story.branch,
        till=None,
        employee=None,
        channel=story.sale.channel,
        lines=tuple(lines),
        payments=kept_payments(paid, cost, sum(line.total - line.discount - line.allowance for line in lines)),
        redemptions=(Redemption("", club_value, club_value, "", tuple(on)),) if club_value else (),
        coupons=words_then(details),
    )
