"""What is answered when nothing else could be: by whatever went wrong, in words or as a problem for software."""

import re
import sys
import traceback
from http import HTTPStatus
from typing import cast

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request

from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import LANGUAGES
from moadon.kernel.shape_words import Language
from moadon.kernel.shapes import Shapes
from moadon.ui.words import tell_refusal

RETRY_SECONDS = 5
_log = structlog.get_logger("moadon.failures")
_MALFORMED, _AWAY, _BROKEN = 400, 503, 500
_CODES = {_MALFORMED: "bad_request", _AWAY: "database_away", _BROKEN: "internal_error"}
_VALUES = re.compile(
    r"""(?P<ours>(?:column|relation|constraint|attribute)\ )?(?:"[^"]*"|'[^']*')(?P<kind>\ object)?"""
    r"""|\+?\d[\d\- ]{5,}\d"""
)
"""What was typed into a request, as messages of databases and of Python quote it; names of ours are not meant."""


def malformed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 for what no view was asked about: a host that is not ours, a form of too many fields."""
    return _answer(request, _MALFORMED)


def failed(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After when the database is away, else 500. Nothing was committed in either case."""
    problem = sys.exc_info()[1]
    status = _AWAY if isinstance(problem, OperationalError | InterfaceError) else _BROKEN
    if problem is not None:
        _log.error("failed", route=request.resolver_match and request.resolver_match.route, **told(problem))
    return _answer(request, status)


def _answer(request: HttpRequest, status: int) -> HttpResponse:
    headers = {"Retry-After": str(RETRY_SECONDS)} if status == _AWAY else {}
    code, language = _CODES[status], _language_of(request)
    detail = tell_refusal(Refused(code), Shapes(language, "EUR", "gregorian", "UTC"))
    if not request.path.startswith("/api/"):
        return HttpResponse(_page(status, detail), status=status, headers=headers)
    said = {"type": f"/problems/{code}", "title": HTTPStatus(status).phrase, "status": status, "code": code}
    return JsonResponse(
        said | {"detail": detail, "errors": []},
        status=status,
        headers=headers | {"Content-Language": language},
        content_type="application/problem+json",
    )


def _language_of(request: HttpRequest) -> Language:
    """The caller's as far as they are known, else what their software asks for. Asks no database."""
    known = getattr(getattr(request, "caller", None), "language", None) or get_language_from_request(request)
    return cast(Language, known if known in LANGUAGES else LANGUAGES[0])


def _page(status: int, detail: str) -> str:
    try:
        # Without the request: whoever is signed in is not asked of a database that may be away.
        return render_to_string(f"{status}.html", {"detail": detail})
    except (TemplateDoesNotExist, OperationalError):
        return f"<!doctype html><title>{status}</title><p>{detail}</p>"


def told(problem: BaseException) -> dict[str, object]:
    """The kind, the first line and the places. Values are left out: the second line of a database error is a row."""
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(problem.__traceback__)]
    says = _VALUES.sub(_without_value, str(problem).partition("\n")[0])
    return {"kind": type(problem).__name__, "says": says, "places": places[-12:]}


def _without_value(found: re.Match[str]) -> str:
    return found.group() if found["ours"] or found["kind"] else "…"
