"""The operations of the API, gathered; what they have in common is done by `front`."""

from typing import ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from moadon import __version__
from moadon.interfaces.api import callers, problems
from moadon.interfaces.api.endpoints import (
    cards,
    catalogue,
    corrections,
    credentials,
    events,
    holds,
    keys,
    ledger,
    life_cycle,
    members,
    programmes,
    quotes,
    receipts,
    redemptions,
    reports,
    returns,
    rewards,
    shop,
    stored_value,
    tiers,
    transfers,
)
from moadon.kernel.refusals import Refused

BASE = "/api/v1"


class BearerKey:
    """The key in the Authorization header. The front has looked it up; this tells the documentation."""

    openapi_security_schema: ClassVar[dict[str, str]] = {
        "type": "http",
        "scheme": "bearer",
        "description": "A key of the club: `mdn_...`",
    }

    def __call__(self, request: callers.ApiRequest) -> callers.Caller:
        """Who calls."""
        return request.caller


api = NinjaAPI(title="Moadon", version=__version__, openapi_url=None, docs_url=None, auth=BearerKey())
for _prefix, _room in (
    ("", receipts),
    ("", returns),
    ("", quotes),
    ("", members),
    ("", tiers),
    ("", holds),
    ("", cards),
    ("", stored_value),
    ("", corrections),
    ("", credentials),
    ("", transfers),
    ("", rewards),
    ("", redemptions),
    ("", events),
    ("", programmes),
    ("", life_cycle),
    ("", ledger),
    ("", reports),
    ("", shop),
    ("", catalogue),
    ("", keys),
):
    api.add_router(_prefix, _room.router)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return problems.problem_response(refusal, callers.shapes_of(request))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    return problems.problem_response(problems.refusal_of_parameters(problem, request.GET), callers.shapes_of(request))


@api.exception_handler(Http404)
def _unknown(request: HttpRequest, problem: Http404) -> HttpResponse:
    return problems.problem_response(Refused("unknown_address", status=404), callers.shapes_of(request))


@api.exception_handler(Exception)
def _broken(request: HttpRequest, problem: Exception) -> HttpResponse:
    raise problem
