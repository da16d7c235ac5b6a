"""Doors of the operations on corrections and transfers, and one of each for them to open."""

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.interfaces.api.shop import Shop

EVERYBODY = {"owner", "reader", "till", "integration", "figures"}
DOORS: dict[str, tuple[set[str], object]] = {
    "correctBalance": ({"owner"}, {"wallet": "credit", "amount": "1.00", "reason": "goodwill"}),
    "listMemberCorrections": ({"owner", "reader"}, None),
    "listCorrections": ({"owner", "reader"}, None),
    "getCorrection": ({"owner", "reader"}, None),
    "withdrawCorrection": ({"owner"}, {}),
    "transferValue": ({"owner", "integration"}, {"from": "dana", "to": "tal", "wallet": "credit", "amount": "0.10"}),
    "getTransfer": (EVERYBODY, None),
    "listTransfers": (EVERYBODY, None),
}


def things_by_hand(shop: "Shop", member: str) -> dict[str, str]:
    """A correction that waits and a transfer, by the blanks of their addresses."""
    much = {"wallet": "credit", "amount": "1000.00", "reason": "goodwill"}
    waiting = shop.post(f"members/{member}/corrections", much)
    assert waiting.status_code == 202
    shop.member(external_id="tal")
    allow_transfers(shop)
    made = shop.post("transfers", DOORS["transferValue"][1])
    assert made.status_code == 201, made.content
    return {"correction_id": waiting.json()["id"], "transfer_id": made.json()["id"]}


def allow_transfers(shop: "Shop") -> None:
    """Let members of the shop hand over credit without a proof."""
    from moadon.apps.clubs.types import SYSTEM
    from moadon.apps.corrections import actions
    from moadon.apps.corrections.policy import DEFAULT
    from moadon.apps.corrections.types import TransferTerms

    terms = TransferTerms("credit", proof=False)
    actions.decide_policy(shop.club, replace(DEFAULT, transfers={"credit": terms}), SYSTEM)
