"""The list of programmes."""

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moadon.apps.clubs.permissions import May
from moadon.apps.programmes import queries as programmes
from moadon.interfaces.office.parts.access import OfficeRequest, may, page
from moadon.interfaces.office.parts.columns import Column
from moadon.interfaces.office.parts.lists import ListSpec, list_page
from moadon.interfaces.office.programmes.told import by_programme, name_of, server_now, state_of
from moadon.ui.parts import Action, Empty


@page(May.READ_PROGRAMMES)
def programme_list(request: OfficeRequest) -> HttpResponseBase:
    """Every programme, ended ones too."""
    club, slug, now = request.club, request.club.slug, server_now()
    versions, clock = by_programme(club), programmes.clock_of(club)
    editable = may(request, May.WRITE_PROGRAMMES)
    add_one = Action(_("Write a programme"), reverse("programme-add", args=[slug]), primary=True)
    spec = ListSpec(
        name="programmes",
        title=_("Earning rules"),
        noun=lambda n: ngettext("{n} programme", "{n} programmes", n),
        columns=[
            Column(
                "name",
                _("Programme"),
                "name",
                lambda row: name_of(versions.get(row.code, []), clock) or row.code,
                href=lambda row: reverse("programme", args=[slug, row.code]),
            ),
            Column("code", _("Code"), "code", sort="code", quiet=True),
            Column("state", _("State"), "state", lambda row: state_of(versions.get(row.code, []), now)),
            Column("version", _("Version"), "number", lambda row: len(versions.get(row.code, []))),
            Column("updated", _("Changed"), "moment", lambda row: row.updated_at, quiet=True),
        ],
        sort="code",
        empty=Empty(
            _("No programme yet"),
            _("A programme says how members earn. It is one document, which also tells itself in plain words."),
            add_one if editable else None,
        ),
        actions=(add_one,) if editable else (),
        exported=False,
    )
    return list_page(request, spec, programmes.programmes(club))
