"""The way in: which club, and which of its pages first."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from moadon.apps.clubs.models import User
from moadon.apps.clubs.queries import club_by_id, roles_of_user
from moadon.interfaces.office import nav
from moadon.interfaces.office.parts.access import admit

LAST_CLUB = "club"
"""Where the session keeps the slug of the club that was chosen last."""


def root(request: HttpRequest) -> HttpResponse:
    """There is nothing at the root but the office."""
    return redirect("office")


@login_required
def office(request: HttpRequest) -> HttpResponse:
    """Send the reader to the club asked for (`?club=`), else the last one, else the first; who has none is told so."""
    assert isinstance(request.user, User)
    slugs = [club_by_id(role.club_id).slug for role in roles_of_user(request.user.pk)]
    if not slugs:
        return render(request, "office/no_club.html", status=403)
    wanted = request.GET.get("club") or request.session.get(LAST_CLUB)
    slug = wanted if wanted in slugs else slugs[0]
    request.session[LAST_CLUB] = slug
    known = admit(request, slug)
    first = nav.home_of(known)
    return redirect(first) if first else render(request, "office/no_club.html", status=403)
