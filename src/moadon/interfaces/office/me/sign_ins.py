"""One's own sign-in: the devices one is signed in on, and ending that."""

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moadon.apps.clubs.permissions import May
from moadon.apps.signins import actions, queries
from moadon.interfaces.office.me.words import shown
from moadon.interfaces.office.parts.access import OfficeRequest, page
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shell import render_page


@page(May.ENTER)
def mine(request: OfficeRequest) -> HttpResponseBase:
    """Where the reader is signed in."""
    here = queries.handle_of(request.session.session_key or "")
    devices = shown(queries.sign_ins(request.person.pk), here)
    context = {
        "devices": devices,
        "others": len(devices) > 1,
        "ends": reverse("me-end", args=[request.club.slug]),
        "proven": queries.needs_factor(request.person.pk),
    }
    return render_page(request, "office/me/mine.html", context)


@require_POST
@page(May.ENTER)
def end(request: OfficeRequest) -> HttpResponseBase:
    """Sign out on one device, or with no device named on all others."""
    person, actor, handle = request.person, request.actor, request.POST.get("handle", "")
    if handle:
        actions.end_sign_in(user=person, handle=handle, actor=actor)
        toast(request, _("You are signed out there."))
    else:
        actions.end_sign_ins(user=person, actor=actor, but=request.session.session_key)
        toast(request, _("You are signed out everywhere but here."))
    return redirect(reverse("me", args=[request.club.slug]))
