"""Receipts for the search from anywhere."""

from collections.abc import Sequence

from moadon.interfaces.office.members.naming import receipt_href
from moadon.interfaces.office.parts.access import OfficeRequest
from moadon.interfaces.office.parts.found import Found
from moadon.interfaces.office.receipts.lists import seen_by
from moadon.interfaces.office.receipts.pages import title_of
from moadon.ui import marks

MOST = 6


def find_receipts(request: OfficeRequest, text: str) -> Sequence[Found]:
    """Receipts of exactly this number, the newest first."""
    rows = seen_by(request).filter(number=text).defer("answer")
    return [Found(title_of(row), receipt_href(request.club.slug, row.pk), marks.moment(row.at)) for row in rows[:MOST]]
