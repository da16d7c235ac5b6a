"""One line per request that names nobody: the route with its blanks, never the address with what was typed into it."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime

import orjson
from django.http import HttpRequest, HttpResponse

from moadon.interfaces.http import metrics
from moadon.store import traces

_log = logging.getLogger("moadon.access")
"""Its lines are written as they are: the way of other log lines costs more than a till's whole request should."""
_SERVER_ERROR = 500


class AccessLogMiddleware:
    """Logs method, route, status and milliseconds of each request but the watchman's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, after its line was written."""
        started = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        route = match.route if match else ""
        if route not in ("healthz", "readyz", "metrics"):
            write(request.method, route, response.status_code, time.perf_counter() - started)
        return response


def write(method: str | None, route: str, status: int, seconds: float) -> None:
    """The line of one request, which is counted too."""
    metrics.note(method, route, status, seconds)
    if (span := traces.current()) is not None:
        span.told.rename(f"{method} {route}")
        span.told.note({"http.request.method": method or "", "http.route": route, "http.response.status_code": status})
    level = logging.ERROR if status >= _SERVER_ERROR else logging.INFO
    if _log.isEnabledFor(level):
        _log.log(level, _line(method, route, status, round(seconds * 1000, 1), level))


def _line(method: str | None, route: str, status: int, spent: float, level: int) -> str:
    told = {
        "method": method,
        "route": route,
        "status": status,
        "ms": spent,
        "event": "request",
        "level": logging.getLevelName(level).lower(),
        "logger": _log.name,
        "timestamp": datetime.now(UTC),
    }
    if (trace := traces.trace_id()) is not None:
        told["trace_id"] = trace
    return orjson.dumps(told, option=orjson.OPT_UTC_Z).decode()
