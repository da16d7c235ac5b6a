"""Wallets of stored value: they belong to the house, need no programme, and none may call a wallet of its own so."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from moadon.engine.rules.expiry import Term
from moadon.engine.rules.programme import Wallet

GIFT_CARD: Final = "gift_card"
LOADED: Final = "loaded"
RETURN_CREDIT: Final = "return_credit"
RESERVED: Final = (GIFT_CARD, LOADED, RETURN_CREDIT)

_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    GIFT_CARD: {"en": "Gift card", "he": "כרטיס מתנה", "fa": "کارت هدیه"},
    LOADED: {"en": "Loaded money", "he": "כסף שנטען", "fa": "پول شارژشده"},
    RETURN_CREDIT: {"en": "Return credit", "he": "זיכוי על החזרה", "fa": "اعتبار مرجوعی"},
}


@lru_cache(maxsize=16)
def reserved_wallets(exponent: int) -> Mapping[str, Wallet]:
    """Stored value by its code, in a currency of `exponent` decimals: worth what is on it.

    How long each is good for is said when it is given, by the law of the club's country.
    """
    return MappingProxyType(
        {
            code: Wallet(code, "credit" if code == RETURN_CREDIT else "gift", name, exponent, exponent, None, Term())
            for code, name in _NAMES.items()
        }
    )
