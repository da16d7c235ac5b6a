"""How long stored value is good for at least, by the law of a club's country."""

from collections.abc import Mapping
from typing import Literal

Law = Literal[
    "il_consumer_protection_law", "us_15_usc_1693l_1", "ie_gift_vouchers_act_2019", "il_consumer_protection_regulations"
]
"""What says how long stored value is good for at least."""
LAW_OF_GIFT: Mapping[str, Law] = {
    "IL": "il_consumer_protection_law",
    "US": "us_15_usc_1693l_1",
    "IE": "ie_gift_vouchers_act_2019",
}
LAW_OF_RETURN_CREDIT: Mapping[str, Law] = {"IL": "il_consumer_protection_regulations"}
"""By the club's country; none where no law is known."""

LAWFUL_GIFT: Mapping[str, int] = {"IL": 60, "US": 60, "IE": 60}
"""Months for which a gift card is good at least (Israel: Consumer Protection Law; the United States:
15 U.S.C. 1693l-1; Ireland: Consumer Protection (Gift Vouchers) Act 2019)."""
LAWFUL_RETURN_CREDIT: Mapping[str, int] = {"IL": 24}
"""Months for which credit for goods that came back is good at least (Israel: Consumer Protection Regulations)."""


def longer(lawful: int, chosen: int | None) -> int:
    """What the club chose where that is longer than the law asks for; 0 is for ever, longer than anything."""
    return lawful if chosen is None else 0 if chosen == 0 else max(lawful, chosen)
