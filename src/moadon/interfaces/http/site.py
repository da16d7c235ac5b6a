"""The whole site as the web server calls it (RSGI): on its loop what waits for no thread, by the bridge all else."""

import io
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol

import structlog
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.utils.module_loading import import_string
from granian.rsgi import ProtocolClosed, ProtocolError

from moadon.interfaces.http import access_log, failures
from moadon.interfaces.http.bridge import Bridge
from moadon.store import traces

if TYPE_CHECKING:
    from granian.rsgi import HTTPProtocol, Scope

_log = structlog.get_logger("moadon.failures")


class ShortWay(Protocol):
    """An operation that a coroutine serves; what it does not serve goes the long way."""

    ROUTE: str
    takes: Callable[["Scope"], bool]
    serve: Callable[["Scope", bytes], Awaitable[Any]]


class Site:
    """What the web server calls for each request."""

    def __init__(self, bridge: Bridge, short: ShortWay) -> None:
        self._bridge = bridge
        self._short = short
        self._headers = {secure: _headers_of_answers(secure=secure) for secure in (False, True)}

    async def __rsgi__(self, scope: "Scope", protocol: "HTTPProtocol") -> None:
        """Answer one request."""
        try:
            with traces.span("request", caller=_Headers(scope)):
                await self._answer(scope, protocol)
        except ProtocolClosed:
            return  # who asked has gone, and hears nothing any more
        except Exception as problem:  # noqa: BLE001  # nobody above would say it without the values it holds
            _log.error("failed", **failures.told(problem))
            with suppress(ProtocolClosed, ProtocolError):  # an answer may have been begun
                protocol.response_empty(HTTPStatus.INTERNAL_SERVER_ERROR, [])

    async def _answer(self, scope: "Scope", protocol: "HTTPProtocol") -> None:
        if not (self._short.takes(scope) and _is_ours(scope.headers.get("host") or "")):
            await self._bridge.answer(scope, protocol)
            return
        started = time.perf_counter()
        body = await protocol()
        try:
            told = await self._short.serve(scope, body)
        except Exception:  # noqa: BLE001  # the long way meets it again, and knows what to say
            told = None
        if told is None:
            await self._bridge.answer(scope, protocol, body)
            return
        protocol.response_bytes(told.status, [*self._headers[_is_secure(scope)], *told.headers], told.body)
        access_log.write(scope.method, self._short.ROUTE, told.status, time.perf_counter() - started)


class _Headers(dict[str, str]):
    """What a caller says of the trace that their request belongs to."""

    def __init__(self, scope: "Scope") -> None:
        names = ("traceparent", "tracestate") if traces.is_on() else ()
        super().__init__({name: value for name in names if (value := scope.headers.get(name)) is not None})


@lru_cache(maxsize=1024)
def _is_ours(host: str) -> bool:
    return validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)


def _is_secure(scope: "Scope") -> bool:
    if settings.BEHIND_PROXY:
        return bool(scope.headers.get("x-forwarded-proto", "").partition(",")[0].strip() == "https")
    return bool(scope.scheme == "https")


def _headers_of_answers(*, secure: bool) -> list[tuple[str, str]]:
    """What the API's middleware adds to every answer, tried once."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = HttpResponse()
        del response.headers["Content-Type"]
        return response

    scheme = "https" if secure else "http"
    request = WSGIRequest(
        {"REQUEST_METHOD": "GET", "SERVER_NAME": "localhost", "SERVER_PORT": "80", "wsgi.input": io.BytesIO(),
         "wsgi.url_scheme": scheme, "HTTP_X_FORWARDED_PROTO": scheme}
    )  # fmt: skip
    for dotted in reversed(settings.API_MIDDLEWARE):
        if import_string(dotted) is not access_log.AccessLogMiddleware:
            answer = import_string(dotted)(answer)
    return [(name.lower(), value) for name, value in answer(request).headers.items() if name != "Content-Length"]
