"""Events: what tills do not see."""

from http import HTTPStatus

from django.http import HttpResponse
from ninja import Router

from moadon.apps.clubs.permissions import May
from moadon.apps.members.types import MemberRef
from moadon.flows.events import EventDraft, happen
from moadon.interfaces.api import answers
from moadon.interfaces.api.callers import ApiRequest
from moadon.interfaces.api.described import sends
from moadon.interfaces.api.schemas import events as shapes
from moadon.interfaces.api.schemas.values import read
from moadon.kernel.refusals import Refused

router = Router(tags=["Events"])
_EXAMPLE = {"type": "review", "member": "050-234-5678", "at": "2026-11-22T10:15:00+02:00", "data": {"stars": "5"}}


@router.post(
    "events",
    response={201: shapes.Happened, 200: shapes.Happened},
    operation_id="tellEvent",
    openapi_extra=sends(shapes.NewEvent, _EXAMPLE),
)
def tell_event(request: ApiRequest) -> HttpResponse:
    """Tell what a till does not see: a review, a delivery, a check-in. The same event told twice earns once."""
    caller = request.caller
    caller.must(May.WRITE_EVENTS)
    body = read(shapes.NewEvent, request.sent)
    member = MemberRef("id" if body.member.startswith("mbr_") else "any", body.member)
    draft = EventDraft(body.type, member, body.at, dict(body.data), caller.language)
    (outcome,) = happen(caller.club, [draft], language=caller.language)
    if isinstance(outcome, Refused):
        raise outcome
    response = answers.raw(outcome.answer, HTTPStatus.OK if outcome.replayed else HTTPStatus.CREATED)
    if outcome.replayed:
        response.headers[answers.REPLAYED] = "true"
    return response
