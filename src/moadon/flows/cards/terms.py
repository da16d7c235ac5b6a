"""The legal terms of stored value: how long it is good for, by what, and when its tax falls due."""

from dataclasses import dataclass
from typing import Final, Literal

from moadon.apps.clubs.stored_value import (
    LAW_OF_GIFT,
    LAW_OF_RETURN_CREDIT,
    LAWFUL_GIFT,
    LAWFUL_RETURN_CREDIT,
    Law,
)
from moadon.apps.clubs.types import ClubInfo
from moadon.engine.rules import GIFT_CARD, LOADED, RETURN_CREDIT

Kind = Literal["gift_card", "loaded_money", "return_credit"]
Tax = Literal["when_redeemed", "when_sold"]
_KINDS: Final[dict[str, Kind]] = {GIFT_CARD: "gift_card", LOADED: "loaded_money", RETURN_CREDIT: "return_credit"}


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one stored wallet: for how many `months` value is good that is given now, 0 for ever, and for how
    many at least by `law`, 0 where none is known; when its tax falls due."""

    kind: Kind
    months: int
    lawful: int
    law: Law | None
    tax: Tax

    @property
    def basis(self) -> Literal["law", "club"]:
        """What `months` rests on: the law alone, or the club's word, which may only be longer."""
        return "law" if self.law is not None and self.months == self.lawful else "club"


def terms_of(club: ClubInfo, wallet: str) -> Terms | None:
    """The terms of a stored wallet; None of one that a programme gives.

    Credit for a return was not sold: the tax of the sale came back with the goods, and that of the next one is due as
    the credit pays it, whatever purpose vouchers have.
    """
    kind = _KINDS.get(wallet)
    if kind is None:
        return None
    if wallet == RETURN_CREDIT:
        lawful, law = LAWFUL_RETURN_CREDIT, LAW_OF_RETURN_CREDIT.get(club.region)
        return Terms(kind, club.return_credit_months, lawful.get(club.region, 0), law, "when_redeemed")
    tax: Tax = "when_sold" if club.settings.voucher_tax == "single_purpose" else "when_redeemed"
    lawful_months = LAWFUL_GIFT.get(club.region, 0)
    return Terms(kind, club.gift_months, lawful_months, LAW_OF_GIFT.get(club.region), tax)
