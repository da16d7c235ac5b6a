"""Why a committed sale got what it got: the trees that a quote tells, of its own moment, made when they are asked for.

The sale is judged once more by the versions and the figures of then. What was stored then rules: a rule that would
give another answer now (a product has moved to another category, say) is told as it was stored, without its steps.
"""

import json
from collections.abc import Mapping
from typing import NamedTuple

from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.programmes import queries as programmes
from moadon.apps.programmes.types import Live, Shelf
from moadon.apps.receipts.models import Receipt
from moadon.engine.rules import Asked, Buyer, Clock, Depth, Reason, evaluate_all, reasons_of
from moadon.flows.till import answers
from moadon.flows.till.kept import Then, earned_at_once, facts_in
from moadon.flows.till.retold import Told, basket_of, retell
from moadon.flows.till.stored import Settling, Stored, sayings_of
from moadon.kernel.ids import public_id


class Why(NamedTuple):
    """The reasons of one programme, with its version of then."""

    live: Live
    reason: Reason


def why(club: ClubInfo, shelf: Shelf, receipt: Receipt, branch: str | None, zone: str) -> list[Why]:
    """The tree of each programme that was live for `receipt`; none for what is no sale.

    `branch` is the code of its branch and `zone` that branch's own time zone or the club's. Three statements, and two
    more where something is told as it was stored.
    """
    if receipt.kind != "sale":
        return []
    clock = Clock(zone, club.calendar, club.week_start)
    kept = facts_in(receipt.judged)
    lives = _lives(shelf, receipt, clock, kept)
    asked = [_asked(receipt, live, kept) for live in lives]
    basket = basket_of(receipt, branch, clock, club.exponent)
    judges = not receipt.details.get("history")
    found = evaluate_all(asked, basket, promotions=judges)
    trees = reasons_of(asked, basket, found, promotions=judges)
    rows = earned_at_once(receipt)
    stored = [Stored.of(live.code, json.loads(receipt.answer), rows) for live in lives]
    differing = [
        one.differing(sayings_of(live.programme, evaluation, club.exponent))
        for one, live, evaluation in zip(stored, lives, found, strict=True)
    ]
    retold = retell(club, shelf, receipt, branch, zone) if any(differing) else Told()
    settling = [Settling(*one, retold, whole=kept is not None) for one in zip(stored, differing, strict=True)]
    return [Why(live, one.settle(tree)) for live, one, tree in zip(lives, settling, trees, strict=True)]


def _lives(shelf: Shelf, receipt: Receipt, clock: Clock, kept: Mapping[str, Then] | None) -> list[Live]:
    """The versions by which the sale was judged; of a sale that keeps none, those that were live then."""
    if kept is None:
        return list(shelf.live_for(receipt.member_id, receipt.at, clock))
    return [shelf.named(code, then.version, clock) for code, then in sorted(kept.items())]


def _asked(receipt: Receipt, live: Live, kept: Mapping[str, Then] | None) -> Asked:
    then = Then(live.version, {}) if kept is None else kept[live.code]
    buyer: Buyer | None = None
    if receipt.member_id is not None:
        levels, segments = receipt.details.get("levels") or {}, receipt.details.get("segments") or ()
        buyer = then.buyer(public_id("mbr", receipt.member_id), levels.get(live.code, {}), frozenset(segments))
    return Asked(live.programme, buyer, then.shared)


def why_told(
    club: ClubInfo, receipt: Receipt, language: str | None, depth: Depth = "manager"
) -> list[dict[str, object]]:
    """The same in words, in the shape of a quote's `reasons`. Five statements, or seven."""
    shop = {one.pk: one for one in clubs.branches(club).filter(id=receipt.branch_id)} if receipt.branch_id else {}
    place = shop.get(receipt.branch_id or 0)
    zone = (place.time_zone if place else None) or club.time_zone
    found = why(club, programmes.shelf(club), receipt, place.code if place else None, zone)
    shapes = answers.speaker_for(club, language, club.languages[0])
    return answers.reasons_told(club, [one.reason for one in found], depth, shapes)
