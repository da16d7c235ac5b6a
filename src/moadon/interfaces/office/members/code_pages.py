"""A page for a member's phone that shows fresh codes: opened, its link shown once or sent to the member."""

from datetime import UTC, datetime

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from procrastinate.contrib.django import app

from moadon.apps.clubs.permissions import May
from moadon.apps.members import queries as members
from moadon.flows.credentials.pages import open_page
from moadon.interfaces.office.coupons.printing import qr
from moadon.interfaces.office.members.naming import crumbs_to
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shell import render_page
from moadon.store import club_transaction


@require_POST
@page(May.MANAGE_CREDENTIALS)
def open_one(request: OfficeRequest, member_id: str) -> HttpResponseBase:
    """Open a page; `how`: "mail" sends its link to the member, anything else shows it here, this once."""
    back, now = reverse("member-credentials", args=[request.club.slug, member_id]), datetime.now(UTC)
    if request.POST.get("how") == "mail":
        with club_transaction(request.club.id):
            open_page(request.club, member_id, "", request.actor, now, send=True)
            app.configure_task("send").defer(club_id=request.club.id)
        toast(request, _("The link is on its way to the member."))
        return redirect(back)
    made = open_page(request.club, member_id, "", request.actor, now)
    link = request.build_absolute_uri(reverse("me-code", args=[made.link]))
    with reading(request):
        crumbs = crumbs_to(request, _("The member's page"), members.member(request.club, member_id))
    told = {"link": link, "qr": qr(link), "back": back, "crumbs": crumbs}
    response = render_page(request, "office/members/code_page.html", told)
    response["Cache-Control"] = "no-store"
    return response
