"""Changing a member; what somebody else changed meanwhile is shown, never overwritten unseen."""

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from moadon.apps.clubs.permissions import May
from moadon.apps.members import queries as members
from moadon.apps.members.types import Status
from moadon.flows.joining import change
from moadon.interfaces.office.members.conflicts import Conflict, meet
from moadon.interfaces.office.members.forms import MemberForm, values_of
from moadon.interfaces.office.members.known import refuse_known
from moadon.interfaces.office.members.naming import Shop, called, crumbs_to, member_href
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shell import render_page
from moadon.kernel.digits import to_ascii_digits
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused


@page(May.WRITE_MEMBERS)
def edit(request: OfficeRequest, member_id: str) -> HttpResponseBase:
    """The form with what is known; then the member's page."""
    with reading(request):
        member = members.member(request.club, member_id)
        shop = Shop(request.club)
        form = MemberForm(shop, request.POST or None, initial=values_of(member), kept=True)
        valid = form.is_valid()
    conflict: Conflict | None = None
    if request.method == "POST" and valid:
        seen = _edition(request.POST.get("edition", ""))
        try:
            change(club=request.club, member_id=member.pk, changes=form.changes(), edition=seen, actor=request.actor)
        except Refused as refused:
            if refused.code == "edition_differs":
                conflict = meet(request, form, shop, member_id)
            else:
                refuse_known(request, form, refused)
        else:
            toast(request, _("Saved."))
            return redirect(member_href(request.club.slug, member.pk))
    told = {
        "form": conflict.form if conflict else form,
        "edition": conflict.edition if conflict else request.POST.get("edition") or member.edition,
        "notice": conflict.notice if conflict else None,
        "name": called(member),
        "crumbs": crumbs_to(request, _("Edit"), member),
        "back": member_href(request.club.slug, member.pk),
    }
    status = 409 if conflict else 422 if form.errors else 200
    return render_page(request, "office/members/edit.html", told, status=status)


@page(May.WRITE_MEMBERS)
def end(request: OfficeRequest, member_id: str) -> HttpResponseBase:
    """Let a member go; the toast takes it back."""
    return _set_status(request, member_id, Status.ENDED)


@page(May.WRITE_MEMBERS)
def resume(request: OfficeRequest, member_id: str) -> HttpResponseBase:
    """Take somebody back who had left; the toast takes it back."""
    return _set_status(request, member_id, Status.ACTIVE)


def _set_status(request: OfficeRequest, member_id: str, status: Status) -> HttpResponseBase:
    if request.method != "POST":
        return redirect(reverse("member", args=[request.club.slug, member_id]))
    row = row_id("mbr", member_id)
    member = change(club=request.club, member_id=row, changes={"status": status}, actor=request.actor)
    words, way_back = (
        (_("{name} has left the club."), "member-resume")
        if status is Status.ENDED
        else (_("{name} is in the club."), "member-end")
    )
    undo = reverse(way_back, args=[request.club.slug, member_id])
    toast(request, format_html(words, name=called(member)), undo=undo)
    return redirect(reverse("member", args=[request.club.slug, member_id]))


def _edition(text: str) -> int:
    """The edition that the form was drawn from; one that never was for anything else."""
    plain = to_ascii_digits(text)
    return int(plain) if plain.isdecimal() and len(plain) < 10 else 0
