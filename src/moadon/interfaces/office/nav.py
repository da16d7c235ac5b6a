"""The navigation: one table of what there is, who may see it, and where it leads.

An entry whose page does not exist in this version is left out, and so is a group without entries.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moadon.apps.clubs.permissions import May
from moadon.interfaces.office.parts.access import OfficeRequest, may


class Entry(NamedTuple):
    """`route` is the name of the address; `also` are routes whose pages belong under the same entry.

    Who may do `unless` finds the same under another entry.
    """

    route: str
    icon: str
    label: str | Promise
    may: May
    also: tuple[str, ...] = ()
    unless: May | None = None


class Group(NamedTuple):
    """Entries under one heading; without one they stand at the top."""

    label: str | Promise
    entries: tuple[Entry, ...]


GROUPS = (
    Group("", (Entry("overview", icon="layout-dashboard", label=_("Overview"), may=May.READ_REPORTS),)),
    Group(_("Members"), (Entry("members", icon="users", label=_("Members"), may=May.READ_MEMBERS),)),
    Group(
        _("Programme"),
        (
            Entry("programmes", icon="stairs-up", label=_("Earning rules"), may=May.READ_PROGRAMMES),
            Entry("redemptions", icon="gift", label=_("Rewards for points"), may=May.READ_REDEMPTIONS),
            Entry("coupons", icon="ticket", label=_("Coupons"), may=May.READ_COUPONS),
            Entry(
                "coupon-look-up",
                icon="ticket",
                label=_("Check a coupon"),
                may=May.LOOK_UP_COUPONS,
                unless=May.READ_COUPONS,
            ),
        ),
    ),
    Group(
        _("Shop"),
        (
            Entry("receipts", icon="receipt", label=_("Receipts"), may=May.READ_RECEIPTS),
            Entry("cards", icon="gift", label=_("Gift cards"), may=May.READ_CARDS, also=("card-series-list",)),
            Entry("products", icon="package", label=_("Products"), may=May.READ_CATALOGUE, also=("categories",)),
            Entry(
                "branches",
                icon="building-store",
                label=_("Branches and staff"),
                may=May.READ_SHOP,
                also=("employees", "tills", "keys"),
            ),
        ),
    ),
    Group(
        _("Books"),
        (
            Entry("balances", icon="wallet", label=_("Balances"), may=May.READ_REPORTS),
            Entry("liability", icon="scale", label=_("Owed to members"), may=May.READ_REPORTS),
            Entry("corrections", icon="pencil", label=_("Corrections"), may=May.READ_CORRECTIONS),
            Entry("reviews", icon="eye", label=_("To review"), may=May.READ_FRAUD),
        ),
    ),
    Group(
        _("Settings"),
        (
            Entry("imports", icon="table-import", label=_("Imports"), may=May.IMPORT),
            Entry("audit", icon="list-check", label=_("Audit log"), may=May.READ_LOG),
            Entry("seals", icon="shield-check", label=_("Sealed books"), may=May.READ_LOG),
            Entry("settings", icon="settings", label=_("Club and people"), may=May.MANAGE_PEOPLE),
            Entry("people", icon="settings", label=_("People"), may=May.READ_ACCESS, unless=May.MANAGE_PEOPLE),
        ),
    ),
)


class Shown(NamedTuple):
    """An entry as this reader sees it. `waits`: how much waits for them there."""

    icon: str
    label: str | Promise
    href: str
    current: bool
    waits: int = 0


class ShownGroup(NamedTuple):
    """A heading with what is under it."""

    label: str | Promise
    entries: Sequence[Shown]


def shown_to(request: OfficeRequest, waiting: Mapping[str, int] | None = None) -> list[ShownGroup]:
    """The groups and entries that this reader may see and this version has; the one they are on is marked.

    `waiting`: by route how much waits there for this reader.
    """
    found: list[tuple[str | Promise, list[tuple[Entry, str, list[str]]]]] = []
    for group in GROUPS:
        entries = [(e, places[0], places) for e in group.entries if (places := _places(e, request))]
        if entries:
            found.append((group.label, entries))
    here = _here(request.path, [place for _, entries in found for _, _, places in entries for place in places])
    return [
        ShownGroup(
            label,
            [
                Shown(e.icon, e.label, href, here in places, (waiting or {}).get(e.route, 0))
                for e, href, places in entries
            ],
        )
        for label, entries in found
    ]


def home_of(request: OfficeRequest) -> str | None:
    """The first page of the club that this reader may see."""
    return next((shown.href for group in shown_to(request) for shown in group.entries), None)


def _places(entry: Entry, request: OfficeRequest) -> list[str]:
    """The addresses under an entry, its own first; none when it is not for this reader or not there."""
    if not may(request, entry.may) or (entry.unless and may(request, entry.unless)):
        return []
    places = []
    for route in (entry.route, *entry.also):
        try:
            places.append(reverse(route, args=[request.club.slug]))
        except NoReverseMatch:
            if route == entry.route:
                return []
    return places


def _here(path: str, places: Sequence[str]) -> str:
    """The longest address that `path` lies under: a member's page lies under members, and under the overview."""
    return max((place for place in places if path.startswith(place)), key=len, default="")
