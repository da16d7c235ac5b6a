"""One sale against everything known: refused, or what it becomes. Changes nothing but the scene's sums."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from moadon.apps.receipts.types import NaturalKey, NewLine, NewReceipt
from moadon.apps.rewards.types import MemberProgress, NewEarning
from moadon.engine import ledger
from moadon.engine.ledger import AccountState, LotState, Origin, Posting
from moadon.engine.rules import (
    Basket,
    Earning,
    Evaluation,
    Line,
    Payment,
    Programme,
    Progress,
    Redemption,
    Wallet,
    evaluate,
)
from moadon.flows.till.scene import Scene
from moadon.flows.till.types import DraftLine, ReceiptDraft
from moadon.kernel.calendars import local_day, period_of
from moadon.kernel.money import line_total, parse_decimal, split
from moadon.kernel.refusals import Refused, RefusedMany
from moadon.kernel.sentences import Message


@dataclass(frozen=True, slots=True)
class Ready:
    """A draft with everything found that it names: what it is known by, whose it is, and what programmes look at."""

    draft: ReceiptDraft
    digest: bytes
    natural: NaturalKey
    member_id: int | None
    basket: Basket


@dataclass(frozen=True, slots=True)
class Told:
    """What one live programme says of the receipt."""

    code: str
    version: int
    programme: Programme
    evaluation: Evaluation


@dataclass(slots=True)
class Spent:
    """What a redemption took."""

    wallet: Wallet
    amount: int
    value: int
    lots: list[tuple[LotState, int]] = field(default_factory=list)


@dataclass(slots=True)
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

    @property
    def draft(self) -> ReceiptDraft:
        """What was sent."""
        return self.ready.draft

    @property
    def member_id(self) -> int | None:
        """Whose it is."""
        return self.ready.member_id

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines as the programmes saw them."""
        return self.ready.basket.lines


def content_hash(draft: ReceiptDraft) -> bytes:
    """A digest of everything sent but key and language: equal for receipts that say the same."""
    lines = [
        (x.id, x.sku, x.quantity, x.unit_price, x.discount, x.tax_rate, x.unit_cost, x.name, x.category, x.brand)
        for x in draft.lines
    ]
    member = (draft.member.kind, draft.member.value) if draft.member else None
    payments = None if draft.payments is None else [(p.kind, p.amount) for p in draft.payments]
    redeem = [(r.wallet, r.amount) for r in draft.redeem]
    said = (draft.number, draft.at.isoformat(), draft.branch, draft.till, draft.employee, draft.channel)
    return hashlib.sha256(
        json.dumps((said, member, lines, payments, redeem, draft.coupons), ensure_ascii=True).encode()
    ).digest()


def natural_key(draft: ReceiptDraft, scene: Scene) -> NaturalKey:
    """What the shop knows this sale by."""
    till = scene.tills.get((draft.branch, draft.till)) if draft.till else None
    return NaturalKey(till, scene.business_date(draft.at, draft.branch), draft.number, "sale")


def check_names(draft: ReceiptDraft, scene: Scene) -> None:
    """Refuse what names something that is not there, or a time that cannot be. Raises RefusedMany."""
    faults: list[Refused] = []
    if draft.branch and not _live(scene.shop.branches.get(draft.branch)):
        faults.append(Refused("unknown_branch", field="branch", given=draft.branch))
    if draft.employee and not _live(scene.shop.employees.get(draft.employee)):
        faults.append(Refused("unknown_employee", field="employee", given=draft.employee))
    if draft.member and draft.member not in scene.members:
        faults.append(Refused("unknown_member", field="member"))
    if draft.at > scene.now + timedelta(minutes=scene.club.settings.future_minutes):
        faults.append(Refused("in_the_future", field="at", minutes=scene.club.settings.future_minutes))
    if scene.club.settings.unknown_sku == "refuse":
        unknown = [(i, line.sku) for i, line in enumerate(draft.lines) if line.sku not in scene.products]
        faults += [Refused("unknown_sku", field=f"lines.{i}.sku", given=sku) for i, sku in unknown]
    if draft.redeem and not draft.member:
        faults.append(Refused("redeem_needs_member", field="redeem"))
    if faults:
        raise RefusedMany(faults)


def _live(thing: object) -> bool:
    return thing is not None and bool(getattr(thing, "active", True))


def _line(line: DraftLine, scene: Scene) -> Line:
    product = scene.products.get(line.sku)
    categories = product.categories if product and product.categories else ((line.category,) if line.category else ())
    rate = line.tax_rate if line.tax_rate is not None else (product.tax_rate if product else None)
    cost = line.unit_cost if line.unit_cost is not None else (product.unit_cost if product else None)
    return Line(
        id=line.id,
        sku=line.sku,
        categories=categories,
        brand=(product.brand if product else None) or line.brand,
        quantity=line.quantity,
        unit_price=line.unit_price,
        total=line_total(line.quantity, line.unit_price, scene.club.exponent),
        discount=line.discount,
        tax_rate=rate or 0,
        unit_cost=cost,
    )


def make_ready(draft: ReceiptDraft, digest: bytes, scene: Scene) -> Ready:
    """Find what a draft names. It must have passed `check_names`."""
    basket = Basket(
        at=draft.at,
        clock=scene.clock_of(draft.branch),
        branch=draft.branch,
        till=draft.till,
        employee=draft.employee,
        channel=draft.channel,
        lines=tuple([_line(line, scene) for line in draft.lines]),
        payments=tuple([Payment(p.kind, p.amount) for p in draft.payments or ()]),
        coupons=draft.coupons,
    )
    member = scene.members[draft.member].id if draft.member else None
    return Ready(draft, digest, natural_key(draft, scene), member, basket)


def progress_keys(ready: Ready, scene: Scene) -> list[MemberProgress]:
    """What must be read of the member before this sale is judged."""
    if ready.member_id is None:
        return []
    return [
        MemberProgress(ready.member_id, live.code, *key)
        for live in scene.shelf.live_at(ready.draft.at, ready.basket.clock)
        for key in live.programme.progress_keys(ready.basket)
    ]


def judge_sale(ready: Ready, scene: Scene, receipt_id: int) -> Judged:
    """What the sale becomes. Raises Refused or RefusedMany, and then no sum of the scene has changed."""
    total = sum([line.total for line in ready.basket.lines])
    discount = sum([line.discount for line in ready.basket.lines])
    spent = _wanted(ready.draft, scene, total - discount, ready.member_id)
    redeemed = sum([one.value for one in spent])
    _check_payments(ready.draft, total - discount - redeemed)
    basket = ready.basket
    if spent:
        basket = replace(basket, redemptions=tuple(Redemption(s.wallet.id, s.amount, s.value) for s in spent))
    judged = Judged(ready, receipt_id, _tell(basket, scene, ready.member_id), spent, total, discount, redeemed)
    if ready.member_id is not None:
        _move(judged, scene, ready.member_id)
    return judged


def _wanted(draft: ReceiptDraft, scene: Scene, due: int, member: int | None) -> list[Spent]:
    """The redemptions, checked against what the member can spend at the receipt's time and what there is to pay."""
    wanted: list[Spent] = []
    wallets = scene.wallets()
    for i, redeem in enumerate(draft.redeem):
        holder = wallets.get(redeem.wallet)
        if holder is None or member is None:
            raise Refused("unknown_wallet", field=f"redeem.{i}.wallet", given=redeem.wallet)
        wallet = holder.wallets[redeem.wallet]
        amount = parse_decimal(redeem.amount, wallet.places, field=f"redeem.{i}.amount")
        value = wallet.value_of(amount)
        if value <= 0:
            raise Refused("wallet_pays_nothing", field=f"redeem.{i}.wallet", wallet=redeem.wallet)
        account = scene.accounts[(member, redeem.wallet)]
        able = sum(lot.remaining for lot in ledger.spendable(account, max(draft.at, scene.now)))
        if amount > able:
            raise Refused(
                "not_enough_value", field=f"redeem.{i}.amount", wallet=redeem.wallet,
                available=_typed(wallet, able, scene), wanted=_typed(wallet, amount, scene),
            )  # fmt: skip
        wanted.append(Spent(wallet, amount, value))
    if sum(spent.value for spent in wanted) > due:
        raise Refused("redeem_above_price", field="redeem", price=("money", due, scene.club.currency))
    return wanted


def _typed(wallet: Wallet, amount: int, scene: Scene) -> tuple[str, int, object]:
    return ("points", amount, wallet.places) if wallet.kind == "points" else ("money", amount, scene.club.currency)


def _check_payments(draft: ReceiptDraft, due: int) -> None:
    if draft.payments is None:
        return
    paid = sum(payment.amount for payment in draft.payments)
    if paid != due:
        raise Refused("payments_do_not_match", field="payments", paid=paid, due=due)


def _tell(basket: Basket, scene: Scene, member: int | None) -> list[Told]:
    told = []
    for live in scene.shelf.live_at(basket.at, basket.clock):
        programme = live.programme
        standing = None if member is None else scene.standing(member, live.code, programme.progress_keys(basket))
        told.append(Told(live.code, live.version, programme, evaluate(programme, basket, standing)))
    return told


def _move(judged: Judged, scene: Scene, member: int) -> None:
    """Spend and award in the scene's accounts, and note how far the member has come."""
    draft = judged.draft
    if judged.spent:
        posting = Posting("spend", member, draft.at, judged.receipt_id)
        for spent in judged.spent:
            account = scene.accounts[(member, spent.wallet.id)]
            why = Message("till.spent", {"receipt": draft.number})
            spent.lots = ledger.spend(account, posting, spent.amount, max(draft.at, scene.now), Origin(why=why))
        judged.postings.append(posting)
    posting = Posting("award", member, draft.at, judged.receipt_id)
    for told in judged.told:
        for earning in told.evaluation.earnings:
            origin = Origin(told.code, earning.rule, told.version, earning.base, earning.why)
            if earning.amount > 0:
                account = scene.accounts[(member, earning.wallet)]
                ledger.award(
                    account, posting, new_lot(earning, told.code, judged.receipt_id), origin, _now(draft, scene)
                )
            judged.earnings.append(
                new_earning(
                    earning,
                    told.code,
                    told.version,
                    told.programme,
                    draft.at,
                    member,
                    judged.receipt_id,
                    judged.receipt_id,
                )
            )
            count(scene, member, told.code, earning)
    if posting.entries:
        judged.postings.append(posting)


def _now(draft: ReceiptDraft, scene: Scene) -> datetime:
    return max(draft.at, scene.now)


def new_lot(earning: Earning, programme: str, receipt_id: int | None) -> LotState:
    """The lot that an earning gives."""
    return LotState(
        None, earning.amount, earning.amount, False, earning.active_at, earning.expires_at, programme, earning.rule,
        receipt_id,
    )  # fmt: skip


def new_earning(
    earning: Earning, code: str, version: int, programme: Programme, at: datetime, member: int,
    receipt: int | None, sale: int | None,
) -> NewEarning:  # fmt: skip
    """The row that remembers an earning, so that it can be taken back as it was given."""
    return NewEarning(
        member, receipt, sale, code, version, earning.rule, earning.period, earning.wallet, earning.base,
        earning.amount, earning.times, at, earning.why, earning.counts, settles_on(programme, earning, at),
    )  # fmt: skip


def settles_on(programme: Programme, earning: Earning, at: datetime) -> date | None:
    """The first day after the period that must be settled for this earning; None where nothing is paid at its end."""
    rule = programme.rule(earning.rule)
    if rule is None or rule.kind != "targets" or rule.period is None:
        return None
    clock = programme.clock
    return period_of(local_day(at, clock.zone), rule.period, clock.calendar, clock.week_start).end


def count(scene: Scene, member: int, programme: str, earning: Earning) -> None:
    """Add an earning to the progress of the scene, so that the next receipt of the batch sees it."""
    for key in earning.counts:
        at = MemberProgress(member, programme, *key)
        was = scene.progress.get(at, Progress())
        scene.progress[at] = Progress(
            was.base + earning.base, was.awarded + earning.amount, was.times + earning.times, was.settled
        )


def new_receipt(judged: Judged, scene: Scene, answer: str) -> NewReceipt:
    """The receipt's row, its lines with the part of each that was paid with value of the club."""
    draft = judged.draft
    costs = [line.total - line.discount for line in judged.lines]
    shares = split(judged.redeemed, costs) if judged.redeemed else [0] * len(costs)
    lines = tuple(
        NewLine(
            line.id,
            scene.products[line.sku].id,
            _own_name(given, scene),
            line.quantity,
            line.unit_price,
            line.total,
            line.discount,
            share,
            line.tax_rate,
            line.unit_cost,
        )
        for line, given, share in zip(judged.lines, draft.lines, shares, strict=True)
    )
    details: dict[str, object] = {}
    if draft.payments is not None:
        details["payments"] = [[p.kind, p.amount] for p in draft.payments]
    if judged.spent:
        details["redeem"] = [[s.wallet.id, s.amount, s.value] for s in judged.spent]
    if draft.coupons:
        details["coupons"] = list(draft.coupons)
    return NewReceipt(
        id=judged.receipt_id,
        natural=judged.ready.natural,
        branch_id=scene.shop.branches[draft.branch].id if draft.branch else None,
        employee_id=scene.shop.employees[draft.employee].id if draft.employee else None,
        member_id=judged.member_id,
        at=draft.at,
        channel=draft.channel,
        total=judged.total,
        discount=judged.discount,
        redeemed=judged.redeemed,
        to_pay=judged.total - judged.discount - judged.redeemed,
        lines=lines,
        content_hash=judged.ready.digest,
        answer=answer,
        details=details,
    )


def _own_name(line: DraftLine, scene: Scene) -> str | None:
    return line.name if line.name and line.name != scene.products[line.sku].name else None


def wallet_states(scene: Scene, member: int) -> list[tuple[Wallet, AccountState]]:
    """Every wallet of the club with what the member has of it now."""
    return [(p.wallets[code], scene.accounts[(member, code)]) for code, p in sorted(scene.wallets().items())]
