"""Who may see a page: signed in, at work in the club of the address, and allowed to do what the page does."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode, urlsplit

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from moadon.apps.clubs.models import User
from moadon.apps.clubs.permissions import May, role_may
from moadon.apps.clubs.queries import club_by_id, roles_of_user
from moadon.apps.clubs.types import Actor, ClubInfo, RoleInClub
from moadon.apps.signins.store import note_seen
from moadon.interfaces.office.parts.masking import showing_people
from moadon.interfaces.office.parts.refusals import words_of
from moadon.interfaces.office.parts.toasts import toast
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction

P = ParamSpec("P")
PROVEN = "proven"
"""Where the session keeps that somebody came in by a second factor."""
_READS = "read_"
"""How rights begin that only look; a page of such a right takes no form."""


class OfTheClub(PermissionDenied):
    """The page is of the whole club; the reader works in one branch."""


class OfficeRequest(HttpRequest):
    """A request whose person, club and role are known."""

    person: User
    club: ClubInfo
    clubs: tuple[ClubInfo, ...]
    role: RoleInClub
    actor: Actor


View = Callable[Concatenate[OfficeRequest, P], HttpResponseBase]
Page = Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]


def page(what: May) -> Callable[[View[P]], Page[P]]:
    """Make a page of a view: its address begins with the club's slug, its reader may do `what`.

    Sets `person`, `club`, `clubs`, `role` and `actor` of the request. A read (GET, HEAD) runs inside one
    transaction of the club; anything else opens its own, so that a write can be tried again as a whole.
    A club that one does not work in is as unknown as one that never was. A refused button (a POST that shows
    no form of its own) returns to where it stood, with the reason in a toast.
    """

    def wrap(view: View[P]) -> Page[P]:
        @wraps(view)
        def wrapped(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_door(request, "sign-in")
            if "\0" in request.path:
                raise Http404
            known = admit(request, slug)
            note_seen(request.session)
            if asks_for_factor(known):
                return to_door(request, "second-factor")
            if not may(known, what):
                raise OfTheClub if role_may(known.role.role, what) else PermissionDenied
            if what.value.startswith(_READS) and request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET", "HEAD"])
            return _answer(known, lambda: view(known, *args, **kwargs))

        return cast(Page[P], wrapped)

    return wrap


def _answer(known: OfficeRequest, work: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """What the view says, or what became of its refusal."""
    looks = known.method in ("GET", "HEAD")
    try:
        with showing_people(shown=may(known, May.SEE_PEOPLE)), reading(known) if looks else nullcontext():
            response = work()
    except Refused as refused:
        if refused.status == 404 or known.method != "POST":
            raise Http404 from refused
        toast(known, words_of(refused), failed=True)
        return redirect(back(known))
    # What stood on a shared screen is not shown again after signing out.
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def admit(request: HttpRequest, slug: str) -> OfficeRequest:
    """The request of somebody who is signed in, in the club known as `slug`. Raises Http404 for a club not theirs.

    Opens transactions of its own.
    """
    known = cast(OfficeRequest, request)
    known.person = cast(User, request.user)
    roles = roles_of_user(known.person.pk)
    clubs = {role.club_id: club for role in roles if (club := _live(role.club_id))}
    role = next((role for role in roles if role.club_id in clubs and clubs[role.club_id].slug == slug), None)
    if role is None:
        raise Http404
    known.clubs, known.club, known.role = tuple(clubs.values()), clubs[role.club_id], role
    known.actor = actor_of(request)
    return known


def back(request: HttpRequest) -> str:
    """The page of ours from which a button was pressed, else the office."""
    came_from = request.POST.get("next") or request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return came_from if ours else reverse("office")


def may(request: OfficeRequest, what: May) -> bool:
    """Whether this reader may do `what` in this club."""
    return role_may(request.role.role, what, one_branch=request.role.branch_id is not None)


def reading(request: OfficeRequest) -> AbstractContextManager[None]:
    """One transaction of the request's club; inside one that is open already, that one."""
    return nullcontext() if connection.in_atomic_block else club_transaction(request.club.id)


def address_of(request: HttpRequest) -> str:
    """Where a request came from, as far as the server knows."""
    return str(request.META.get("REMOTE_ADDR", ""))


def asks_for_factor(request: OfficeRequest) -> bool:
    """Whether this club lets people of the reader's role in by a second factor only, and they came without."""
    return request.role.role in request.club.settings.second_factor and not request.session.get(PROVEN)


def onward(request: HttpRequest) -> str:
    """Where to go after the door: only ever a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else reverse("office")


def actor_of(request: HttpRequest) -> Actor:
    """Who the log names: somebody who is signed in."""
    user = cast(User, request.user)
    return Actor("user", user.pk, user.username, address_of(request))


def to_door(request: HttpRequest, route: str) -> HttpResponse:
    """Send the reader to the page `route` and back here; a fragment sends its whole page."""
    fragment = request.headers.get("HX-Request") == "true"
    here = request.headers.get("HX-Current-URL", "") if fragment else request.get_full_path()
    place = urlsplit(here)
    back = place._replace(scheme="", netloc="").geturl() if fragment or request.method == "GET" else ""
    target = f"{reverse(route)}?{urlencode({'next': back})}" if back else reverse(route)
    if fragment:
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)


def _live(club_id: int) -> ClubInfo | None:
    try:
        return club_by_id(club_id)
    except Refused:
        return None
