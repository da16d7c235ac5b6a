"""What a return does to stored value: cards that the sale sold die, cards that paid get theirs back, credit is given.

A gift card whose sale is returned is worth nothing any more (semantics 13). What was spent of it meanwhile lowers the
refund, or goods would be paid for by nobody. Value of a card that is dead comes back on the card that took its place,
or on a new one, whose code is made when it is asked for; never as cash.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from moadon.apps.cards import actions as card_writes
from moadon.apps.cards import queries as cards
from moadon.apps.cards.types import SoldCard, owner_of
from moadon.apps.ledger import actions as ledger_writes
from moadon.apps.ledger import queries as ledger_reads
from moadon.engine import ledger
from moadon.engine.ledger import AccountState, LotState, Origin, Posting, holds
from moadon.engine.rules import GIFT_CARD, RESERVED, RETURN_CREDIT, Clock, Term
from moadon.flows.till.bearers import payer_of
from moadon.flows.till.scene import Scene
from moadon.flows.till.story import SaleStory
from moadon.flows.till.types import ReturnDraft
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import Message
from moadon.store import ask

if TYPE_CHECKING:
    from moadon.flows.till.returning import Judged


@dataclass(frozen=True, slots=True)
class EndedCard:
    """A gift card that the sale had sold: what was taken off it, and what of it had been spent."""

    id: int
    voided: int
    spent: int


def wallet_of_sold(one: SoldCard) -> tuple[int, str]:
    """Where the value of a card that was sold stands now."""
    return (owner_of(one.id) if one.member is None else one.member, GIFT_CARD)


def load_stored(scene: Scene, stories: Iterable[SaleStory], drafts: Iterable[ReturnDraft]) -> None:
    """Say which stored value these returns may move, so that it is locked with the members' wallets. One statement."""
    told = {story.sale.id: story.sale for story in stories}
    scene.sold = cards.sold_by(list(told))
    for sale in told.values():
        paid = [payer_of(key, sale.member_id) for key, *_ in sale.details.get("redeem") or ()]  # type: ignore[attr-defined]
        scene.stored |= {wallet for wallet in paid if wallet[1] in RESERVED}
        scene.stored |= {wallet_of_sold(one) for one in scene.sold.get(sale.id, ())}
        if sale.member_id is not None and any(draft.refund_to for draft in drafts):
            scene.stored.add((sale.member_id, RETURN_CREDIT))


def load_cards(scene: Scene) -> None:
    """What the cards that paid are now, under the locks. No statement for none."""
    rows = sorted(-owner for owner, _ in scene.stored if owner < 0)
    if rows:
        scene.bearers.seen = ask(cards.asking_seen(rows))


def load_holds_of_sold(scene: Scene) -> None:
    """What is set aside of cards that were sold; their lots are loaded. No statement where nothing is."""
    bearers = {wallet_of_sold(one) for sold in scene.sold.values() for one in sold if one.member is None}
    held = [scene.accounts[wallet] for wallet in bearers if scene.accounts[wallet].held]
    for hold in ledger_reads.load_placed(held):
        scene.holds_of.setdefault(hold.account.owner, []).append(hold)


def heir_of(account: AccountState, judged: Judged, origin: Origin, scene: Scene) -> int:
    """The card that has what came back to `account`: itself, or where it is dead another one, to which it moves."""
    row = -account.owner
    seen = scene.bearers.seen[row]
    if seen.state != "dead":
        return row
    ends = [lot.expires_at for lot in account.lots if lot.free > 0]
    amount = sum(lot.free for lot in account.lots)
    heir = card_writes.make_card(
        scene.club.id, state="active", amount=amount, activated_at=scene.now, expires_at=ends[0] if ends else None,
        reference=f"gift card {row}",
    )  # fmt: skip
    wallet = (owner_of(heir.pk), GIFT_CARD)
    scene.accounts[wallet] = ledger_writes.lock_accounts(scene.club.id, [wallet])[wallet]
    posting = Posting("moved", account.owner, judged.draft.at, judged.receipt_id)
    ledger.hand_over(account, scene.accounts[wallet], posting, origin)
    judged.postings.append(posting)
    return heir.pk


def end_sold(judged: Judged, scene: Scene) -> None:
    """Take back what is left on the cards that what comes back had sold, and keep what was spent from the refund."""
    sale = judged.story.sale
    origin = Origin(why=Message("card.sale_returned", {"receipt": sale.number}))
    for one in _dying(judged, scene.sold.get(sale.id, [])):
        account = scene.accounts[wallet_of_sold(one)]
        posting = Posting("void", account.owner, judged.draft.at, judged.receipt_id)
        lots = account.lots if one.member is None else [lot for lot in account.lots if lot.receipt == sale.id]
        if one.member is None:
            _let_go(account, scene)
        voided = ledger.withdraw(account, posting, lots, one.amount, origin)
        if posting.entries:
            judged.postings.append(posting)
        spent = one.amount - voided
        judged.withheld += max(0, min(spent, judged.refund))
        judged.ended.append(EndedCard(one.id, voided, spent))
    gone = {one.id for one in judged.ended}
    if gone:
        scene.sold[sale.id] = [one for one in scene.sold[sale.id] if one.id not in gone]


def _let_go(account: AccountState, scene: Scene) -> None:
    """Nothing is set aside of a card that dies."""
    for hold in scene.holds_of.get(account.owner, ()):
        if hold.stage(scene.now) == "placed":
            holds.void(hold, scene.now)
            scene.ended_holds.append(hold)


def _dying(judged: Judged, sold: Iterable[SoldCard]) -> list[SoldCard]:
    """Cards of the whole sale when all of it is gone; of a line as many as units of it come back, the fullest first."""
    if judged.state in ("returned", "cancelled"):
        return list(sold)
    units = {piece.line.key: -(-piece.quantity // 1000) for piece in judged.pieces if piece.quantity}
    found: list[SoldCard] = []
    for one in sorted(sold, key=lambda one: (-one.amount, one.id)):
        if one.line is not None and units.get(one.line, 0):
            units[one.line] -= 1
            found.append(one)
    return found


def credit(judged: Judged, scene: Scene) -> None:
    """Give what would be handed back in money as return credit, where that was asked for.

    Raises `Refused("return_credit_needs_member")`.
    """
    if judged.draft.refund_to is None:
        return
    member, amount = judged.story.sale.member_id, judged.refund
    if member is None:
        raise Refused("return_credit_needs_member", field="refund_to")
    if amount <= 0:
        return
    account = scene.accounts[member, RETURN_CREDIT]
    lot = LotState(None, amount, amount, False, judged.draft.at, _until(judged, scene), "", "", judged.receipt_id)
    posting = Posting("issue", member, judged.draft.at, judged.receipt_id)
    origin = Origin(why=Message("card.return_credit", {"receipt": judged.story.sale.number}))
    ledger.award(account, posting, lot, origin, max(scene.now, judged.draft.at))
    judged.postings.append(posting)
    judged.credited = amount


def _until(judged: Judged, scene: Scene) -> datetime | None:
    club = scene.club
    clock = Clock(club.time_zone, club.calendar, club.week_start)
    return Term(months=club.return_credit_months).expires_at(judged.draft.at, clock)
