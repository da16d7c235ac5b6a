"""One line per request that names nobody: the route with its blanks, never the address with what was typed into it."""

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

_log = structlog.get_logger("moadon.access")
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
        if route not in ("healthz", "readyz"):
            write = _log.error if response.status_code >= _SERVER_ERROR else _log.info
            spent = round((time.perf_counter() - started) * 1000, 1)
            write("request", method=request.method, route=route, status=response.status_code, ms=spent)
        return response
