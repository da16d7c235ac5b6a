"""Pages for what cannot be shown: unknown, not allowed, a form that grew too old."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from moadon.interfaces.office.parts.access import OfTheClub


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _answer(request, 404, "not_found", _("There is nothing at this address."))


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    why = _("Your role does not include this page.")
    if isinstance(exception, OfTheClub):
        why = _("This page is about the whole club; you work in one of its branches.")
    return _answer(request, 403, "not_allowed", why)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its token: it was open too long, or came from elsewhere."""
    return _answer(request, 403, "stale_form", _("This form was open too long. Nothing was changed."), "403_csrf.html")


def _answer(request: HttpRequest, status: int, code: str, detail: str, template: str = "") -> HttpResponse:
    if request.path.startswith("/api/"):
        told = {"type": f"/problems/{code}", "title": detail, "status": status, "code": code, "detail": detail}
        return JsonResponse({**told, "errors": []}, status=status, content_type="application/problem+json")
    return render(request, template or f"{status}.html", {"detail": detail}, status=status)
