"""The reader's language and theme."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from moadon.apps.clubs.actions import choose_look
from moadon.apps.clubs.models import User
from moadon.ui.reader import LANGUAGES, THEME_COOKIE, THEMES

YEAR_SECONDS = 365 * 24 * 60 * 60
_AT_THE_DOOR = "language_at_the_door"


@require_POST
def prefer(request: HttpRequest) -> HttpResponse:
    """Keep a language or a theme: with the person who is signed in, and in this browser. Then back to the page."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    response = redirect(wanted if ours else reverse("office"))
    language, theme = request.POST.get("language", ""), request.POST.get("theme", "")
    if language in LANGUAGES:
        _keep(request, response, settings.LANGUAGE_COOKIE_NAME, language)
        if isinstance(request.user, User):
            choose_look(user=request.user, language=language)
        else:
            request.session[_AT_THE_DOOR] = language
    if theme in THEMES:
        _keep(request, response, THEME_COOKIE, theme)
        if isinstance(request.user, User):
            choose_look(user=request.user, theme=theme)
    return response


def take_in(request: HttpRequest, user: User) -> None:
    """Whoever chose a language at the door has it inside, too.

    The cookie would not do: on a shared computer it may be a colleague's choice of yesterday.
    """
    if language := request.session.pop(_AT_THE_DOOR, None):
        choose_look(user=user, language=language)


def _keep(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure(), httponly=True)
