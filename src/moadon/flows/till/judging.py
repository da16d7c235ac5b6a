"""One sale against everything known: refused, or what it becomes. Changes nothing but the scene's sums."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from moadon.apps.coupons.types import NewCode
from moadon.apps.programmes.types import Live
from moadon.apps.rewards.types import NewEarning
from moadon.engine import ledger
from moadon.engine.ledger import AccountState, HoldState, LotState, Origin, Posting
from moadon.engine.rules import (
    NOBODY,
    STOPPED,
    Asked,
    Basket,
    Evaluation,
    Line,
    Programme,
    Reason,
    Redemption,
    Standing,
    Wallet,
    evaluate_all,
    reasons_of,
    reserved_wallets,
)
from moadon.flows.till.bearers import key_of
from moadon.flows.till.coupons import ShownCoupon
from moadon.flows.till.earned import Source, count, is_counted, new_earning, new_lot, new_promoted
from moadon.flows.till.leaving import let_go
from moadon.flows.till.levels import climb
from moadon.flows.till.ready import Ready, asks_first, buyer_of
from moadon.flows.till.scene import Scene
from moadon.flows.till.showing import settle_coupons, shown_of
from moadon.flows.till.spending import check_payments, hold_named, take_held
from moadon.flows.till.types import ReceiptDraft
from moadon.kernel.money import parse_decimal
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import Message
from moadon.kernel.values import changed


class Told(NamedTuple):
    """What one live programme says of the receipt, and what it was asked with."""

    live: Live
    evaluation: Evaluation
    asked: Asked

    @property
    def code(self) -> str:
        """The programme's id."""
        return self.live.code

    @property
    def version(self) -> int:
        """Its version."""
        return self.live.version

    @property
    def programme(self) -> Programme:
        """It, compiled."""
        return self.live.programme


@dataclass
class Spent:
    """What a redemption took, from free value or from a hold. `owner`: whose; `card`: the gift card's row.

    `on`: what of it each line, by its place, was paid by a promotion for points.
    """

    wallet: Wallet
    amount: int
    value: int
    promotion: str = ""
    on: tuple[tuple[int, int], ...] = ()
    lots: list[tuple[LotState, int]] = field(default_factory=list)
    hold: HoldState | None = None
    owner: int = 0
    card: int | None = None

    @property
    def key(self) -> str:
        """What the receipt remembers of who paid."""
        return key_of(self.wallet.id, self.card)


@dataclass
class Judged:
    """A sale as it will stand. Written only when the whole batch is."""

    ready: Ready
    receipt_id: int
    told: list[Told]
    spent: list[Spent]
    total: int
    discount: int
    redeemed: int
    postings: list[Posting] = field(default_factory=list)
    earnings: list[NewEarning] = field(default_factory=list)
    coupons: list[ShownCoupon] = field(default_factory=list)
    printed: list[NewCode] = field(default_factory=list)

    @property
    def draft(self) -> ReceiptDraft:
        """What was sent."""
        return self.ready.draft

    @property
    def member_id(self) -> int | None:
        """Whose it is."""
        return self.ready.member_id

    @property
    def reasons(self) -> list[Reason]:
        """Why the basket gets what it gets, and why not the rest: a tree for each live programme."""
        asked, evaluations = [one.asked for one in self.told], [one.evaluation for one in self.told]
        return reasons_of(asked, self.ready.basket, evaluations, promotions=not self.draft.history)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines as the programmes saw them."""
        return self.ready.basket.lines


def judge_sale(ready: Ready, scene: Scene, receipt_id: int) -> Judged:
    """What the sale becomes. Raises Refused or RefusedMany, and then no sum of the scene has changed."""
    shown, ready = shown_of(ready, scene)
    basket = ready.basket
    if ready.draft.redeem and ready.member is not None and ready.member.spending_stopped:
        raise Refused("spending_stopped", field="redeem")
    spent = _wanted(ready.draft, scene, ready.member_id)
    if spent:
        basket = basket._replace(
            redemptions=tuple(Redemption(s.wallet.id, s.amount, s.value, s.promotion) for s in spent)
        )
    told = _tell(basket, ready, scene)
    _check_given(spent, told)
    total = sum([line.total for line in basket.lines])
    discount = told[0].evaluation.discount if told else sum([line.discount for line in basket.lines])
    due = total - discount
    redeemed = sum([one.value for one in spent])
    if redeemed > due:
        raise Refused("redeem_above_price", field="redeem", price=("money", due, scene.club.currency))
    check_payments(ready.draft, due - redeemed)
    judged = Judged(ready, receipt_id, told, spent, total, discount, redeemed, coupons=shown)
    let_go(judged, scene)
    settle_coupons(judged, scene)
    _promote(judged, scene)
    _spend_all(judged, scene)
    if ready.member_id is not None:
        _move(judged, scene, ready.member_id)
        found = [(one.live, one.evaluation) for one in told]
        judged.earnings += climb(ready, receipt_id, found, scene)
        if asks_first(ready):
            scene.bought(ready.member_id, ready.draft.at)
    return judged


def _wanted(draft: ReceiptDraft, scene: Scene, member: int | None) -> list[Spent]:
    """The redemptions, checked against what the member can spend at the receipt's time."""
    wanted: list[Spent] = []
    wallets = scene.shelf.wallets(draft.at) if draft.redeem else {}
    for i, redeem in enumerate(draft.redeem):
        holder = wallets.get(redeem.wallet)
        wallet = holder.wallets[redeem.wallet] if holder else reserved_wallets(scene.club.exponent).get(redeem.wallet)
        if wallet is None or (member is None and not redeem.names_card):
            raise Refused("unknown_wallet", field=f"redeem.{i}.wallet", given=redeem.wallet)
        amount = parse_decimal(redeem.amount, wallet.places, field=f"redeem.{i}.amount")
        value = 0 if redeem.promotion else wallet.value_of(amount)
        if value <= 0 and not redeem.promotion:
            raise Refused("wallet_pays_nothing", field=f"redeem.{i}.wallet", wallet=redeem.wallet)
        spent = Spent(wallet, amount, value, redeem.promotion or "", owner=member or 0)
        try:
            if redeem.names_card:
                card = scene.bearers.opened(redeem, draft.caller, scene.club.settings.wrong_pins)
                spent.owner, spent.card = card.owner, card.id
            account = scene.accounts[(spent.owner, redeem.wallet)]
            if redeem.hold is None:
                _must_be_free(spent, account, draft, scene)
            else:
                spent.hold = hold_named(redeem, wallet, amount, account, scene)
        except Refused as refusal:
            raise refusal.at(f"redeem.{i}") from None
        wanted.append(spent)
    return wanted


def _must_be_free(spent: Spent, account: AccountState, draft: ReceiptDraft, scene: Scene) -> None:
    able = sum(lot.free for lot in ledger.spendable(account, draft.at))
    if spent.amount > able:
        raise Refused(
            "not_enough_value", field="amount", wallet=account.wallet,
            available=_typed(spent.wallet, able, scene), wanted=_typed(spent.wallet, spent.amount, scene),
        )  # fmt: skip


def _check_given(spent: Sequence[Spent], told: Sequence[Told]) -> None:
    """Let what is given for a promotion pay what it says. Raises Refused where it is not given now."""
    for i, one in enumerate(spent):
        if not one.promotion:
            continue
        for said in told:
            found = said.evaluation.redemptions[i]
            one.value, one.on = found.value, found.on
        if not one.value:
            raise Refused("promotion_not_given", field=f"redeem.{i}.promotion", given=one.promotion)


def _typed(wallet: Wallet, amount: int, scene: Scene) -> tuple[str, int, object]:
    return ("points", amount, wallet.places) if wallet.kind == "points" else ("money", amount, scene.club.currency)


def _tell(basket: Basket, ready: Ready, scene: Scene) -> list[Told]:
    asked = [Asked(live.programme, buyer_of(ready, live, scene), _together(ready, live, scene)) for live in ready.lives]
    # What was paid in the past is a fact: no promotion changes it now.
    found = evaluate_all(asked, basket, promotions=not ready.draft.history)
    if ready.member is not None and ready.member.spending_stopped:
        found = [_waiting(one, scene) for one in found]
    return [Told(*one) for one in zip(ready.lives, found, asked, strict=True)]


def _waiting(evaluation: Evaluation, scene: Scene) -> Evaluation:
    """What a member earns who may not spend: it can be spent when they may again."""
    earnings = [one if one.active_at > scene.now else changed(one, active_at=STOPPED) for one in evaluation.earnings]
    return evaluation._replace(earnings=tuple(earnings))


def _together(ready: Ready, live: Live, scene: Scene) -> Standing:
    programme = live.programme
    return scene.together(live.code, programme.shared_keys(ready.basket)) if programme.shares else NOBODY


def _promote(judged: Judged, scene: Scene) -> None:
    """Note what promotions took off that limits count. What none counts is kept with the receipt alone."""
    draft, member = judged.draft, judged.member_id
    for told in judged.told:
        source = Source(told.live, member, draft.at, judged.receipt_id, judged.receipt_id)
        for applied in told.evaluation.promotions:
            if is_counted(applied):
                promoted = new_promoted(applied, source)
                judged.earnings.append(promoted)
                count(scene, member, told.code, promoted)


def _spend(spent: Spent, posting: Posting, judged: Judged, scene: Scene) -> None:
    """Take the value: what is free, or what a hold has set aside, which pays with the rest what is owed."""
    origin = Origin(why=Message("till.spent", {"receipt": judged.draft.number}))
    hold = spent.hold
    if hold is None:
        account = scene.accounts[(spent.owner, spent.wallet.id)]
        spent.lots = ledger.spend(account, posting, spent.amount, judged.draft.at, origin)
        return
    spent.lots, freed = take_held(hold, spent.amount, posting, origin, scene)
    if freed.entries:
        judged.postings.append(freed)


def _spend_all(judged: Judged, scene: Scene) -> None:
    """Take what pays from the scene's accounts: one posting for the member, one for each card."""
    postings: dict[int, Posting] = {}
    for spent in judged.spent:
        posting = postings.get(spent.owner)
        if posting is None:
            posting = postings[spent.owner] = Posting("spend", spent.owner, judged.draft.at, judged.receipt_id)
        _spend(spent, posting, judged, scene)
    judged.postings[:0] = postings.values()


def _move(judged: Judged, scene: Scene, member: int) -> None:
    """Award in the scene's accounts, and note how far the member has come."""
    draft = judged.draft
    posting = Posting("award", member, draft.at, judged.receipt_id)
    for told in judged.told:
        source = Source(told.live, member, draft.at, judged.receipt_id, judged.receipt_id)
        for earning in told.evaluation.earnings:
            if earning.amount > 0:
                account = scene.accounts[(member, earning.wallet)]
                origin = Origin(told.code, earning.rule, told.version, earning.base, earning.why)
                lot = new_lot(earning, told.code, judged.receipt_id)
                ledger.award(account, posting, lot, origin, max(draft.at, scene.now))
            judged.earnings.append(new_earning(earning, source))
            count(scene, member, told.code, earning)
    if posting.entries:
        judged.postings.append(posting)
