"""What stays of a sale may cost more when goods came back: its promotions are judged again (semantics 14).

A promotion that no longer holds is taken back from the lines that stay, to the unit. On the return's receipt that is a
line without units: so much less of the discount of that line is left, and so much less is handed back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from moadon.apps.programmes.types import Live
from moadon.apps.receipts.types import Promoted, Sale
from moadon.engine.rules import (
    NO_PERIOD,
    NOTHING_STORED,
    PRICE,
    Basket,
    Earning,
    Given,
    Stored,
    counted_by,
    judge_again,
)
from moadon.flows.till.pieces import Piece, part
from moadon.kernel.sentences import Message

Version = tuple[str, int]
"""A programme's id and a version's number."""
Place = tuple[int, str, int, str]
"""Line position, programme, version and promotion."""


@dataclass(frozen=True, slots=True)
class Repriced:
    """The pieces with what promotions take back, also of lines that stay; what promotions still give on the sale, and
    how each changed."""

    pieces: list[Piece]
    promotions: Promoted
    changes: list[tuple[Live, Earning]]


def reprice(
    sale: Sale, pieces: list[Piece], kept: Basket, versions: Mapping[Version, Live], stored: Mapping[Place, Stored]
) -> Repriced:
    """Judge the promotions of `sale` again on what stays when `pieces` come back.

    `kept` is the basket that stays with the discounts of the sale as it stands; `stored` what each promotion gives on
    the sale so far, under line position -1.
    """
    held = {(int(position), *given[:3]): given[3] for position, some in sale.promotions.items() for given in some}
    own = _own_left(sale, pieces, held)
    left = _left(kept, sale, own, versions, held)
    found = _Prices(sale, pieces, own, held, left)
    found.keep_below_price()
    found.keep_above_zero()
    promotions: dict[str, list[tuple[str, int, str, int]]] = {}
    for (position, programme, version, rule), amount in found.left.items():
        if amount:
            promotions.setdefault(str(position), []).append((programme, version, rule, amount))
    return Repriced(found.pieces(), promotions, _changes(kept, versions, stored, held, found.left))


def _own_left(sale: Sale, pieces: list[Piece], held: Mapping[Place, int]) -> dict[int, int]:
    """What is left of the till's own discount on each line, after the pieces."""
    back = {piece.line.position: piece.quantity for piece in pieces}
    promoted: dict[int, int] = {}
    for (position, *_), amount in held.items():
        promoted[position] = promoted.get(position, 0) + amount
    left = {}
    for line in sale.lines:
        own = line.discount - line.returned_discount - line.allowance - promoted.get(line.position, 0)
        gone = part(own, back[line.position], line.left) if line.position in back and line.left else 0
        left[line.position] = own - gone
    return left


def _left(
    kept: Basket, sale: Sale, own: Mapping[int, int], versions: Mapping[Version, Live], held: Mapping[Place, int]
) -> dict[Place, int]:
    """What each promotion takes off each line that stays."""
    positions = {line.key: line.position for line in sale.lines}
    basket = kept._replace(lines=tuple(line._replace(discount=own[positions[line.id]]) for line in kept.lines))
    amounts: dict[Version, dict[str, int]] = {}
    for (_, programme, version, rule), amount in held.items():
        rules = amounts.setdefault((programme, version), {})
        rules[rule] = rules.get(rule, 0) + amount
    given = [Given(versions[one].programme, rules) for one, rules in amounts.items()]
    found: dict[Place, int] = {}
    for one, left in zip(amounts, judge_again(given, basket), strict=True):
        for line in left.lines:
            for rule, amount in line.discounts:
                found[(positions[line.id], *one, rule)] = amount
    return found


class _Prices:
    """The lines of a sale between what they cost and what they are to cost."""

    def __init__(
        self, sale: Sale, pieces: list[Piece], own: Mapping[int, int], held: Mapping[Place, int], left: dict[Place, int]
    ) -> None:
        self.sale = sale
        self.back = {piece.line.position: piece for piece in pieces}
        self.own = own
        self.held = held
        self.left = {place: left.get(place, 0) for place in held} | left

    def discount_gone(self, position: int) -> int:
        """By how much the discount of a line shrinks."""
        line = next(line for line in self.sale.lines if line.position == position)
        piece = self.back.get(position)
        stays = self.given(position) + line.allowance + (piece.allowance if piece else 0)
        return line.discount - line.returned_discount - stays

    def given(self, position: int) -> int:
        """What till and promotions take off what stays of a line."""
        return self.own[position] + sum([a for place, a in self.left.items() if place[0] == position])

    def pieces(self) -> list[Piece]:
        """What goes on the return's receipt: goods that come back, and lines that stay at another price."""
        found = []
        for line in self.sale.lines:
            piece = self.back.get(line.position) or Piece(line, 0, 0, 0, 0)
            piece = replace(piece, discount=self.discount_gone(line.position))
            if piece.quantity or piece.discount or piece.allowance:
                found.append(piece)
        return found

    def keep_below_price(self) -> None:
        """A promotion may come to lie on other lines: on one that money was given back for, only as far as it still
        costs anything."""
        for line in self.sale.lines:
            piece = self.back.get(line.position) or Piece(line, 0, 0, 0, 0)
            allowance = line.allowance + piece.allowance
            if not allowance:
                continue
            price = line.total - line.returned_total - piece.total - (line.club_left - piece.club_value)
            over = self.given(line.position) + allowance - price
            for place in sorted(place for place in self.left if place[0] == line.position):
                some = max(0, min(over, self.left[place]))
                self.left[place] -= some
                over -= some

    def keep_above_zero(self) -> None:
        """Nobody pays for bringing goods back: what would be more than the goods' own price is not taken back now.

        It is when more comes back, because then less stays that it could be left on.
        """
        short = -sum([piece.total - piece.discount - piece.club_value for piece in self.pieces()])
        for place in sorted(self.held):
            if short <= 0:
                return
            some = min(short, self.held[place] - self.left[place]) if self._stays(place[0]) else 0
            if some > 0:
                self.left[place] += some
                short -= some

    def _stays(self, position: int) -> bool:
        line = next(line for line in self.sale.lines if line.position == position)
        piece = self.back.get(position)
        return line.left > (piece.quantity if piece else 0)


def _changes(
    kept: Basket,
    versions: Mapping[Version, Live],
    stored: Mapping[Place, Stored],
    held: Mapping[Place, int],
    left: Mapping[Place, int],
) -> list[tuple[Live, Earning]]:
    """How each promotion changed in all."""
    found = []
    for one in dict.fromkeys(place[1:] for place in held):
        programme, version, rule = one
        live = versions[(programme, version)]
        before = sum([amount for place, amount in held.items() if place[1:] == one])
        after = sum([amount for place, amount in left.items() if place[1:] == one])
        if before == after:
            continue
        was = stored.get((-1, *one), NOTHING_STORED)
        base = was.base if not after else was.base - was.base * after // before
        own, shared = counted_by(live.programme, rule, kept)
        money = live.programme.board.money
        why = Message("promotion.returned", {"amount": money.money(before - after)})
        found.append(
            (
                live,
                Earning(
                    rule, PRICE, NO_PERIOD, -base, after - before, 0 if after else -was.times, why, kept.at, None,
                    own, shared,
                ),
            )
        )  # fmt: skip
    return found
