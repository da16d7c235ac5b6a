"""A filter of receipts by their member: by the address of a member's page, or as one would say who it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members import queries as members
from moadon.interfaces.office.members.naming import called
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.ui import marks
from moadon.ui.parts import Text

LONGEST = 100


@dataclass(frozen=True)
class OfMember:
    """Receipts of one member (a public id), or of all whom what was typed fits."""

    club: ClubInfo
    key: str = "member"
    template: str = "office/parts/filter_words.html"

    @cached_property
    def label(self) -> Text:
        """What it is called where one adds it."""
        return _("Member")

    def read(self, query: Mapping[str, str]) -> str:
        """What was typed, without its edges."""
        return query.get(self.key, "").replace("\0", "").strip()[:LONGEST]

    def apply(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Their receipts."""
        row = _row(value)
        if row is not None:
            return rows.filter(member_id=row)
        return rows.filter(member_id__in=members.search(self.club, value).order_by().values("id"))

    def tell(self, value: str) -> SafeString:
        """ "Member is Noa L."."""
        row = _row(value)
        member = members.members(self.club).filter(id=row).first() if row is not None else None
        name = called(member) if member else marks.foreign(value)
        return format_html(_("Member is {value}"), value=format_html("<b>{}</b>", name))


def _row(value: str) -> int | None:
    try:
        return row_id("mbr", value)
    except Refused:
        return None
