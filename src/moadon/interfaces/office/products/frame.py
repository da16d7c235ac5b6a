"""What the catalogue's pages share: their tabs, and the choice of a category."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from moadon.apps.catalogue import queries as catalogue
from moadon.apps.clubs.types import ClubInfo
from moadon.interfaces.office.parts.access import OfficeRequest
from moadon.ui.parts import Tab, Tabs


def tabs(request: OfficeRequest, current: str) -> Mapping[str, object]:
    """The two views of the catalogue, for a list's page."""
    routes = [("products", _("Products")), ("categories", _("Categories"))]
    shown = [Tab(label, reverse(route, args=[request.club.slug]), route == current) for route, label in routes]
    return {"tabs": Tabs(shown, _("The catalogue"), first=True)}


def category_choices(club: ClubInfo, none: str) -> list[tuple[str, str]]:
    """Every category by code for a field, `none` first. A name that is its code is said once."""
    named = [(row.code, row.name) for row in catalogue.categories(club)]
    return [("", none), *((code, code if name == code else f"{name} ({code})") for code, name in named)]
