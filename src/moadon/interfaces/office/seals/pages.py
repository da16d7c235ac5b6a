"""The newest checkpoint, and what somebody needs who checks the books without trusting the club."""

import tempfile
from pathlib import Path
from typing import cast

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moadon import verify_ledger
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.seals import queries as seals
from moadon.apps.seals.models import CheckpointRow
from moadon.flows import proving
from moadon.interfaces.office.parts.access import OfficeRequest, page
from moadon.interfaces.office.parts.columns import Column
from moadon.interfaces.office.parts.filters import Days
from moadon.interfaces.office.parts.lists import ListSpec, list_page
from moadon.interfaces.office.seals import mailing
from moadon.interfaces.office.shell import render_page
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from moadon.ui import marks
from moadon.ui.parts import Empty

_CHECKER = Path(verify_ledger.__file__)
_IN_MEMORY = 1 << 22


@page(May.READ_LOG)
def seals_page(request: OfficeRequest) -> HttpResponseBase:
    """What is sealed, by which key, and how to check it."""
    newest = seals.checkpoints(request.club.id).first()
    told = {"newest": newest, "mailed": mailing.mailed(request), "auditors": request.club.settings.auditors}
    return render_page(request, "office/seals/seals.html", told)


@page(May.READ_LOG)
def checkpoint_list(request: OfficeRequest) -> HttpResponseBase:
    """Every checkpoint, newest first."""
    spec = ListSpec(
        name="checkpoints",
        title=_("Checkpoints"),
        noun=lambda n: ngettext("{n} checkpoint", "{n} checkpoints", n),
        columns=[
            Column("size", _("Entries"), "number", sort="size"),
            Column("sealed_at", _("Sealed"), "moment", sort="id"),
            Column("root", _("Root"), "code", _root, lambda row: marks.isolated(f"{_root(row)[:16]}…")),
            Column("note", _("Checkpoint"), "code", lambda row: row.note, quiet=True, shown=False),
        ],
        sort="-size",
        filters=(Days("at", _("Sealed"), _("Sealed {value}"), "sealed_at", moment=True),),
        empty=Empty(
            _("Nothing is sealed yet"), _("The first seal comes within a minute of the first points or credit.")
        ),
    )
    return list_page(request, spec, seals.checkpoints(request.club.id))


@page(May.READ_LOG)
def dump(request: OfficeRequest) -> HttpResponseBase:
    """All sealed books as a file. Written whole before its first byte leaves, like every export."""
    lines = proving.dump(request.club)
    head = next(lines)  # nothing is opened for books that are not there
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  # the response closes it
    file.write(head)
    file.writelines(lines)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{request.club.slug}.dump", content_type="text/plain")


def public(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest checkpoint for anybody, as a page."""
    club, newest = _newest(slug)
    cast(OfficeRequest, request).club = club  # days and digits are the club's own
    return render(request, "office/seals/public.html", {"called": club.name, "newest": newest, "slug": slug})


def checkpoint(_request: HttpRequest, slug: str) -> HttpResponse:
    """The newest checkpoint for anybody, as it was signed, under the name that C2SP tlog-tiles gives it."""
    return HttpResponse(_newest(slug)[1].note, content_type="text/plain; charset=utf-8")


def checker(_request: HttpRequest) -> HttpResponse:
    """The file that checks dumps and statements."""
    response = HttpResponse(_CHECKER.read_bytes(), content_type="text/x-python; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{_CHECKER.name}"'
    return response


def _root(row: CheckpointRow) -> str:
    return bytes(row.root).hex()


def _newest(slug: str) -> tuple[ClubInfo, CheckpointRow]:
    """The club and its newest checkpoint; Http404 where one of them is not there."""
    try:
        club = clubs.club_by_slug(slug)
        with club_transaction(club.id):
            return club, proving.newest_checkpoint(club)
    except Refused as refused:
        raise Http404 from refused
