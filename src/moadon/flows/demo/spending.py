"""Members spend their credit: how much of a receipt is paid with it, as far as the till has told us what they have."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from moadon.flows.demo.types import Sale
from moadon.flows.till.types import DraftPayment, DraftRedeem, ReceiptDraft
from moadon.kernel.money import format_decimal, parse_decimal

LEAST = 20_00
"""Nobody asks for less (minor units)."""
PER_CENT_WHO_ASK = 40
REMEMBERED = timedelta(days=120)
"""What was told longer ago may have lapsed."""
_PLACES = 2


@dataclass(slots=True)
class _Purse:
    wallet: str
    available: int
    told_at: datetime


class Purses:
    """What every member can spend, from the answers of the till. The same answers lead to the same receipts."""

    def __init__(self) -> None:
        self._purses: dict[int, _Purse] = {}

    def learn(self, person: int, at: datetime, answer: str) -> None:
        """Take in what the till said of the wallets of `person`."""
        told: Mapping[str, Any] = json.loads(answer)
        for wallet in told["wallets"]:
            if wallet["kind"] == "credit":
                available = parse_decimal(wallet["available"], _PLACES)
                self._purses[person] = _Purse(wallet["wallet"], available, at)

    def spend(self, sale: Sale) -> ReceiptDraft:
        """The receipt of `sale`, in part paid with credit when the member has some and cares to use it."""
        draft, purse = sale.draft, self._purses.get(sale.person)
        if purse is None or draft.at - purse.told_at > REMEMBERED or not _asks(draft):
            return draft
        assert draft.payments is not None
        due = sum(payment.amount for payment in draft.payments)
        amount = min(purse.available, due // 2) // 100 * 100
        if amount < LEAST:
            return draft
        purse.available -= amount
        return draft._replace(
            redeem=(DraftRedeem(purse.wallet, format_decimal(amount, _PLACES)),),
            payments=(DraftPayment(draft.payments[0].kind, due - amount),),
        )


def _asks(draft: ReceiptDraft) -> bool:
    said = f"{draft.branch} {draft.till} {draft.number}"
    return crc32(said.encode()) % 100 < PER_CENT_WHO_ASK
