"""A filter of rows by the member they name: by the address of a member's page, or as one would say who it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members import queries as members
from moadon.interfaces.office.members.naming import called
from moadon.interfaces.office.parts.masking import hides_people
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.ui import marks
from moadon.ui.parts import Text

LONGEST = 100


@dataclass(frozen=True)
class OfMember:
    """Rows whose `field` names one member (a public id), or any of those whom what was typed fits.

    `sentence` has a blank: "Member is {value}".
    """

    club: ClubInfo
    label: Text
    sentence: str | Promise
    key: str = "member"
    field: str = "member_id"
    template: str = "office/parts/filter_words.html"

    def read(self, query: Mapping[str, str]) -> str:
        """What was typed, without its edges."""
        return query.get(self.key, "").replace("\0", "").strip()[:LONGEST]

    def apply(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The rows that name them."""
        row = _row(value)
        if row is not None:
            return rows.filter(**{self.field: row})
        if hides_people():
            return rows.none()
        fitting = members.search(self.club, value).order_by().values("id")
        return rows.filter(**{f"{self.field}__in": fitting})

    def tell(self, value: str) -> SafeString:
        """ "Member is Noa L."."""
        row = _row(value)
        member = members.members(self.club).filter(id=row).first() if row is not None else None
        name = called(member) if member else marks.foreign(value)
        return format_html(str(self.sentence), value=format_html("<b>{}</b>", name))


def _row(value: str) -> int | None:
    try:
        return row_id("mbr", value)
    except Refused:
        return None
