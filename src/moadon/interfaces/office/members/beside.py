"""Who a row is of, read with the row itself: one statement for a list of receipts or redemptions and its members."""

from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from moadon.apps.members.models import Member

_NAMES = ("first_name", "last_name", "phone_box", "email_box", "card", "external_id")
_BYTES = "\\x"
"""How the database writes bytes as text."""


def names_beside() -> Subquery:
    """What a member is called by, for rows with `member_id`; to be annotated as `called`."""
    one = Member.objects.filter(id=OuterRef("member_id"))
    return Subquery(one.values(names=JSONObject(**{name: name for name in _NAMES}))[:1])


def member_beside(row: Any) -> Member | None:
    """The member of a row that was annotated so; None where it has none. Phone and e-mail open when they are shown."""
    if not row.called:
        return None
    told = {
        name: bytes.fromhex(value.removeprefix(_BYTES)) if value and name.endswith("_box") else value
        for name, value in row.called.items()
    }
    return Member(id=row.member_id, club_id=row.club_id, **told)
