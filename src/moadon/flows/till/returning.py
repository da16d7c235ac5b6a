"""One return against a locked sale: what comes back, what is taken back, what is given back."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import timedelta

from moadon.apps.programmes.types import Live
from moadon.apps.receipts.types import NaturalKey, NewLine, NewReceipt, Promoted, Sale
from moadon.apps.rewards.types import NewEarning
from moadon.engine import ledger
from moadon.engine.ledger import AccountState, LotState, Origin, Posting
from moadon.engine.ledger.moves import Shortage, Taken
from moadon.engine.rules import (
    PRICE,
    TIER_MARK,
    Earning,
    Stored,
    Wallet,
    reassess,
    reassess_tiers,
)
from moadon.flows.grace import grace_until
from moadon.flows.till.bearers import payer_of
from moadon.flows.till.earned import Source, count, is_counted, new_earning, new_lot
from moadon.flows.till.levels import climb_down
from moadon.flows.till.pieces import Piece, pieces_of, share_back
from moadon.flows.till.repricing import reprice
from moadon.flows.till.scene import Scene
from moadon.flows.till.stored_value import EndedCard, credit, end_sold, heir_of
from moadon.flows.till.story import SaleStory, buyer_then, kept_of
from moadon.flows.till.types import ReturnDraft, ReturnLine
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import Message


@dataclass(slots=True)
class TakenBack:
    """What one rule took back, and how it was covered."""

    programme: str
    version: int
    wallet: Wallet
    earning: Earning
    taken: Taken


@dataclass(slots=True)
class GivenBack:
    """Value of one wallet that came back: to which lots, and how much of it can be spent."""

    wallet: Wallet
    amount: int
    spendable: int
    lots: list[tuple[LotState, int]]
    card: int | None = None


@dataclass(slots=True)
class Judged:
    """A return as it will stand. Of `pieces`, those without units are lines that stay: at another price, or for less
    money, or both.

    `promotions` is what promotions still give on the sale, `repriced` how each of them changed.
    """

    draft: ReturnDraft
    receipt_id: int
    story: SaleStory
    pieces: list[Piece]
    state: str
    taken: list[TakenBack] = field(default_factory=list)
    given: list[GivenBack] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)
    earnings: list[NewEarning] = field(default_factory=list)
    promotions: Promoted = field(default_factory=dict)
    repriced: list[tuple[Live, Earning]] = field(default_factory=list)
    forgiven: int = 0
    withheld: int = 0
    credited: int = 0
    ended: list[EndedCard] = field(default_factory=list)

    @property
    def refund(self) -> int:
        """Money to hand back, in minor units: what was paid for the pieces, less what is withheld for spent value and
        what became return credit."""
        return sum(p.total - p.discount - p.club_value for p in self.pieces) - self.withheld - self.credited


def content_hash(draft: ReturnDraft) -> bytes:
    """A digest of what was sent, but key and language."""
    sale = (draft.sale.id, draft.sale.number, draft.sale.branch, draft.sale.till, str(draft.sale.business_date))
    lines = None if draft.lines is None else [_line_said(line) for line in draft.lines]
    more = (draft.refund_to,) if draft.refund_to else ()
    said = (sale, draft.number, draft.at.isoformat(), lines, draft.till, draft.branch, draft.employee, draft.cancel,
            *more)  # fmt: skip
    return hashlib.sha256(json.dumps(said).encode()).digest()


def _line_said(line: ReturnLine) -> tuple[object, ...]:
    return (line.line, line.quantity, line.amount) if line.amount else (line.line, line.quantity)


def judge_return(draft: ReturnDraft, story: SaleStory, scene: Scene, receipt_id: int) -> Judged:
    """What the return becomes. Raises Refused or RefusedMany, and then no sum has changed."""
    sale = story.sale
    if sale.state == "cancelled":
        raise Refused("sale_is_cancelled", field="lines", number=sale.number)
    if draft.at > scene.now + timedelta(minutes=scene.club.settings.future_minutes):
        raise Refused("in_the_future", field="at", minutes=scene.club.settings.future_minutes)
    if draft.cancel and any(line.returned for line in sale.lines):
        raise Refused("partly_returned_already", number=sale.number)
    pieces = pieces_of(sale, draft.lines, scene.club.currency)
    judged = Judged(draft, receipt_id, story, pieces, _state(sale, pieces, cancel=draft.cancel))
    judged.promotions = sale.promotions
    if sale.promotions:
        _reprice(judged, scene)
    _give_back(judged, scene)
    if sale.member_id is not None:
        _take_back(judged, scene, sale.member_id)
    end_sold(judged, scene)
    credit(judged, scene)
    return judged


def _state(sale: Sale, pieces: list[Piece], *, cancel: bool) -> str:
    if cancel:
        return "cancelled"
    left = sum(line.left for line in sale.lines) - sum(piece.quantity for piece in pieces)
    return "part_returned" if left else "returned"


def _reprice(judged: Judged, scene: Scene) -> None:
    """Judge the promotions of the sale again on what stays, and take back what no longer holds."""
    story, sale = judged.story, judged.story.sale
    stored = {(-1, e.programme, e.version, e.rule): Stored(e.base, e.amount, e.times, e.period) for e in story.earned}
    found = reprice(sale, judged.pieces, kept_of(judged.story, judged.pieces, scene), story.versions, stored)
    judged.pieces, judged.promotions, judged.repriced = found.pieces, found.promotions, found.changes
    for live, change in found.changes:
        if not is_counted(change):
            continue
        source = Source(live, sale.member_id, sale.at, judged.receipt_id, sale.id)
        judged.earnings.append(new_earning(change, source))
        count(scene, sale.member_id, live.code, change)


def _take_back(judged: Judged, scene: Scene, member: int) -> None:
    """Judge what remains by the versions the sale earned by, and reverse the difference (semantics 5, 14, 16)."""
    kept = kept_of(judged.story, judged.pieces, scene)
    posting = Posting("reversal", member, judged.draft.at, judged.receipt_id)
    for (code, version), live in judged.story.versions.items():
        stored = {
            e.rule: Stored(e.base, e.amount, e.times, e.period)
            for e in judged.story.earned
            if (e.programme, e.version) == (code, version) and (e.wallet != PRICE or e.rule.startswith(TIER_MARK))
        }
        # Also the periods in which it was counted then: the club's days may have been others.
        counted = {(rule, was.period) for rule, was in stored.items()}
        standing = scene.standing(member, code, live.programme.progress_keys(kept) | counted)
        changes = reassess(live.programme, kept, stored, buyer_then(judged.story, code, standing))
        for change in changes:
            _post_change(judged, scene, posting, live, change, member)
        entries = reassess_tiers(live.programme, kept, stored, changes)
        source = Source(live, member, judged.story.sale.at, judged.receipt_id, judged.story.sale.id)
        judged.earnings += climb_down(entries, source, judged.draft.at, scene)
    if posting.entries:
        judged.postings.append(posting)


def _post_change(judged: Judged, scene: Scene, posting: Posting, live: Live, change: Earning, member: int) -> None:
    sale, wallet = judged.story.sale, live.programme.wallets[change.wallet]
    account = scene.accounts[(member, change.wallet)]
    origin = Origin(live.code, change.rule, live.version, change.base, change.why)
    if change.amount < 0:
        taken = _reverse(account, posting, -change.amount, origin, judged, scene)
        judged.taken.append(TakenBack(live.code, live.version, wallet, change, taken))
    elif change.amount > 0:
        ledger.award(account, posting, new_lot(change, live.code, sale.id), origin, scene.now)
    source = Source(live, member, sale.at, judged.receipt_id, sale.id)
    judged.earnings.append(new_earning(change, source))
    count(scene, member, live.code, change)


def _reverse(
    account: AccountState, posting: Posting, amount: int, origin: Origin, judged: Judged, scene: Scene
) -> Taken:
    settings, sale = scene.club.settings, judged.story.sale.id
    wallet = scene.wallets()[account.wallet].wallets[account.wallet]
    value = judged.refund if settings.spent_before_return == "refund" else settings.forgive_limit - judged.forgiven
    shortage = Shortage(settings.spent_before_return, wallet.units_for(value))
    taken = ledger.reverse(account, posting, amount, origin, ledger.Back(sale, scene.now, shortage))
    judged.withheld += wallet.value_of(taken.refund)
    judged.forgiven += wallet.value_of(taken.forgiven)
    return taken


def _give_back(judged: Judged, scene: Scene) -> None:
    """Value spent on the sale comes back as what it was, once (semantics 15): last taken, first given back."""
    story = judged.story
    redeemed = story.sale.details.get("redeem") or []
    if not redeemed:
        return
    spent = {wallet: (units, value) for wallet, units, value, *_ in redeemed}  # type: ignore[attr-defined]
    before = sum(line.returned_club_value for line in story.sale.lines)
    back = share_back(spent, before, before + sum(piece.club_value for piece in judged.pieces))
    postings: dict[int, Posting] = {}
    for key, amount in back.items():
        owner, code = payer_of(key, story.sale.member_id)
        account, wallet = scene.accounts[(owner, code)], scene.wallet(code)
        assert wallet is not None, "what paid a sale is a wallet for ever"
        posting = postings.setdefault(owner, Posting("restore", owner, judged.draft.at, story.sale.id))
        lots = _lots_for(account, story, amount)
        origin = Origin(why=Message("till.given_back", {"receipt": story.sale.number}))
        able = ledger.restore(account, posting, lots, origin, scene.now, grace_until(scene.club, scene.now))
        if posting.entries and posting not in judged.postings:
            judged.postings.append(posting)
        if amount:
            card = None if owner > 0 else heir_of(account, judged, origin, scene) if able else -owner
            judged.given.append(GivenBack(wallet, amount, able, lots, card))


def _lots_for(account: AccountState, story: SaleStory, amount: int) -> list[tuple[LotState, int]]:
    by_id = {lot.id: lot for lot in account.lots}
    found: list[tuple[LotState, int]] = []
    for i in reversed(range(len(story.spent))):
        account_id, lot_id, still = story.spent[i]
        if amount == 0 or account_id != account.id:
            continue
        some = min(still, amount)
        if some:
            found.append((by_id[lot_id], some))
            story.spent[i] = (account_id, lot_id, still - some)
            amount -= some
    return found


def new_receipt(judged: Judged, scene: Scene, answer: str) -> NewReceipt:
    """The return's row and its lines."""
    draft, sale = judged.draft, judged.story.sale
    till = scene.tills.get((draft.branch, draft.till)) if draft.till else sale.till_id
    employee = scene.shop.employees[draft.employee].id if draft.employee else sale.employee_id
    branch = scene.shop.branches[draft.branch].id if draft.branch else sale.branch_id
    lines = tuple(
        NewLine(p.line.key, p.line.product_id, None, p.quantity, p.line.unit_price, p.total, p.discount, p.club_value,
                p.line.tax_rate, p.line.unit_cost, p.line.position, p.allowance)
        for p in judged.pieces
    )  # fmt: skip
    total, discount = sum(p.total for p in judged.pieces), sum(p.discount for p in judged.pieces)
    redeemed = sum(p.club_value for p in judged.pieces)
    return NewReceipt(
        id=judged.receipt_id,
        natural=natural_key(draft, sale, till, scene, judged.story.branch),
        branch_id=branch,
        employee_id=employee,
        member_id=sale.member_id,
        at=draft.at,
        channel=sale.channel,
        total=total,
        discount=discount,
        redeemed=redeemed,
        to_pay=total - discount - redeemed,
        lines=lines,
        content_hash=content_hash(draft),
        answer=answer,
        of_receipt=sale.id,
    )


def natural_key(draft: ReturnDraft, sale: Sale, till: int | None, scene: Scene, branch: str | None) -> NaturalKey:
    """What the shop knows this return by. A cancellation goes by the number of its sale, of which there is one."""
    if draft.cancel:
        return NaturalKey(sale.till_id, sale.business_date, sale.number, "cancel")
    return NaturalKey(till, scene.business_date(draft.at, draft.branch or branch), draft.number, "return")
