"""What pools and codes are called on pages."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moadon.apps.coupons import queries
from moadon.apps.coupons.models import Code, Pool
from moadon.engine.coupons import told_state
from moadon.kernel.ids import public_id
from moadon.ui.parts import Chip, Text, Tone

KINDS: Mapping[str, Text] = {
    "bulk": gettext_lazy("for whoever shows one"),
    "personal": gettext_lazy("personal"),
    "reserved": gettext_lazy("where they are set aside for"),
    "imported": gettext_lazy("made elsewhere"),
}
STATES: Mapping[str, Text] = {
    "free": gettext_lazy("free"),
    "reserved": gettext_lazy("set aside"),
    "issued": gettext_lazy("given out"),
    "used": gettext_lazy("used"),
    "expired": gettext_lazy("ended"),
    "withdrawn": gettext_lazy("withdrawn"),
}
_TONES: Mapping[str, Tone] = {"free": "good", "issued": "good", "reserved": "warn", "withdrawn": "bad"}


def state_chip(row: Code) -> Chip:
    """How a code stands now."""
    state = told_state(queries.state_of(row), timezone.now())
    return Chip(STATES[state], _TONES.get(state, ""))


def pool_chip(row: Pool) -> Chip:
    """How a pool stands now."""
    now: datetime = timezone.now()
    if row.withdrawn_at is not None:
        return Chip(_("withdrawn"), "bad")
    if row.valid_until is not None and row.valid_until <= now:
        return Chip(_("ended"))
    if row.valid_from is not None and row.valid_from > now:
        return Chip(_("not yet"), "warn")
    return Chip(_("being made"), "warn") if row.to_make else Chip(_("in use"), "good")


def aside_words(row: Code) -> str:
    """For whom a code is set aside."""
    return row.aside.partition(":")[2] or (_("a member") if row.aside else "")


def pool_address(row: Pool) -> str:
    """How a pool is named in addresses."""
    return public_id("cpl", row.pk)
