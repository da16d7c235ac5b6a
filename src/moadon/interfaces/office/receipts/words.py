"""Small words of receipts: kinds, states, channels, ways to pay."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from moadon.apps.receipts.models import Receipt
from moadon.ui.parts import Chip, Text, Tone

KIND_WORDS: dict[str, Promise] = {"sale": _("sale"), "return": _("return"), "cancel": _("cancellation")}
STATE_WORDS: dict[str, Promise] = {
    "whole": _("paid"),
    "part_returned": _("part returned"),
    "returned": _("returned"),
    "cancelled": _("cancelled"),
}
_STATE_TONES: dict[str, Tone] = {"whole": "good", "part_returned": "warn", "cancelled": "bad"}
CHANNEL_WORDS: dict[str, Promise] = {
    "store": _("in the shop"),
    "web": _("web shop"),
    "phone": _("by phone"),
    "app": _("by app"),
}
PAYMENT_WORDS: dict[str, Promise] = {
    "card": pgettext_lazy("payment", "Card"),
    "cash": _("Cash"),
    "credit": _("Credit"),
    "points": _("Points"),
    "gift": _("Gift card"),
    "transfer": _("Bank transfer"),
}


def state_chip(receipt: Receipt, *, always: bool = False) -> Chip | None:
    """What became of a receipt. A plain sale has no chip in a list."""
    if receipt.kind != "sale":
        return Chip(KIND_WORDS.get(receipt.kind, receipt.kind))
    if receipt.state == "whole" and not always:
        return None
    return Chip(STATE_WORDS.get(receipt.state, receipt.state), _STATE_TONES.get(receipt.state, ""))


def channel_name(code: str) -> Text:
    """Where a purchase was made."""
    return CHANNEL_WORDS.get(code, code)


def payment_name(code: str) -> Text:
    """What was paid with."""
    return PAYMENT_WORDS.get(code, code)
