"""The one door of the API: finds the operation and the caller, reads the body, and does every write once."""

import re
from functools import lru_cache
from http import HTTPStatus
from typing import cast

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, URLResolver
from django.urls.resolvers import RegexPattern
from django.views.decorators.csrf import csrf_exempt

from moadon.flows.till import answers
from moadon.interfaces.api import bodies, callers, problems
from moadon.interfaces.api.api import api
from moadon.interfaces.api.openapi import needs_key, query_names
from moadon.interfaces.api.writing import key_of, once
from moadon.kernel.money import exponent_of
from moadon.kernel.refusals import Refused

_WRITES = ("POST", "PUT", "PATCH", "DELETE")
_BATCH = "receipts/batch"
_DOCUMENTS = re.compile(r"programmes(/[^/]+)?\Z")
_COMMITS_ITSELF = ("receipts", _BATCH, "quotes", "gift-cards/balance")
"""Addresses that do their own writing once, or that write nothing."""


def warm_up() -> None:
    """Work out once what every request needs: addresses, what they take, currencies, sentences."""
    _till_match("receipts")
    query_names("receipts", "POST")
    needs_key("/receipts")
    exponent_of("EUR")
    answers.words()


@csrf_exempt
def serve(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer one request under `/api/v1/`. What is wrong with it comes back as a problem document."""
    head = request.method == "HEAD"
    if head:
        request.method = "GET"
    try:
        response = _answer(cast(callers.ApiRequest, request), rest)
        response.headers["Content-Language"] = callers.shapes_of(request).language
    except Refused as refusal:
        response = problems.problem_response(refusal, callers.shapes_of(request))
    except SuspiciousOperation:
        response = problems.problem_response(Refused("bad_request", status=400), callers.shapes_of(request))
    if head:
        response.headers["Content-Length"] = str(len(response.content))
        response.content = b""
    return response


@csrf_exempt
def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """404 for addresses of no version, as a problem document like everything here."""
    return problems.problem_response(Refused("unknown_address", status=404), callers.shapes_of(request))


def _answer(request: callers.ApiRequest, rest: str) -> HttpResponse:
    match = _match(rest)
    request.resolver_match = match
    request.caller = callers.find_caller(request)
    _check_query(request, match)
    if request.method not in _WRITES:
        return _dispatch(request, match)
    raw = bodies.read_bytes(request, bodies.LARGEST_BATCH if rest == _BATCH else bodies.LARGEST)
    value = bodies.read_value(request, raw, yaml=bool(_DOCUMENTS.match(rest)))
    request.sent = value
    key = key_of(request, needed=needs_key(f"/{rest}"))
    if key is None or rest in _COMMITS_ITSELF:
        return _dispatch(request, match)
    return once(request, key, lambda: _dispatch(request, match))


def _dispatch(request: callers.ApiRequest, match: ResolverMatch) -> HttpResponse:
    response = cast(HttpResponse, match.func(request, *match.args, **match.kwargs))
    if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
        return response
    allowed = response.headers["Allow"]
    refusal = Refused("method_not_allowed", status=405, given=(request.method or "")[:20], allowed=allowed)
    problem = problems.problem_response(refusal, callers.shapes_of(request))
    problem.headers["Allow"] = allowed
    return problem


@lru_cache(maxsize=1)
def _resolver() -> URLResolver:
    return URLResolver(RegexPattern(r"^"), api.urls[0])


def _match(rest: str) -> ResolverMatch:
    if rest in _COMMITS_ITSELF:
        return _till_match(rest)
    return _resolve(rest)


def _resolve(rest: str) -> ResolverMatch:
    if "\x00" in rest:
        raise Refused("unknown_address", status=404)
    try:
        return _resolver().resolve(rest)
    except Resolver404:
        raise Refused("unknown_address", status=404) from None


_till_match = lru_cache(maxsize=8)(_resolve)
"""What tills ask for in every request is looked up once."""


def _check_query(request: HttpRequest, match: ResolverMatch) -> None:
    known = query_names(match.route, request.method or "")
    for name, values in request.GET.lists():
        if known is not None and name not in known:
            raise Refused("unknown_parameter", field=name[:200], given=name[:40])
        if any("\x00" in value for value in values):
            raise Refused("not_printable", field=name[:200])
