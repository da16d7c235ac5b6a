"""The short way of a till's receipt: no thread waits for its commit, and nothing is asked that is not remembered.

It serves a receipt that can be read, of a key that was seen a moment ago. Everything else it leaves to the long way,
which answers the same: a receipt that was tried here first is not written twice there.
"""

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from django.db import DatabaseError, connection

from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.permissions import May
from moadon.flows.till import gather
from moadon.flows.till.proving import has_to_prove
from moadon.flows.till.reading import read_receipt
from moadon.interfaces.api import answers, bodies, callers, guessing, writing
from moadon.interfaces.api.endpoints.receipts import answer_to
from moadon.kernel.refusals import Refused

if TYPE_CHECKING:
    from granian.rsgi import Scope

PATH = "/api/v1/receipts"
ROUTE = "receipts"
MOST = 1 << 16
"""Bytes: the loop reads a body between two other requests."""
_BEARER = "Bearer "
_ONE_EACH = ("authorization", "content-type", writing.HEADER.lower())


class Told(NamedTuple):
    """An answer, and the headers that are its own."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def takes(scope: "Scope") -> bool:
    """Whether the request may be one for this way; its body is not asked for yet."""
    if scope.method != "POST" or scope.path != PATH or scope.query_string:
        return False
    headers = scope.headers
    length, names = headers.get("content-length", ""), [name for name, _ in headers.items()]
    return (
        length.isascii() and length.isdigit() and len(length) < 6 and int(length) <= MOST
        and headers.get("content-type") == answers.JSON
        and all(names.count(name) == 1 for name in _ONE_EACH)
    )  # fmt: skip


async def serve(scope: "Scope", raw: bytes) -> Told | None:
    """Commit the receipt; None where the long way has to be asked. Raises what the commit raised."""
    headers = scope.headers
    header, key = headers.get("authorization", ""), headers.get(writing.HEADER.lower(), "")
    secret = header[len(_BEARER) :].strip()
    known = clubs.known_key(secret) if header.startswith(_BEARER) else None
    if known is None or not writing.is_key(key):
        return None
    info, club, grows_old = known
    if grows_old:
        asyncio.get_running_loop().run_in_executor(None, _know_again, secret)
    caller = callers.Caller(club, info, callers.language_in(headers.get("accept-language", ""), club.languages[0]), "")
    try:
        if caller.takes_too_many():
            return None
        caller.must(May.WRITE_RECEIPTS)
        draft = read_receipt(bodies.parse_json(raw), club, key=key, language=caller.language)
        branch = caller.branch(draft.branch)
    except Refused:
        return None
    if has_to_prove(club, draft):
        return None  # comparing a PIN takes its time, and nobody waits on the loop
    outcome = await gather.submit_soon(club, draft._replace(branch=branch), caller.actor)
    response = answer_to(caller, outcome)
    response.headers["Content-Language"] = caller.language
    if kind := guessing.kind_in(response):
        asyncio.get_running_loop().run_in_executor(None, _tell, caller, kind)
    return Told(response.status_code, [(k.lower(), v) for k, v in response.headers.items()], response.content)


def _tell(caller: callers.Caller, kind: str) -> None:
    try:
        guessing.wrong(caller, kind)
    except DatabaseError:
        return  # one guess that is not counted: the till has its answer
    finally:
        connection.close()


def _know_again(secret: str) -> None:
    try:
        clubs.know_again(secret)
    except (DatabaseError, Refused):
        return  # what is remembered grows old, and the long way says what is the matter
    finally:
        connection.close()
