"""The list of imports."""

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moadon.apps.clubs.permissions import May
from moadon.apps.imports import queries
from moadon.apps.imports.types import Kind
from moadon.interfaces.office.imports.words import KINDS, href_of, state_chip
from moadon.interfaces.office.parts.access import OfficeRequest, page
from moadon.interfaces.office.parts.columns import Column
from moadon.interfaces.office.parts.filters import Choice
from moadon.interfaces.office.parts.lists import ListSpec, list_page
from moadon.ui.parts import Action, Empty


@page(May.IMPORT)
def import_list(request: OfficeRequest) -> HttpResponseBase:
    """Files that were brought in, newest first."""
    slug = request.club.slug
    add_one = Action(_("Bring in a file"), reverse("import-add", args=[slug]), primary=True)
    kinds = [(kind.value, word) for kind, word in KINDS.items()]
    spec = ListSpec(
        name="imports",
        title=_("Imports"),
        noun=lambda n: ngettext("{n} import", "{n} imports", n),
        columns=[
            Column("file_name", _("File"), "code", href=lambda row: href_of(slug, row.pk)),
            Column("kind", _("What"), "text", lambda row: KINDS[Kind(row.kind)]),
            Column("state", _("State"), "state", lambda row: state_chip(queries.info_of(row))),
            Column("created_at", _("When"), "moment", sort="id", quiet=True),
            Column("created_by", _("Who"), "name", quiet=True),
            Column("rows_read", _("Rows"), "number"),
            Column("rows_taken", _("New"), "number"),
            Column("rows_same", _("Known"), "number"),
            Column("rows_rejected", _("Rejected"), "number"),
        ],
        sort="-created_at",
        filters=(Choice("kind", _("What"), _("What: {value}"), kinds, "kind"),),
        empty=Empty(
            _("Nothing brought in yet"),
            _("Members, products and receipts of another system come in as files: CSV, JSON Lines or Parquet."),
            add_one,
        ),
        actions=(add_one,),
    )
    return list_page(request, spec, queries.imports(request.club))
