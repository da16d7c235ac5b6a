"""The tabs above the settings' pages."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from moadon.apps.clubs.permissions import May
from moadon.interfaces.office.parts.access import OfficeRequest, may
from moadon.ui.parts import Tab, Tabs


def tabs(request: OfficeRequest, current: str) -> Mapping[str, object]:
    """The settings that this reader may see."""
    routes = [("settings", _("The club"), May.MANAGE_CLUB), ("people", _("People"), May.READ_ACCESS)]
    shown = [
        Tab(label, reverse(route, args=[request.club.slug]), route == current)
        for route, label, what in routes
        if may(request, what)
    ]
    return {"tabs": Tabs(shown, _("Settings"), first=True)}
