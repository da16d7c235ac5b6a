"""A club whose people correct balances."""

from datetime import timedelta
from typing import Any

from moadon.apps.clubs.types import Actor, Role
from moadon.apps.corrections import queries
from moadon.apps.corrections.models import Request
from moadon.apps.corrections.types import BRANCH_MANAGER, KEY, Hand
from moadon.apps.ledger.models import Entry
from moadon.flows.corrections import CorrectionDraft, ask_correction
from moadon.store import club_transaction
from tests.flows.shopkeeper import LINEAR, Shopkeeper, document, open_shop

WEEKS = "{credit: {kind: credit, expires: {after: {days: 20}}}, points: {kind: points, worth: '0.05'}}"


def hand(role: str, number: int = 1, *, name: str = "", branch: int | None = None) -> Hand:
    """Somebody of a role; `number` tells people of one role apart."""
    kind: Any = "key" if role == KEY else "user"
    return Hand(Actor(kind, ROLE_NUMBERS[role] * 100 + number, name or f"{role}{number}"), role, branch)


ROLE_NUMBERS = {
    role: number
    for number, role in enumerate((Role.OWNER, Role.MANAGER, BRANCH_MANAGER, Role.CASHIER, Role.AUDITOR, KEY), 1)
}
OWNER, MANAGER, CASHIER = hand(Role.OWNER), hand(Role.MANAGER), hand(Role.CASHIER)


def opened(spent: str = "1000", *, wallets: str = WEEKS) -> tuple[Shopkeeper, str]:
    """A shop and a member with a tenth of what they spent as credit."""
    shop = open_shop()
    shop.publish(document(LINEAR, wallets=wallets))
    noa = shop.member()
    if spent:
        shop.buy(spent, member=noa, at=shop.now.isoformat())
    return shop, noa


def correct(shop: Shopkeeper, member: str, amount: str, by: Hand = OWNER, **more: Any) -> int:
    """Ask for a correction of the credit; its row."""
    draft = {"wallet": "credit", "reason": "goodwill", **more}
    return ask_correction(shop.club, CorrectionDraft(member, amount=amount, **draft), by, shop.now)


def row_of(shop: Shopkeeper, row: int) -> Request:
    with club_transaction(shop.club.id):
        return queries.request(shop.club, row)


def state(shop: Shopkeeper, row: int) -> str:
    return queries.stage(row_of(shop, row), shop.now)


def lines(shop: Shopkeeper, row: int) -> list[tuple[str, str, int]]:
    """The entries that a correction made: kind, book, amount."""
    with club_transaction(shop.club.id):
        found = Entry.objects.filter(transaction=row_of(shop, row).transaction_id).select_related("transaction")
        return sorted((one.transaction.kind, one.book, one.amount) for one in found)


def later(shop: Shopkeeper, **more: int) -> None:
    shop.now += timedelta(**more)
