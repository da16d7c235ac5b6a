"""How a member can prove to be themself: PIN, paired phones, locks, a code that is sent."""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus

from django import forms
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from procrastinate.contrib.django import app

from moadon.apps.clubs.permissions import May
from moadon.apps.members import queries as members
from moadon.flows.credentials import keeping
from moadon.flows.credentials.codes import CodeWish, send_code
from moadon.interfaces.office.members.naming import crumbs_to
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.refusals import refuse, words_of
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shell import render_page
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from moadon.ui.forms import LookForm


class PinForm(LookForm):
    """A PIN that the member has typed themself."""

    widths = {"pin": "sm"}  # noqa: RUF012 (as LookForm declares it)

    pin = forms.CharField(
        label=gettext_lazy("New PIN"),
        max_length=20,
        help_text=gettext_lazy("4 to 8 digits that the member types: not in a row, no birthday, no part of the phone."),
        widget=forms.PasswordInput({"dir": "ltr", "inputmode": "numeric", "autocomplete": "off"}),
    )


@sensitive_post_parameters()
@page(May.MANAGE_CREDENTIALS)
def shown(request: OfficeRequest, member_id: str) -> HttpResponseBase:
    """What there is, and a form for another PIN."""
    with reading(request):
        member = members.member(request.club, member_id)
        found = keeping.credentials_of(request.club, member_id, datetime.now(UTC))
        form = PinForm(request.POST or None)
        valid = form.is_valid()
    if request.method == "POST" and valid:
        try:
            keeping.set_pin(request.club, member_id, form.cleaned_data["pin"], request.actor, datetime.now(UTC))
        except Refused as refused:
            refuse(form, refused)
        else:
            toast(request, _("The PIN is set."))
            return redirect(_here(request, member_id))
    told = {
        "form": form,
        "found": found,
        "devices": [(public_id("dev", one.pk), one) for one in found.devices],
        "public": member_id,
        "crumbs": crumbs_to(request, _("Proof of the member"), member),
    }
    return render_page(request, "office/members/credentials.html", told, status=422 if form.errors else 200)


@require_POST
@page(May.MANAGE_CREDENTIALS)
def do(request: OfficeRequest, member_id: str, deed: str) -> HttpResponseBase:
    """Take the PIN away, open the lock, remove a phone, or send a code."""
    if deed not in _DEEDS:
        raise Http404
    work, words = _DEEDS[deed]
    try:
        work(request, member_id)
    except Refused as refused:
        if refused.status == HTTPStatus.NOT_FOUND:
            raise
        toast(request, words_of(refused), failed=True)
    else:
        toast(request, str(words))
    return redirect(_here(request, member_id))


def _here(request: OfficeRequest, member_id: str) -> str:
    return reverse("member-credentials", args=[request.club.slug, member_id])


def _drop(request: OfficeRequest, member_id: str) -> None:
    keeping.drop_pin(request.club, member_id, request.actor)


def _unlock(request: OfficeRequest, member_id: str) -> None:
    keeping.unlock(request.club, member_id, request.actor)


def _remove(request: OfficeRequest, member_id: str) -> None:
    keeping.remove_device(request.club, member_id, request.POST.get("device", "")[:40], request.actor)


def _send(request: OfficeRequest, member_id: str) -> None:
    with club_transaction(request.club.id):
        send_code(request.club, CodeWish(member_id, "spend"), request.actor, datetime.now(UTC))
        app.configure_task("send").defer(club_id=request.club.id)


_DEEDS: dict[str, tuple[Callable[[OfficeRequest, str], None], Promise]] = {
    "drop-pin": (_drop, gettext_lazy("The PIN is taken away.")),
    "unlock": (_unlock, gettext_lazy("The lock is open.")),
    "remove-device": (_remove, gettext_lazy("The phone proves nothing any more.")),
    "send-code": (_send, gettext_lazy("A one-time code is on its way to the member.")),
}
