"""A colleague's sign-in, for an owner of the club: where they are signed in, and ending that."""

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moadon.apps.clubs.permissions import May
from moadon.apps.signins import actions, queries
from moadon.interfaces.office.me.words import shown
from moadon.interfaces.office.parts.access import OfficeRequest, may, page, reading
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.settings.people import row_of
from moadon.interfaces.office.shell import render_page
from moadon.ui.parts import Crumb, Crumbs


@page(May.READ_ACCESS)
def theirs(request: OfficeRequest, user_id: int) -> HttpResponseBase:
    """Where they are signed in."""
    with reading(request):
        row = row_of(request, user_id)
    slug = request.club.slug
    manages = may(request, May.MANAGE_PEOPLE)
    person = Crumb(row.user.username, reverse("person", args=[slug, user_id]) if manages else "")
    context = {
        "row": row,
        "devices": shown(queries.sign_ins(user_id), queries.handle_of(request.session.session_key or "")),
        "held": queries.factors(user_id),
        "ends": reverse("person-sign-ins-end", args=[slug, user_id]) if manages else "",
        "crumbs": Crumbs([Crumb(_("People"), reverse("people", args=[slug])), person, Crumb(_("Devices"))]),
    }
    return render_page(request, "office/settings/sign_ins.html", context)


@page(May.MANAGE_PEOPLE)
def reset(request: OfficeRequest, user_id: int) -> HttpResponseBase:
    """Ask whether to take somebody's second factor away, who lost it; then do."""
    with reading(request):
        row = row_of(request, user_id)
    back = reverse("person-sign-ins", args=[request.club.slug, user_id])
    if request.method == "POST":
        actions.reset_factors(user=row.user, actor=request.actor, club=request.club)
        toast(request, _("The second factor is reset. They are signed out everywhere."))
        return redirect(back)
    crumbs = Crumbs([Crumb(_("People"), reverse("people", args=[request.club.slug])), Crumb(row.user.username, back)])
    return render_page(request, "office/settings/reset.html", {"row": row, "back": back, "crumbs": crumbs})


@require_POST
@page(May.MANAGE_PEOPLE)
def end(request: OfficeRequest, user_id: int) -> HttpResponseBase:
    """Sign them out on one device, or with no device named on all; oneself on all but this."""
    with reading(request):
        user = row_of(request, user_id).user
    if handle := request.POST.get("handle", ""):
        actions.end_sign_in(user=user, handle=handle, actor=request.actor, club=request.club)
    else:
        here = request.session.session_key
        actions.end_sign_ins(user=user, actor=request.actor, but=here, club=request.club)
    toast(request, _("They are signed out."))
    return redirect(reverse("person-sign-ins", args=[request.club.slug, user_id]))
