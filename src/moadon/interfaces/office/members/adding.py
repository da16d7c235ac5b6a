"""Taking somebody into the club."""

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _

from moadon.apps.clubs.permissions import May
from moadon.apps.members.types import NewMember
from moadon.flows.joining import join
from moadon.flows.referring import name_referrers
from moadon.interfaces.office.members.forms import MemberForm
from moadon.interfaces.office.members.known import refuse_known
from moadon.interfaces.office.members.naming import Shop, called, crumbs_to, member_href
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shell import render_page
from moadon.kernel.refusals import Refused


@page(May.WRITE_MEMBERS)
def add(request: OfficeRequest) -> HttpResponseBase:
    """The form, empty or as it was typed; then the new member's page."""
    with reading(request):
        shop = Shop(request.club)
        first = {"branch": str(request.role.branch_id or ""), "phone": request.GET.get("phone", "")[:40]}
        form = MemberForm(shop, request.POST or None, initial=first)
        valid = form.is_valid()
    if request.method == "POST" and valid:
        try:
            member = join(club=request.club, new=_introduced(request, form), actor=request.actor)
        except Refused as refused:
            refuse_known(request, form, refused)
        else:
            toast(request, format_html(_("{name} is in the club."), name=called(member)))
            return redirect(member_href(request.club.slug, member.pk))
    return render_page(
        request,
        "office/members/add.html",
        {"form": form, "crumbs": crumbs_to(request, _("Add a member"))},
        status=422 if form.errors else 200,
    )


def _introduced(request: OfficeRequest, form: MemberForm) -> NewMember:
    """The person to take in with the member who brought them. Raises what names nobody who could have."""
    with reading(request):
        (new,) = name_referrers(request.club, [form.new_member()])
    if isinstance(new, Refused):
        raise new
    return new
