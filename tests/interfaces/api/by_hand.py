"""Doors of the operations on corrections and transfers, and one of each for them to open."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.interfaces.api.shop import Shop

DOORS: dict[str, tuple[set[str], object]] = {
    "correctBalance": ({"owner"}, {"wallet": "credit", "amount": "1.00", "reason": "goodwill"}),
    "listMemberCorrections": ({"owner", "reader"}, None),
    "listCorrections": ({"owner", "reader"}, None),
    "getCorrection": ({"owner", "reader"}, None),
    "withdrawCorrection": ({"owner"}, {}),
}


def things_by_hand(shop: "Shop", member: str) -> dict[str, str]:
    """A correction that waits, by the blank of its address."""
    much = {"wallet": "credit", "amount": "1000.00", "reason": "goodwill"}
    waiting = shop.post(f"members/{member}/corrections", much)
    assert waiting.status_code == 202
    return {"correction_id": waiting.json()["id"]}
