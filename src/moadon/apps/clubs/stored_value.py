"""How long stored value is good for at least, by the law of a club's country."""

from collections.abc import Mapping

LAWFUL_GIFT: Mapping[str, int] = {"IL": 60, "US": 60, "IE": 60}
"""Months for which a gift card is good at least (Israel: Consumer Protection Law; the United States:
15 U.S.C. 1693l-1; Ireland: Consumer Protection (Gift Vouchers) Act 2019)."""
LAWFUL_RETURN_CREDIT: Mapping[str, int] = {"IL": 24}
"""Months for which credit for goods that came back is good at least (Israel: Consumer Protection Regulations)."""


def longer(lawful: int, chosen: int | None) -> int:
    """What the club chose where that is longer than the law asks for; 0 is for ever, longer than anything."""
    return lawful if chosen is None else 0 if chosen == 0 else max(lawful, chosen)
