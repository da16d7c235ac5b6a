"""A draft with everything found that it names, before anything is judged."""

import hashlib
from datetime import timedelta
from typing import NamedTuple

import orjson

from moadon.apps.catalogue.types import ProductInfo
from moadon.apps.clubs.types import BranchInfo, EmployeeInfo
from moadon.apps.members.types import MemberSeen
from moadon.apps.programmes.types import Live
from moadon.apps.receipts.types import NaturalKey
from moadon.apps.rewards.types import MemberProgress, SharedKey
from moadon.engine.rules import Basket, Buyer, Line, Payment
from moadon.flows.tiers.book import Climber
from moadon.flows.till.coupons import words_named
from moadon.flows.till.scene import Scene
from moadon.flows.till.types import DraftLine, ReceiptDraft
from moadon.kernel.calendars import local_day
from moadon.kernel.ids import public_id
from moadon.kernel.money import line_total
from moadon.kernel.refusals import Refused, RefusedMany


class Ready(NamedTuple):
    """A draft with everything found that it names: what it is known by, whose it is, and what programmes look at.

    `lives`: the programmes live at its time, with the rows of progress that each asks for.
    """

    draft: ReceiptDraft
    digest: bytes
    natural: NaturalKey
    member: MemberSeen | None
    basket: Basket
    lives: tuple[Live, ...]

    @property
    def member_id(self) -> int | None:
        """Whose it is."""
        return None if self.member is None else self.member.id


def content_hash(draft: ReceiptDraft) -> bytes:
    """A digest of everything sent but key and language: equal for receipts that say the same."""
    member = (draft.member.kind, draft.member.value) if draft.member else None
    payments = None if draft.payments is None else [(p.kind, p.amount) for p in draft.payments]
    redeem = [
        (
            r.wallet,
            r.amount,
            *([r.promotion] if r.promotion or r.hold else ()),
            *([r.hold] if r.hold else ()),
            *([["card", r.code, r.pin, r.card]] if r.names_card else ()),
        )
        for r in draft.redeem
    ]
    said = (draft.number, draft.at, draft.branch, draft.till, draft.employee, draft.channel)
    lines = [tuple(line) for line in draft.lines]
    return hashlib.sha256(orjson.dumps((said, member, lines, payments, redeem, draft.coupons))).digest()


def natural_key(draft: ReceiptDraft, scene: Scene) -> NaturalKey:
    """What the shop knows this sale by."""
    till = scene.tills.get((draft.branch, draft.till)) if draft.till else None
    branch = scene.shop.branches[draft.branch].id if draft.branch and till is None else None
    return NaturalKey(till, scene.business_date(draft.at, draft.branch), draft.number, "sale", branch)


def check_names(draft: ReceiptDraft, scene: Scene) -> None:
    """Refuse what names something that is not there, or a time that cannot be. Raises RefusedMany."""
    faults: list[Refused] = []
    if draft.branch and not _counts(scene.shop.branches.get(draft.branch), draft):
        faults.append(Refused("unknown_branch", field="branch", given=draft.branch))
    if draft.employee and not _counts(scene.shop.employees.get(draft.employee), draft):
        faults.append(Refused("unknown_employee", field="employee", given=draft.employee))
    if not draft.history:
        faults += stopped(scene, draft.employee, (draft.branch, draft.till))
    if draft.member and draft.member not in scene.members:
        faults.append(Refused("unknown_member", field="member"))
    if draft.at > scene.now + timedelta(minutes=scene.club.settings.future_minutes):
        faults.append(Refused("in_the_future", field="at", minutes=scene.club.settings.future_minutes))
    if scene.club.settings.unknown_sku == "refuse":
        unknown = [(i, line.sku) for i, line in enumerate(draft.lines) if line.sku not in scene.products]
        faults += [Refused("unknown_sku", field=f"lines.{i}.sku", given=sku) for i, sku in unknown]
    if not draft.member and not all(redeem.names_card for redeem in draft.redeem):
        faults.append(Refused("redeem_needs_member", field="redeem"))
    if faults:
        raise RefusedMany(faults)


def stopped(scene: Scene, employee: str | None, till: tuple[str | None, str | None]) -> list[Refused]:
    """Why a receipt of these is refused where the club refuses what stopped employees and tills ring."""
    if scene.club.settings.stopped_receipts != "refuse":
        return []
    found = scene.shop.employees.get(employee) if employee else None
    faults = [Refused("employee_stopped", field="employee", given=employee)] if found and found.stopped else []
    if till in scene.shop.stopped_tills:
        faults.append(Refused("till_stopped", field="till", given=till[1]))
    return faults


def _counts(named: BranchInfo | EmployeeInfo | None, draft: ReceiptDraft) -> bool:
    return named is not None and (named.active or draft.history)


def _line(line: DraftLine, product: ProductInfo | None, exponent: int) -> Line:
    categories = product.categories if product and product.categories else ((line.category,) if line.category else ())
    rate = line.tax_rate if line.tax_rate is not None else (product.tax_rate if product else None)
    cost = line.unit_cost if line.unit_cost is not None else (product.unit_cost if product else None)
    return Line(
        line.id, line.sku, categories, (product.brand if product else None) or line.brand, line.quantity,
        line.unit_price, line_total(line.quantity, line.unit_price, exponent), line.discount, rate or 0, cost,
    )  # fmt: skip


def make_ready(draft: ReceiptDraft, digest: bytes, scene: Scene) -> Ready:
    """Find what a draft names. It must have passed `check_names`."""
    products, exponent, clock = scene.products, scene.club.exponent, scene.clock_of(draft.branch)
    basket = Basket(
        at=draft.at,
        clock=clock,
        branch=draft.branch,
        till=draft.till,
        employee=draft.employee,
        channel=draft.channel,
        lines=tuple([_line(line, products.get(line.sku), exponent) for line in draft.lines]),
        payments=tuple([Payment(p.kind, p.amount) for p in draft.payments or ()]),
        coupons=words_named(draft, scene.coupons) if draft.coupons else (),
    )
    member = scene.members[draft.member] if draft.member else None
    lives = scene.shelf.live_for(member.id if member else None, draft.at, clock)
    return Ready(draft, digest, natural_key(draft, scene), member, basket, lives)


def shared_keys(ready: Ready) -> list[SharedKey]:
    """What all members together have got that must be read before this sale is judged."""
    return [
        SharedKey(live.code, *key)
        for live in ready.lives
        if live.programme.shares
        for key in live.programme.shared_keys(ready.basket)
    ]


def asks_first(ready: Ready) -> bool:
    """Whether a programme asks if this is the member's first purchase."""
    return ready.member is not None and any("first_purchase" in live.programme.looks_at for live in ready.lives)


def buyer_of(ready: Ready, live: Live, scene: Scene) -> Buyer | None:
    """The member as the rules of one programme see them; None where nobody is known."""
    if scene.made_up is not None:
        return scene.made_up
    member = ready.member
    if member is None:
        return None
    programme, zone = live.programme, ready.basket.clock.zone
    return Buyer(
        scene.standing(member.id, live.code, programme.progress_keys(ready.basket)),
        id=public_id("mbr", member.id),
        birth=member.birth_date,
        joined=None if member.joined_at is None else local_day(member.joined_at, zone),
        balances=_balances(live, member.id, scene),
        levels=_levels(ready, live, scene),
        segments=frozenset(member.segments),
        first_purchase="first_purchase" in programme.looks_at and scene.buys_first(member.id, ready.draft.at),
    )


def _levels(ready: Ready, live: Live, scene: Scene) -> dict[str, str]:
    """What the member holds on the programme's ladders."""
    if ready.member is None or not live.programme.ladders:
        return {}
    return scene.book.levels(Climber(ready.member.id, live, ready.member.joined_at), ready.draft.at)


def _balances(live: Live, member: int, scene: Scene) -> dict[str, int]:
    """What the member can spend, where the programme offers something for it."""
    if not live.programme.board.offers:
        return {}
    held = {code: scene.accounts.get((member, code)) for code in live.programme.wallets}
    return {code: scene.available(account) for code, account in held.items() if account is not None}


def progress_keys(ready: Ready) -> list[MemberProgress]:
    """What must be read of the member before this sale is judged."""
    if ready.member_id is None:
        return []
    return [
        MemberProgress(ready.member_id, live.code, *key)
        for live in ready.lives
        for key in live.programme.progress_keys(ready.basket)
    ]
