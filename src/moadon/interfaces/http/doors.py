"""Two ways through the house: pages pass everything that people need, software only what it needs."""

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]

_API = "/api/"


class _Short(WSGIHandler):
    """Django's handler with the middleware that the API needs: no session, no forms, no reader."""

    def load_middleware(self, is_async: bool = False) -> None:
        """Load `API_MIDDLEWARE` as Django loads `MIDDLEWARE`."""
        pages = settings.MIDDLEWARE
        settings.MIDDLEWARE = settings.API_MIDDLEWARE
        try:
            super().load_middleware(is_async)
        finally:
            settings.MIDDLEWARE = pages


def application() -> Application:
    """The whole site: the API by the short way, everything else by the long one.

    A till waits for each middleware that does nothing for it; what the API answers is the same by both ways.
    """
    pages = get_wsgi_application()
    short = _Short()

    def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if settings.BEHIND_PROXY:
            environ["REMOTE_ADDR"] = address_behind(environ)
        door = short if environ["PATH_INFO"].startswith(_API) else pages
        return door(environ, start_response)

    return serve


def address_behind(environ: dict[str, Any]) -> str:
    """Where a request that came through a proxy began: what the proxy itself noted last; else the proxy's own.

    Earlier entries are the caller's own words.
    """
    own = str(environ.get("REMOTE_ADDR") or "")
    noted = str(environ.get("HTTP_X_FORWARDED_FOR") or "").rpartition(",")[2].strip()
    try:
        return str(ipaddress.ip_address(noted))
    except ValueError:
        return own
