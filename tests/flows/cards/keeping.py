"""A shop that sells gift cards."""

from typing import Any

from moadon.apps.cards.models import Card
from moadon.apps.ledger.models import Account
from moadon.flows.cards.coding import Secrets
from moadon.flows.cards.giving import NewCard, Sold, issue_card
from moadon.kernel.ids import public_id
from moadon.store import club_transaction
from tests.flows.shopkeeper import LINEAR, Shopkeeper, document, open_shop


def opened() -> Shopkeeper:
    """A shop with a programme that gives credit for money spent."""
    shop = open_shop()
    shop.publish(document(LINEAR))
    return shop


def sell(shop: Shopkeeper, amount: str, *, pin: str | None = None, receipt: str | None = None, **more: Any) -> Secrets:
    """A card that somebody bought."""
    sold = Sold(amount, receipt, more.pop("line", None), "" if receipt else "order 7")
    return issue_card(shop.club, NewCard(sold, pin, **more), shop.actor, shop.now)


def paying(made: Secrets, amount: str, **more: str) -> dict[str, str]:
    """A redemption of a card."""
    return {
        "wallet": "gift_card",
        "code": made.code,
        "amount": amount,
        **({"pin": made.pin} if made.pin else {}),
        **more,
    }


def left(shop: Shopkeeper, card: int) -> int:
    """What is on a card, in minor units."""
    with club_transaction(shop.club.id):
        found = Account.objects.filter(owner=-card, wallet="gift_card").first()
    return found.balance if found else 0


def card(shop: Shopkeeper, row: int) -> Card:
    with club_transaction(shop.club.id):
        return Card.objects.get(id=row)


def name(row: int) -> str:
    return public_id("gft", row)
