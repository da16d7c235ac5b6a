"""Gift cards of a shop, one for each thing that can be done to one."""

from collections.abc import Callable
from typing import Any

from moadon.apps.cards.models import Card
from moadon.kernel.ids import row_id
from moadon.store import club_transaction
from tests.interfaces.api.shop import Shop

USED_UP = (
    "blockGiftCard", "unblockGiftCard", "unlockGiftCard", "killGiftCard", "replaceGiftCard", "attachGiftCard",
    "tellGiftCardCode",
)  # fmt: skip
"""Operations after which a card is another."""
_BEFORE: dict[str, dict[str, Any]] = {
    "unblockGiftCard": {"state": "blocked"},
    "unlockGiftCard": {"state": "locked"},
    "tellGiftCardCode": {"code_hash": None},
}


NAMING: dict[str, Callable[[dict[str, str]], object]] = {
    "code": lambda things: {"code": things["card_code"]},
    "activation": lambda things: {"code": things["series_code"], "reference": "receipt 7"},
    "member": lambda things: {"member": things["member_id"]},
}
"""Bodies that name one of the shop's things."""


def for_doors(shop: Shop, member: str) -> dict[str, str]:
    """One of everything about stored value, by the blank of its address, and a card for each of `USED_UP`."""
    load = shop.post(f"members/{member}/loads", {"amount": "50.00", "reference": "terminal 1"}).json()
    card, (made, code) = issued(shop), series(shop)
    return {
        "lot_id": load["lot"], "card_id": card["id"], "series_id": made, "card_code": card["code"], "series_code": code,
        **one_for_each(shop),
    }  # fmt: skip


def issued(shop: Shop, amount: str = "50.00", *, by: str = "till", **more: object) -> dict[str, Any]:
    """A card that a till sold."""
    response = shop.post("gift-cards", {"amount": amount, "reference": "order 1", **more}, by=by)
    assert response.status_code == 201, response.content
    made: dict[str, Any] = response.json()
    return made


def one_for_each(shop: Shop) -> dict[str, str]:
    """The id of a card for each of `USED_UP`, in the state that it begins from."""
    found = {name: issued(shop)["id"] for name in USED_UP}
    with club_transaction(shop.club.id):
        for name, state in _BEFORE.items():
            Card.objects.filter(id=row_id("gft", found[name])).update(**state)
    return found


def series(shop: Shop) -> tuple[str, str]:
    """A series, and the code of one of its cards."""
    made = shop.post("gift-card-series", {"name": "Rosh Hashana", "amount": "50.00", "size": 3}).json()["id"]
    return made, shop.post(f"gift-card-series/{made}/codes").json()["items"][0]["code"]
