"""Django's threads behind the web server's loop: a request of RSGI becomes one of WSGI, and its answer goes back."""

import asyncio
import io
import math
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from moadon.interfaces.http.doors import Application
from moadon.store import traces

if TYPE_CHECKING:
    from granian.rsgi import HTTPProtocol, Scope

SMALL = 1 << 16
"""Bytes of a body that is read before a thread is asked: a larger one comes in while the thread reads it."""
_ENVIRON = {
    "GATEWAY_INTERFACE": "CGI/1.1",
    "SCRIPT_NAME": "",
    "SERVER_SOFTWARE": "Granian",
    "wsgi.errors": sys.stderr,
    "wsgi.input_terminated": True,
    "wsgi.multiprocess": True,
    "wsgi.multithread": True,
    "wsgi.run_once": False,
    "wsgi.version": (1, 0),
}
_LONGEST_LENGTH = 19
_BARE = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


class _Answer(NamedTuple):
    """What the application told: the whole body, or what gives its parts one by one."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes | Iterable[bytes]


class Bridge:
    """Answers requests by a WSGI application on threads of its own."""

    def __init__(self, application: Application, threads: int) -> None:
        self._application = application
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")

    async def answer(self, scope: "Scope", protocol: "HTTPProtocol", body: bytes | None = None) -> None:
        """Answer one request. `body`: what was sent, where it was read already."""
        if body is None and _length(scope) <= SMALL:
            body = await protocol()
        sent = io.BytesIO(body) if body is not None else io.BufferedReader(_Incoming(protocol))
        status, headers, told = await self._on_thread(self._work, environ_of(scope, sent))
        if isinstance(told, bytes):
            protocol.response_bytes(status, headers, told)
            return
        transport, parts = protocol.response_stream(status, headers), iter(told)
        try:
            while (part := await self._on_thread(next, parts, None)) is not None:
                await transport.send_bytes(part)
        finally:
            await self._on_thread(_close, told)

    def _work(self, environ: dict[str, Any]) -> _Answer:
        head: list[Any] = []
        told = self._application(environ, lambda status, headers, _=None: head.extend((status, headers)))
        status, headers = int(head[0].split(" ", 1)[0]), list(head[1])
        if getattr(told, "streaming", False):
            return _Answer(status, headers, told)
        try:
            return _Answer(status, headers, b"".join(told))
        finally:
            _close(told)

    def _on_thread(self, work: Callable[..., Any], *given: Any) -> "asyncio.Future[Any]":
        # What is open around a request is open on its thread as well.
        whole = partial(copy_context().run, work, *given) if traces.is_on() else partial(work, *given)
        return asyncio.get_running_loop().run_in_executor(self._threads, whole)


def _close(told: Iterable[bytes]) -> None:
    """Tell the application that its answer was taken (PEP 3333): it tidies up."""
    close = getattr(told, "close", None)
    if close is not None:
        close()


class _Incoming(io.RawIOBase):
    """A body that comes in while a thread reads it."""

    def __init__(self, protocol: "HTTPProtocol") -> None:
        self._loop = asyncio.get_running_loop()
        self._parts = protocol.__aiter__()
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            part = asyncio.run_coroutine_threadsafe(self._next(), self._loop).result()
            if part is None:
                return 0
            self._rest = memoryview(part)
        taken = min(len(buffer), len(self._rest))
        buffer[:taken], self._rest = self._rest[:taken], self._rest[taken:]
        return taken

    async def _next(self) -> bytes | None:
        try:
            return bytes(await anext(self._parts))
        except StopAsyncIteration:
            return None


def _length(scope: "Scope") -> float:
    """Bytes of the body; without end where it is not told."""
    told = scope.headers.get("content-length")
    if told is not None:
        return int(told) if _is_length(told) else math.inf
    return math.inf if "transfer-encoding" in scope.headers or scope.http_version == "2" else 0


def _is_length(told: str) -> bool:
    return told.isascii() and told.isdigit() and len(told) < _LONGEST_LENGTH


def environ_of(scope: "Scope", sent: io.BufferedIOBase) -> dict[str, Any]:
    """The request as WSGI (PEP 3333) knows it. A header that came twice is one with a comma."""
    server, _, port = scope.server.rpartition(":")
    environ = {
        **_ENVIRON,
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "wsgi.input": sent,
        "wsgi.url_scheme": scope.scheme,
    }
    for name, value in scope.headers.items():
        if "_" in name:
            continue  # it would pass for the header with a dash that a proxy watches over
        key = _BARE.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
        glue = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{glue}{value}" if key in environ and key.startswith("HTTP_") else value
    if scope.authority and "HTTP_HOST" not in environ:
        environ["HTTP_HOST"] = scope.authority
    return environ
