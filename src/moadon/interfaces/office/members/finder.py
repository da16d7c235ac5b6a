"""Members for the search from anywhere."""

from collections.abc import Sequence

from moadon.apps.members import queries as members
from moadon.interfaces.office.members.naming import called, member_href
from moadon.interfaces.office.parts.access import OfficeRequest
from moadon.interfaces.office.parts.found import Found
from moadon.interfaces.office.parts.masking import hides_people
from moadon.ui import marks

MOST = 6


def find_members(request: OfficeRequest, text: str) -> Sequence[Found]:
    """Members whom `text` fits as far as it is typed; nobody where people are not shown."""
    if hides_people():
        return []
    club = request.club
    return [
        Found(called(member), member_href(club.slug, member.pk), marks.phone(member.phone) if member.phone else "")
        for member in members.search(club, text)[:MOST]
    ]
