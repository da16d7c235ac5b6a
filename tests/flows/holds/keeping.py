"""A shop where value is set aside."""

from datetime import datetime, timedelta
from typing import Any

from moadon.apps.ledger import queries as ledger
from moadon.apps.ledger.models import Account, Hold, Lot
from moadon.apps.members.types import MemberRef
from moadon.flows.holdings import Holding, holdings
from moadon.flows.holds import HoldDraft, place_hold
from moadon.kernel.ids import row_id
from moadon.store import club_transaction
from tests.flows.shopkeeper import LINEAR, Shopkeeper, document, open_shop

WEEKS = "{credit: {kind: credit, expires: {after: {days: 2}}}, points: {kind: points, worth: '0.05'}}"
HOUR = 3600


def opened(*, wallets: str | None = None) -> tuple[Shopkeeper, str]:
    """A shop and a member with 100.00 of credit."""
    shop = open_shop()
    shop.publish(document(LINEAR, **({"wallets": wallets} if wallets else {})))
    noa = shop.member()
    shop.buy("1000", member=noa)
    return shop, noa


def hold(shop: Shopkeeper, member: str, amount: str, *, ttl: int = HOUR, wallet: str = "credit") -> int:
    return place_hold(shop.club, HoldDraft(MemberRef("id", member), wallet, amount, ttl, "order 7"), shop.now)


def purse(shop: Shopkeeper, member: str) -> Holding:
    """The credit of a member."""
    with club_transaction(shop.club.id):
        return next(one for one in holdings(shop.club, row_id("mbr", member), shop.now) if one.wallet.id == "credit")


def figures(shop: Shopkeeper, member: str) -> tuple[int, int, int]:
    """Balance, available, held."""
    one = purse(shop, member)
    return one.balance, one.available, one.held


def pay(shop: Shopkeeper, member: str, amount: str, price: str = "90") -> Any:
    """A receipt paid with credit."""
    redeem = [{"wallet": "credit", "amount": amount}]
    return shop.buy(price, member=member, redeem=redeem, at=shop.now.isoformat())


def row_of(shop: Shopkeeper, row: int) -> Hold:
    with club_transaction(shop.club.id):
        return ledger.hold(row)


def check_holds(shop: Shopkeeper) -> None:
    """Accounts and lots hold what the placed holds say, and no more than they have."""
    shop.check_books()
    with club_transaction(shop.club.id):
        by_account: dict[int, int] = {}
        by_lot: dict[int, int] = {}
        for one in Hold.objects.filter(state="placed"):
            by_account[one.account_id] = by_account.get(one.account_id, 0) + one.amount
            for number, part in zip(one.lots, one.parts, strict=True):
                by_lot[number] = by_lot.get(number, 0) + part
        assert {a.pk: a.held for a in Account.objects.all() if a.held} == by_account
        assert {one.pk: one.held for one in Lot.objects.all() if one.held} == by_lot


def later(shop: Shopkeeper, **more: int) -> datetime:
    shop.now += timedelta(**more)
    return shop.now
