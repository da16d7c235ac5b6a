"""Returns that came before their sale and wait for it."""

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moadon.apps.clubs.permissions import May
from moadon.interfaces.office.members.naming import Shop
from moadon.interfaces.office.parts.access import OfficeRequest, page
from moadon.interfaces.office.parts.columns import Column
from moadon.interfaces.office.parts.lists import ListSpec, list_page
from moadon.interfaces.office.receipts.lists import waiting_for
from moadon.ui.parts import Crumb, Crumbs, Empty


@page(May.READ_RECEIPTS)
def waiting_list(request: OfficeRequest) -> HttpResponseBase:
    """What waits, oldest first. Each is matched by itself when its sale comes."""
    spec = ListSpec(
        name="waiting",
        title=_("Returns that wait for their sale"),
        noun=lambda n: ngettext("{n} return", "{n} returns", n),
        columns=[
            Column("number", _("Return"), "code", lambda row: row.body.get("number")),
            Column("sale_number", _("Of receipt"), "code"),
            Column("sale_date", _("Sold on"), "day"),
            Column("at", _("Brought back"), "moment", quiet=True),
            Column("parked_at", _("Waits since"), "moment", sort="id", quiet=True),
        ],
        sort="parked_at",
        empty=Empty(
            _("Nothing waits"),
            _("A return that a till sends before its sale is kept here. When the sale comes, the two are matched."),
        ),
        exported=False,
    )
    crumbs = Crumbs([Crumb(_("Receipts"), reverse("receipts", args=[request.club.slug])), Crumb(spec.title)])
    rows = waiting_for(request, Shop(request.club))
    return list_page(request, spec, rows, template="office/receipts/waiting.html", context={"crumbs": crumbs})
