"""Answers as JSON text, with the headers that go with them."""

import json
import re
from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from moadon.apps.audit.types import Answer
from moadon.interfaces.api import problems
from moadon.kernel.refusals import Refused

JSON = "application/json"
REPLAYED = "Idempotent-Replayed"
_KEPT = "kept_text"
_ETAG = re.compile(r'\s*(?:W/)?"?(\d{1,9})"?\s*\Z')


def told(body: object, status: int = HTTPStatus.OK) -> HttpResponse:
    """`body` (JSON values) as an answer; what has an `edition` gets it as its ETag."""
    return raw(json.dumps(body, ensure_ascii=False), status, edition_in(body))


def raw(text: str, status: int = HTTPStatus.OK, edition: int | None = None) -> HttpResponse:
    """JSON text as an answer."""
    response = HttpResponse(text, status=status, content_type=JSON)
    if edition is not None:
        response.headers["ETag"] = f'"{edition}"'
    return response


def nothing() -> HttpResponse:
    """204: done, and nothing to tell."""
    response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    del response.headers["Content-Type"]
    return response


def edition_in(body: object) -> int | None:
    """The edition of what an answer shows."""
    edition = body.get("edition") if isinstance(body, Mapping) else None
    return edition if isinstance(edition, int) else None


def edition_wanted(request: HttpRequest) -> int | None:
    """The edition that `If-Match` insists on; None for none or `*`. Raises `Refused("edition_differs", status=412)`."""
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return None
    match = _ETAG.match(header)
    if match is None:
        raise Refused("edition_differs", status=412)
    return int(match.group(1))


def keeping(response: HttpResponse, body: object) -> HttpResponse:
    """The response, of which only `body` is to be remembered: what it leaves out is told once."""
    setattr(response, _KEPT, json.dumps(body, ensure_ascii=False))
    return response


def remembered(response: HttpResponse) -> Answer:
    """What to remember of an answer."""
    kept = getattr(response, _KEPT, None)
    return Answer(response.status_code, kept if isinstance(kept, str) else response.content.decode())


def given_again(answer: Answer, language: str) -> HttpResponse:
    """A remembered answer, byte for byte, marked as replayed."""
    if answer.status == HTTPStatus.NO_CONTENT:
        response = nothing()
    elif answer.status < HTTPStatus.BAD_REQUEST:
        response = raw(answer.body, answer.status, edition_in(json.loads(answer.body)))
    else:
        again = HttpResponse(answer.body, status=answer.status, content_type=problems.TYPE)
        response = problems.dressed(again, "", language)
    response.headers[REPLAYED] = "true"
    return response
