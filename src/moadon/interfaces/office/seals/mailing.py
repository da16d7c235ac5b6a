"""Which checkpoints were mailed to auditors, what became of each letter, and sending the newest one now."""

from datetime import UTC, datetime

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from procrastinate.contrib.django import app

from moadon.apps.clubs.permissions import May
from moadon.apps.credentials import queries
from moadon.apps.credentials.models import Letter
from moadon.flows.credentials import auditors
from moadon.interfaces.office.parts.access import OfficeRequest, page
from moadon.interfaces.office.parts.refusals import words_of
from moadon.interfaces.office.parts.toasts import toast
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from moadon.ui import marks
from moadon.ui.parts import Pair, Pairs

SHOWN = 10
STATES: dict[str, Promise] = {
    "waiting": gettext_lazy("waits to be sent"),
    "sending": gettext_lazy("is being sent"),
    "sent": gettext_lazy("sent"),
    "failed": gettext_lazy("not sent"),
    "unknown": gettext_lazy("nobody knows whether it was sent"),
    "dropped": gettext_lazy("not sent: there was nothing to say any more"),
}


def mailed(request: OfficeRequest) -> Pairs | None:
    """The last letters, the newest first, each with its address, its moment and what became of it."""
    rows = queries.letters(request.club.id, "checkpoint")[:SHOWN]
    told = [Pair(marks.isolated(row.address), _told(row)) for row in rows]
    return Pairs(told) if told else None


def _told(row: Letter) -> SafeString:
    moment, said = marks.moment(row.ended_at or row.made_at), STATES.get(row.state, row.state)
    if row.note:
        return format_html("{} · {} · {}", said, moment, marks.isolated(row.note))
    return format_html("{} · {}", said, moment)


@require_POST
@page(May.MANAGE_CLUB)
def send(request: OfficeRequest) -> HttpResponseBase:
    """Leave the newest checkpoint to be sent to every auditor at once."""
    try:
        with club_transaction(request.club.id):
            count = auditors.send_now(request.club, request.actor, datetime.now(UTC))
            app.configure_task("send").defer(club_id=request.club.id)
    except Refused as refused:
        toast(request, words_of(refused), failed=True)
    else:
        words = ngettext("It is on its way to {n} address.", "It is on its way to {n} addresses.", count)
        toast(request, format_html(words, n=marks.number(count)))
    return redirect(reverse("seals", args=[request.club.slug]))
