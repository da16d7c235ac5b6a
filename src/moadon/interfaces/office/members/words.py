"""Small words of members: states, languages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moadon.apps.members.models import Member
from moadon.apps.members.types import Status
from moadon.ui.parts import Chip, Text, Tone
from moadon.ui.reader import LANGUAGES

STATUS_WORDS: dict[Status, Promise] = {Status.ACTIVE: _("in the club"), Status.ENDED: _("left")}
_TONES: dict[Status, Tone] = {Status.ACTIVE: "good", Status.ENDED: ""}


def status_chip(member: Member, *, always: bool = False) -> Chip | None:
    """What state a member is in; lists say it only of those who left, unless `always`."""
    status = Status(member.status)
    return Chip(STATUS_WORDS[status], _TONES[status]) if always or status is not Status.ACTIVE else None


def language_name(member: Member) -> Text:
    """The language in which a member is written to; empty: the club's first."""
    return {str(code): name for code, name in LANGUAGES.items()}.get(member.language, "")
