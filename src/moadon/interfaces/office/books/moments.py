"""The moment that a page of the books looks at: what the address says, else now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html
from django.utils.translation import gettext as _

from moadon.apps.clubs.types import ClubInfo
from moadon.kernel.calendars import zone_of
from moadon.kernel.moments import AsOf
from moadon.ui import marks
from moadon.ui.fields import read_moment
from moadon.ui.parts import Text


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed: a moment of the club's clock, or none, and whether what came late counts."""

    typed: datetime | None
    moment: AsOf

    @property
    def as_known(self) -> bool:
        """Whether it is what the books said then."""
        return self.moment.known is not None

    @property
    def words(self) -> Text:
        """It in a sentence."""
        if self.moment.known is not None:
            return format_html(_("as the books said on {moment}"), moment=marks.moment(self.moment.known))
        if self.moment.at is not None:
            return format_html(_("as it was on {moment}"), moment=marks.moment(self.moment.at))
        return _("as it is now")


def read_asked(given: Mapping[str, str], club: ClubInfo) -> Asked:
    """The moment of the address; what makes no sense is no moment."""
    typed = aware(given.get("at", ""), club)
    if typed is None:
        return Asked(None, AsOf())
    moment = AsOf(known=typed) if given.get("as") == "known" else AsOf(at=typed)
    return Asked(typed.astimezone(zone_of(club.time_zone)).replace(tzinfo=None), moment)


def aware(text: str, club: ClubInfo) -> datetime | None:
    """A moment as it was typed on the club's clock; None for none."""
    try:
        typed = read_moment(text)
        return None if typed is None else typed.replace(tzinfo=zone_of(club.time_zone))
    except (ValueError, OverflowError):
        return None
