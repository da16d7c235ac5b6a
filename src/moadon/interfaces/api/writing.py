"""Every write once: what was told under an Idempotency-Key is told again, byte for byte (semantics 24)."""

import re
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from moadon.apps.audit import actions as audit
from moadon.apps.audit.types import Answer, RequestMark
from moadon.interfaces.api import answers, bodies, callers
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, retrying

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,255}\Z")


def key_of(request: HttpRequest, *, needed: bool) -> str | None:
    """The request's key. Raises `Refused`: `idempotency_key_needed`, `bad_idempotency_key` (400)."""
    key = request.headers.get(HEADER)
    if key is None:
        if needed:
            raise Refused("idempotency_key_needed", status=400)
        return None
    if not is_key(key):
        raise Refused("bad_idempotency_key", status=400)
    return key


def is_key(given: str) -> bool:
    """Whether it may be a key: 1 to 255 printable characters of ASCII."""
    return _KEY.match(given) is not None


def once(
    request: callers.ApiRequest,
    key: str,
    work: Callable[[], HttpResponse],
    whole: Callable[[str], str] | None = None,
) -> HttpResponse:
    """Do `work` in one transaction with the memory of its answer, or tell again what was told under `key`.

    A refusal is an answer too: it undoes what `work` did and is told again. `whole` makes the text that was told out
    of what `answers.keeping` kept of it.
    """
    caller = request.caller
    digest = bodies.digest_of(request.method or "", request.path, request.sent)
    mark = RequestMark(caller.actor.caller, key, digest)
    fresh: list[HttpResponse] = []

    def answer() -> Answer:
        fresh[:] = [work()]
        return answers.remembered(fresh[0])

    def attempt() -> Answer:
        with club_transaction(caller.club.id):
            told = audit.answer_once(caller.club.id, mark, answer)
            if whole is None or not told.replayed or told.status >= HTTPStatus.BAD_REQUEST:
                return told
            return replace(told, body=whole(told.body))

    told = retrying(attempt)
    return answers.given_again(told, caller.language) if told.replayed else fresh[0]
