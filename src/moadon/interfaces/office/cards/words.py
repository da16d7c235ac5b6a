"""States and ends of gift cards in words."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moadon.apps.cards.models import Card
from moadon.apps.clubs.types import ClubInfo
from moadon.ui.parts import Chip, Text, Tone

STATES: dict[str, Text] = {
    "inactive": gettext_lazy("not sold yet"),
    "active": gettext_lazy("can be spent"),
    "blocked": gettext_lazy("blocked"),
    "locked": gettext_lazy("locked by wrong PINs"),
    "dead": gettext_lazy("ended"),
}
ENDINGS: dict[str, Text] = {
    "sale_returned": gettext_lazy("its sale was returned"),
    "killed": gettext_lazy("ended by hand"),
    "replaced": gettext_lazy("replaced by another card"),
    "attached": gettext_lazy("put on a member’s account"),
}
MAIL_STATES: dict[str, Text] = {
    "waiting": gettext_lazy("waits to be sent"),
    "sending": gettext_lazy("is being sent"),
    "sent": gettext_lazy("sent"),
    "failed": gettext_lazy("could not be sent; replace the card to get a new code"),
    "unknown": gettext_lazy("nobody knows whether it was sent; ask who was to get it"),
    "dropped": gettext_lazy("not sent; replace the card to get a new code"),
}
_TONES: dict[str, Tone] = {"active": "good", "blocked": "warn", "locked": "warn"}


def state_chip(row: Card) -> Chip:
    """What a card is now."""
    return Chip(STATES[row.state], _TONES.get(row.state, ""))


def good_until(row: Card, club: ClubInfo) -> date | None:
    """The last of the club's days on which a card can be spent."""
    return None if row.expires_at is None else last_good_day(club, row.expires_at)


def last_good_day(club: ClubInfo, until: datetime) -> date:
    """The last of the club's days on which value that ends at `until` can be spent."""
    return club.day_of(until - timedelta(microseconds=1))


def called(row: Card) -> str:
    """What a card is called on pages: by the end of its code."""
    return f"…{row.tail}" if row.tail else _("a card without a code yet")
