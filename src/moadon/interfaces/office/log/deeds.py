"""Who did what, when and from where. Nothing here can be changed."""

import json
from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moadon.apps.audit import queries as audit
from moadon.apps.audit.models import Deed
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.permissions import May
from moadon.interfaces.office.log.words import DEEDS, deed_told, deeds_like, fields_told
from moadon.interfaces.office.parts.access import OfficeRequest, page
from moadon.interfaces.office.parts.columns import Column
from moadon.interfaces.office.parts.filters import Choice, Days
from moadon.interfaces.office.parts.lists import ListSpec, Search, list_page
from moadon.ui.parts import Empty


@page(May.READ_LOG)
def deed_list(request: OfficeRequest) -> HttpResponseBase:
    """The log, newest first."""
    places = {place.pk: place.name for place in clubs.branches(request.club)}

    def told(name: str) -> Callable[[Deed], SafeString]:
        return lambda row: fields_told(getattr(row, name), places)

    kinds = [("user", _("a person")), ("key", _("a key")), ("system", _("the system"))]
    spec = ListSpec(
        name="audit",
        title=_("Audit log"),
        noun=lambda n: ngettext("{n} deed", "{n} deeds", n),
        columns=[
            Column("at", _("When"), "moment", sort="id"),
            Column("who", _("Who"), "name", lambda row: row.actor_name or dict(kinds).get(row.actor_kind)),
            Column("action", _("What"), "code", cell=lambda row: deed_told(row.action)),
            Column("subject", _("To what"), "code"),
            Column("before", _("Before"), "code", lambda row: _plain(row.before), told("before"), quiet=True),
            Column("after", _("After"), "code", lambda row: _plain(row.after), told("after"), quiet=True),
            Column("address", _("From where"), "code", quiet=True),
        ],
        sort="-at",
        filters=(
            Choice("what", _("What"), _("What: {value}"), list(DEEDS.items()), "action"),
            Choice("kind", _("Done by"), _("Done by {value}"), kinds, "actor_kind"),
            Days("at", _("When"), _("Done {value}"), "at", moment=True),
        ),
        search=Search(_("Action, subject, name or address"), _find),
        empty=Empty(
            _("Nothing in the log yet"),
            _("Whatever somebody changes in the office, by key or by command stands here, and stays."),
        ),
    )
    return list_page(request, spec, audit.deeds(request.club.id))


def _find(rows: QuerySet[Deed], text: str) -> QuerySet[Deed]:
    begins = Q(action__startswith=text) | Q(subject__startswith=text) | Q(actor_name__istartswith=text)
    begins |= Q(address__startswith=text)
    return rows.filter(begins | Q(action__in=deeds_like(text)))


def _plain(value: Any) -> str:
    """For other software, in an export."""
    return json.dumps(value, ensure_ascii=False, default=str) if value else ""
