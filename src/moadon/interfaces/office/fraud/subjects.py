"""Whom a finding is about, as names."""

from collections.abc import Iterable

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.fraud.models import Finding
from moadon.apps.members import queries as members
from moadon.interfaces.office.members.naming import Shop, called
from moadon.ui import marks


class Subjects:
    """Names of those that some findings are about; members are looked up when the first name is wanted."""

    def __init__(self, club: ClubInfo, shop: Shop) -> None:
        self.club, self.shop = club, shop
        self._names: dict[int, SafeString] = {}

    def know(self, ids: Iterable[int | None]) -> None:
        """Look these members up, in one statement."""
        wanted = {one for one in ids if one is not None} - self._names.keys()
        self._names.update({row.pk: called(row) for row in members.members(self.club).filter(id__in=wanted)})

    def of(self, row: Finding) -> SafeString:
        """Whom a finding is about: a member, an employee, a till, a branch; else a caller or an address as it is."""
        if row.member_id is not None:
            self.know([row.member_id])
        parts = [
            self.shop.employee(row.employee_id),
            self.shop.till(row.till_id) and marks.isolated(self.shop.till(row.till_id)),
            self._names.get(row.member_id or 0, ""),
        ]
        named = [(part,) for part in parts if part]
        if named:
            return format_html_join(" · ", "{}", named)
        if row.subject.startswith("branch:"):
            return SafeString(self.shop.branch(row.branch_id))
        return marks.isolated(row.subject.partition(":")[2])
