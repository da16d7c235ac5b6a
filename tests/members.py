"""Members' rows as tests want them, without what joining asks and tells."""

from typing import Any

from moadon.apps.members.models import Member
from moadon.apps.members.sealing import sealed_values, take_pen
from moadon.store import draw


def member_row(club_id: int, **values: Any) -> Member:
    """A row of members with these values, phone and e-mail sealed. Inside a transaction of the club."""
    (row,) = draw({"members_member": 1})["members_member"]
    return Member.objects.create(id=row, club_id=club_id, **sealed_values(take_pen(club_id), row, values))
