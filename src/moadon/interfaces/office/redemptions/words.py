"""Kinds, states and prices of the redemption catalogue in the reader's words."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moadon.apps.clubs.permissions import May
from moadon.interfaces.office.members.naming import Programmes
from moadon.interfaces.office.parts.access import OfficeRequest, may
from moadon.ui import marks
from moadon.ui.parts import Chip, Tab, Tabs, Tone

KINDS: dict[str, Promise] = {
    "product": gettext_lazy("product"),
    "experience": gettext_lazy("experience"),
    "coupon": gettext_lazy("coupon"),
    "digital": gettext_lazy("something digital"),
    "donation": gettext_lazy("donation"),
}
STATES: dict[str, Promise] = {
    "unpaid": gettext_lazy("waits for money"),
    "asked": gettext_lazy("requested"),
    "ready": gettext_lazy("ready"),
    "handed_over": gettext_lazy("handed over"),
    "sent": gettext_lazy("sent"),
    "cancelled": gettext_lazy("called off"),
    "expired": gettext_lazy("not paid in time"),
    "returned": gettext_lazy("brought back"),
}
_TONES: dict[str, Tone] = {"unpaid": "warn", "asked": "acc", "ready": "acc", "handed_over": "good", "sent": "good"}
PERIODS: dict[str, Promise] = {
    "ever": gettext_lazy("in all"),
    "day": gettext_lazy("a day"),
    "week": gettext_lazy("a week"),
    "month": gettext_lazy("a month"),
    "quarter": gettext_lazy("a quarter"),
    "year": gettext_lazy("a year"),
}
STOCKED: dict[str, Promise] = {
    "unlimited": gettext_lazy("not counted"),
    "all": gettext_lazy("counted for the club together"),
    "branch": gettext_lazy("counted at each branch"),
}


def state_chip(state: str) -> Chip:
    """How far a redemption is."""
    return Chip(STATES.get(state, state), _TONES.get(state, ""))


def price_told(book: Programmes, way: Mapping[str, object], amount: int | None = None) -> SafeString:
    """What a way costs: "500 points", "200 points and ₪25.00"."""
    units = int(str(way["amount"])) if amount is None else amount
    value, money = book.amount(str(way["wallet"]), units), int(str(way["money"]))
    if not money:
        return value
    return format_html(_("{value} and {money}"), value=value, money=marks.money(money))


def tabs(request: OfficeRequest, current: str) -> Mapping[str, object]:
    """What members asked for and what is on offer, as views of one room."""
    routes = [("redemptions", _("Redemptions")), ("rewards", _("Rewards"))]
    shown = [Tab(label, reverse(route, args=[request.club.slug]), route == current) for route, label in routes]
    return {"tabs": Tabs(shown, _("Rewards for points"), first=True)}


def editable(request: OfficeRequest) -> bool:
    """Whether this reader may change what is on offer."""
    return may(request, May.WRITE_REWARDS)
