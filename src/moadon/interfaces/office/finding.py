"""Search from anywhere: one field, and a table of who answers it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moadon.apps.clubs.permissions import May
from moadon.interfaces.office import nav
from moadon.interfaces.office.members.finder import find_members
from moadon.interfaces.office.parts.access import OfficeRequest, may, page
from moadon.interfaces.office.parts.found import Found
from moadon.interfaces.office.receipts.finder import find_receipts
from moadon.interfaces.office.shell import render_page

MOST = 6


class Finder(NamedTuple):
    """Who answers: `find(request, text)` gives at most a handful, best first."""

    label: str | Promise
    icon: str
    may: May
    find: Callable[[OfficeRequest, str], Sequence[Found]]


def pages(request: OfficeRequest, text: str) -> list[Found]:
    """Pages of the office by their names."""
    entries = [entry for group in nav.shown_to(request) for entry in group.entries]
    return [Found(entry.label, entry.href) for entry in entries if text.casefold() in str(entry.label).casefold()]


FINDERS: list[Finder] = [
    Finder(_("Members"), icon="users", may=May.READ_MEMBERS, find=find_members),
    Finder(_("Receipts"), icon="receipt", may=May.READ_RECEIPTS, find=find_receipts),
    Finder(_("Pages"), icon="compass", may=May.READ_SHOP, find=pages),
]


@page(May.READ_SHOP)
def find(request: OfficeRequest) -> HttpResponseBase:
    """What is found, as a fragment for the search dialog."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:100]
    asked = [finder for finder in FINDERS if text and may(request, finder.may)]
    groups = [(finder, found) for finder in asked if (found := finder.find(request, text)[:MOST])]
    return render_page(request, "office/found.html", {"text": text, "groups": groups})
