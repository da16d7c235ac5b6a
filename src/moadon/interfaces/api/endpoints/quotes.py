"""Quotes: by what is live, or by a version that is being tried."""

from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from moadon.apps.clubs.permissions import May
from moadon.flows.till import quote
from moadon.flows.till.reading import read_receipt
from moadon.flows.trying import AS_IT_IS, MadeUp, Wanted, try_basket
from moadon.interfaces.api import answers, guessing
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.interfaces.api.described import sends
from moadon.interfaces.api.endpoints.receipts import BASKET
from moadon.interfaces.api.schemas import quotes as shapes
from moadon.interfaces.api.schemas.reasons import ReasonsAsked
from moadon.interfaces.api.schemas.values import read
from moadon.kernel.refusals import Refused

router = Router(tags=["Receipts"])


@router.post(
    "quotes",
    response=shapes.Quote,
    operation_id="quoteBasket",
    openapi_extra=sends(shapes.QuotedBasket, {**BASKET, "programme_version": {"programme": "fashion", "version": 3}}),
)
def quote_basket(request: ApiRequest, asked: Query[ReasonsAsked]) -> HttpResponse:
    """What a basket would cost and bring. Writes nothing.

    With `programme_version` or `made_up` it is tried: by a draft, an earlier or later version or a document that is
    kept nowhere, at any moment, for somebody who is no member. With `reasons` it says why and why not, in numbers.
    """
    caller = request.caller
    caller.must(May.QUOTE)
    sent: Any = request.sent
    tried: dict[str, object] = {}
    if isinstance(sent, dict):
        tried = {name: sent[name] for name in ("programme_version", "made_up") if sent.get(name) is not None}
        sent = {name: value for name, value in sent.items() if name not in ("programme_version", "made_up")}
    draft = read_receipt(sent, caller.club, language=caller.language)
    draft = draft._replace(branch=caller.branch(draft.branch))
    guessing.check_draft(caller, draft)
    if not tried:
        told = quote(caller.club, draft, language=caller.language, reasons=asked.wanted)
        guessing.count_answer(caller, draft, told)
        return answers.raw(told)
    caller.must(May.READ_PROGRAMMES)
    wanted, member = _wanted(caller, tried.get("programme_version")), _made_up(tried.get("made_up"))
    told = try_basket(caller.club, draft, wanted, member, language=caller.language).answer(reasons=asked.wanted)
    guessing.count_answer(caller, draft, told)
    return answers.raw(told)


def _wanted(caller: Caller, sent: object) -> Wanted:
    if sent is None:
        return AS_IT_IS
    body = read(shapes.TriedVersion, sent, "programme_version")
    named = {
        "document": body.document is not None,
        "version": body.version is not None,
        "draft": body.draft,
    }
    if sum(named.values()) != 1 or named["document"] == (body.programme is not None):
        raise Refused("which_version", field="programme_version")
    if body.document is None:
        return Wanted(programme=body.programme, number=body.version, alone=body.alone)
    caller.must(May.WRITE_PROGRAMMES)
    if not isinstance(body.document, dict | str):
        raise Refused("not_an_object", field="programme_version.document")
    return Wanted(text=body.document, alone=body.alone)


def _made_up(sent: object) -> MadeUp | None:
    if sent is None:
        return None
    body = read(shapes.MadeUpMember, sent, "made_up")
    return MadeUp(
        body.levels, frozenset(body.segments), body.birth_date, body.joined, body.first_purchase, body.balances
    )
