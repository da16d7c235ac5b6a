"""What is answered when nothing else could be: by whatever went wrong, in words or as a problem for software."""

import sys
import traceback

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string

RETRY_SECONDS = 5
_log = structlog.get_logger("moadon.failures")
_AWAY, _BROKEN = 503, 500
_WORDS = {
    _AWAY: ("database_away", "The database does not answer. Nothing was written; try again in a moment."),
    _BROKEN: ("internal_error", "Something broke on the server. Nothing was written; the log says what."),
}


def failed(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After when the database is away, else 500. Nothing was committed in either case."""
    problem = sys.exc_info()[1]
    status = _AWAY if isinstance(problem, OperationalError | InterfaceError) else _BROKEN
    if problem is not None:
        _log.error("failed", route=request.resolver_match and request.resolver_match.route, **_told(problem))
    code, detail = _WORDS[status]
    headers = {"Retry-After": str(RETRY_SECONDS)} if status == _AWAY else {}
    if request.path.startswith("/api/"):
        told = {"type": f"/problems/{code}", "title": detail, "status": status, "code": code, "detail": detail}
        return JsonResponse(told, status=status, headers=headers, content_type="application/problem+json")
    return HttpResponse(_page(status, detail), status=status, headers=headers)


def _page(status: int, detail: str) -> str:
    try:
        # Without the request: whoever is signed in is not asked of a database that may be away.
        return render_to_string(f"{status}.html", {"detail": detail})
    except (TemplateDoesNotExist, OperationalError):
        return f"<!doctype html><title>{status}</title><p>{detail}</p>"


def _told(problem: BaseException) -> dict[str, object]:
    """The kind, the first line and the places. Values are left out: the second line of a database error is a row."""
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(problem.__traceback__)]
    return {"kind": type(problem).__name__, "says": str(problem).partition("\n")[0], "places": places[-12:]}
