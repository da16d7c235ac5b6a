"""The page of the editor: a new programme or the next version of one, opened where it was left."""

import json
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from moadon.apps.clubs import queries as clubs
from moadon.flows import publishing
from moadon.interfaces.office.parts.access import OfficeRequest, reading
from moadon.interfaces.office.programmes.editor.asking import board_of, judged
from moadon.interfaces.office.programmes.editor.bodies import readable
from moadon.interfaces.office.programmes.editor.names import Names, name_in
from moadon.interfaces.office.programmes.told import findings, server_now
from moadon.ui import marks
from moadon.ui.parts import Crumb, Crumbs
from moadon.ui.reader import shapes

ASKED = ("draw", "check", "suggest", "day", "try", "text", "read", "complete", "save", "review", "publish")
"""What the page may ask, by the names of the addresses."""


def _words() -> str:
    """What the page itself says, as JSON for a script block."""
    told = {
        "unsaved": _("Changed, not kept yet"),
        "failed": _("Not kept: the server does not answer. Your work stays on this page."),
        "clash": _("Not kept: somebody else changed it meanwhile."),
        "no_level": _("no level"),
        "leave": _("Not in {code}"),
        "has": _("Has"),
        "line": _("Line"),
        "taken": _("Another wallet has this code already."),
    }
    return json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")


def editor_of(
    request: OfficeRequest, code: str | None, text: str, edition: int, *, refused: bool = False
) -> dict[str, Any]:
    """What the page needs of the document in `text`; of one that cannot be read, its text alone.

    `refused`: what is wrong is to be said without script, too.
    """
    club, slug = request.club, request.club.slug
    document = readable(text)
    above = reverse("programmes", args=[slug])
    name = name_in(document) if document else ""
    crumbs = Crumbs(
        [Crumb(_("Earning rules"), above), Crumb(marks.foreign(name or code) if code else _("Write a programme"))]
    )
    context: dict[str, Any] = {
        "code": code,
        "edition": edition,
        "crumbs": crumbs,
        "back": reverse("programme", args=[slug, code]) if code else above,
        "readable": document is not None,
        "name": name,
        "findings": findings(publishing.check_programme(club, text)) if document is None or refused else [],
        "urls": json.dumps({name: reverse(f"editor-{name}", args=[slug]) for name in ASKED}),
        "page_words": _words(),
    }
    if document is not None:
        with reading(request):
            context["sections"] = board_of(request, document, set(), kept=code is not None).sections()
        context["state"] = {
            "document": document,
            "text": text,
            "code": code,
            "edition": edition,
            "checked": judged(club, document),
        }
    return context | _choices(request)


def _choices(request: OfficeRequest) -> dict[str, Any]:
    """What a tried basket may be said to be: where, how and when it is paid."""
    with reading(request):
        names = Names(request.club, {})
        return {
            "branches": [(row.code, row.name) for row in clubs.branches(request.club) if row.active],
            "channels": names.known("channels"),
            "payments": names.known("payments"),
            "today": shapes().local(server_now()),
        }
