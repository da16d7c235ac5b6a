"""A judged sale as the rows it leaves."""

from moadon.apps.catalogue.types import ProductInfo
from moadon.apps.receipts.types import NewLine, NewReceipt, Promoted
from moadon.engine.ledger import AccountState
from moadon.engine.rules import Line, Redemption, Wallet, paid_by_club, reserved_wallets
from moadon.flows.till import kept
from moadon.flows.till.judging import Judged
from moadon.flows.till.scene import Scene


def new_receipt(judged: Judged, scene: Scene, answer: str) -> NewReceipt:
    """The receipt's row, its lines with the part of each that was paid with value of the club."""
    draft = judged.draft
    promotions = _promotions(judged)
    lines = _new_lines(judged, scene, promotions)
    details = _details(judged)
    details.update(_buyer(judged))
    facts = kept.kept_of(judged)
    if promoted := facts.get(kept.GIVEN):
        details[kept.PROMOTED] = list(promoted)
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
        judged=facts,
        promotions=promotions,
    )


def _new_lines(judged: Judged, scene: Scene, promotions: Promoted) -> tuple[NewLine, ...]:
    """The lines with all that was taken off each, and what of each was paid with value of the club."""
    discounts = [line.discount for line in judged.lines]
    for position, given in promotions.items():
        discounts[int(position)] += sum([amount for *_, amount in given])
    costs = [line.total - discount for line, discount in zip(judged.lines, discounts, strict=True)]
    redemptions = tuple([Redemption(s.wallet.id, s.amount, s.value, s.promotion, s.on) for s in judged.spent])
    spent = judged.ready.basket._replace(redemptions=redemptions, payments=())
    shares = (paid_by_club(spent, costs) if redemptions else None) or [0] * len(costs)
    products = scene.products
    return tuple(
        [
            _new_line(line, given.name, products[line.sku], discount, share)
            for line, given, discount, share in zip(judged.lines, judged.draft.lines, discounts, shares, strict=True)
        ]
    )


def _details(judged: Judged) -> dict[str, object]:
    """What was sent and no column holds."""
    draft = judged.draft
    details: dict[str, object] = {}
    if draft.payments is not None:
        details["payments"] = [[p.kind, p.amount] for p in draft.payments]
    if judged.spent:
        details["redeem"] = [[s.key, s.amount, s.value, *([s.promotion] if s.promotion else [])] for s in judged.spent]
    if draft.coupons:
        details["coupons"] = list(draft.coupons)
    if draft.history:
        details["history"] = True
    return details


def _buyer(judged: Judged) -> dict[str, object]:
    """Levels and segments by which the sale was judged: a return of it is judged by the same."""
    found: dict[str, object] = {}
    buyers = [(told, told.asked.buyer) for told in judged.told]
    levels = {told.code: dict(buyer.levels) for told, buyer in buyers if buyer and buyer.levels}
    if levels:
        found["levels"] = levels
    segments = {
        one for told, buyer in buyers if buyer and "segments" in told.programme.looks_at for one in buyer.segments
    }
    if segments:
        found["segments"] = sorted(segments)
    return found


def _promotions(judged: Judged) -> dict[str, list[tuple[str, int, str, int]]]:
    """What promotions give on each line, by its position."""
    found: dict[str, list[tuple[str, int, str, int]]] = {}
    for told in judged.told:
        if told.evaluation.promotions:
            code, version = told.code, told.version
            for position, line in enumerate(told.evaluation.lines):
                if line.discounts:
                    given = found.setdefault(str(position), [])
                    given += [(code, version, rule, amount) for rule, amount in line.discounts]
    return found


def _new_line(line: Line, name: str | None, product: ProductInfo, discount: int, club_value: int) -> NewLine:
    """A line's row; its name stands there where the till calls the product otherwise than the catalogue."""
    return NewLine(
        line.id, product.id, name if name and name != product.name else None, line.quantity, line.unit_price,
        line.total, discount, club_value, line.tax_rate, line.unit_cost,
    )  # fmt: skip


def wallet_states(scene: Scene, member: int) -> list[tuple[Wallet, AccountState]]:
    """Every wallet of the club with what the member has of it now."""
    told = [(p.wallets[code], scene.accounts[(member, code)]) for code, p in scene.wallets().items()]
    stored = reserved_wallets(scene.club.exponent)
    return told + [
        (stored[code], scene.accounts[owner, code]) for owner, code in sorted(scene.stored) if owner == member
    ]
