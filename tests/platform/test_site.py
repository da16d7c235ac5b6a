"""The site as the web server calls it: which way a request goes, and what is told when nothing else can be."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import override_settings
from granian.rsgi import ProtocolClosed

from moadon.interfaces.http.bridge import Bridge, environ_of
from moadon.interfaces.http.site import Site
from tests.platform.loops import on_a_loop


class Protocol:
    """The server's side of one request, kept for the test."""

    def __init__(self, body: bytes = b"") -> None:
        self.body = body
        self.told: list[tuple[int, dict[str, str], bytes]] = []

    async def __call__(self) -> bytes:
        return self.body

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.told.append((status, dict(headers), body))

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.told.append((status, dict(headers), b""))


class Headers(dict[str, str]):
    """Headers as the server gives them."""

    def items(self) -> Any:
        return list(super().items())


def scope(path: str = "/short", **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return SimpleNamespace(
        method="POST", path=path, query_string="", headers=Headers({"host": "localhost", **named}), scheme="http",
        server="127.0.0.1:8000", client="127.0.0.1:50000", http_version="1.1", authority=None,
    )  # fmt: skip


def pages(environ: dict[str, Any], start: Any) -> list[bytes]:
    start("200 OK", [("content-type", "text/plain")])
    return [b"by the long way: ", environ["wsgi.input"].read()]


async def short(scope: Any, raw: bytes) -> Any:
    if raw == b"not mine":
        return None
    if raw == b"breaks":
        raise ValueError("secret")
    return SimpleNamespace(status=201, headers=[("content-language", "en")], body=b"by the short way")


def asked(protocol: Protocol, given: Any, application: Any = pages, serve: Any = short) -> Any:
    way = SimpleNamespace(ROUTE="short", takes=lambda scope: scope.path == "/short", serve=serve)
    on_a_loop(Site(Bridge(application, 1), way).__rsgi__(given, protocol))  # type: ignore[arg-type]
    return protocol.told


@pytest.mark.parametrize(
    ("given", "body", "way"),
    [
        (scope(), b"good", b"by the short way"),
        (scope(), b"not mine", b"by the long way: not mine"),
        (scope(), b"breaks", b"by the long way: breaks"),
        (scope("/long"), b"good", b"by the long way: good"),
        (scope(host="evil.example"), b"good", b"by the long way: good"),
        (scope(host=""), b"good", b"by the long way: good"),
    ],
    ids=["its own", "left to the long way", "broken", "another address", "a host that is not ours", "no host"],
)
def test_each_request_goes_its_way(given: Any, body: bytes, way: bytes) -> None:
    assert [told[2] for told in asked(Protocol(body), given)] == [way]


@pytest.mark.parametrize(
    ("proxy", "came_by", "told"), [(True, "https", True), (True, "http", False), (False, "https", False)]
)
def test_who_came_by_https_is_told_to_stay_with_it(proxy: bool, came_by: str, told: bool) -> None:
    with override_settings(
        BEHIND_PROXY=proxy, SECURE_HSTS_SECONDS=60,
        SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https") if proxy else None,
    ):  # fmt: skip
        ((_, headers, _),) = asked(Protocol(b"good"), scope(x_forwarded_proto=came_by))

    assert ("strict-transport-security" in headers) is told
    assert headers["x-content-type-options"] == "nosniff"


def test_what_breaks_outside_of_django_is_500_and_logged_without_values(caplog: pytest.LogCaptureFixture) -> None:
    def breaks(environ: dict[str, Any], start: Any) -> list[bytes]:
        raise ValueError("'052-555-9001' broke")

    assert asked(Protocol(), scope("/long"), breaks) == [(500, {}, b"")]
    assert "ValueError" in caplog.text
    assert "9001" not in caplog.text


def test_who_has_gone_is_told_nothing(caplog: pytest.LogCaptureFixture) -> None:
    class Gone(Protocol):
        async def __call__(self) -> bytes:
            raise ProtocolClosed

    assert asked(Gone(), scope()) == []
    assert caplog.text == ""


def test_the_application_is_told_that_its_answer_was_taken() -> None:
    closed = []

    class Answer(HttpResponse):
        def close(self) -> None:
            closed.append(True)

    def answers(environ: dict[str, Any], start: Any) -> Any:
        start("200 OK", [])
        return Answer(b"all of it")

    assert asked(Protocol(), scope("/long"), answers) == [(200, {}, b"all of it")]
    assert closed == [True]


def test_headers_are_as_wsgi_knows_them() -> None:
    given = scope(x_twice="1", cookie="a=1")
    pairs = [("host", "localhost"), ("x-twice", "1"), ("x-twice", "2"), ("cookie", "a=1"), ("cookie", "b=2"),
             ("x_forwarded_for", "10.0.0.1"), ("content-type", "text/plain")]  # fmt: skip
    given.headers.items = lambda: pairs
    given.path = "/חנות"

    environ = environ_of(given, None)  # type: ignore[arg-type]

    assert (environ["HTTP_X_TWICE"], environ["HTTP_COOKIE"]) == ("1,2", "a=1; b=2")
    assert environ["CONTENT_TYPE"] == "text/plain"
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/חנות"
    assert "HTTP_X_FORWARDED_FOR" not in environ, "a name with an underscore would pass for a proxy's own"
    assert (environ["REMOTE_ADDR"], environ["SERVER_PORT"]) == ("127.0.0.1", "8000")
