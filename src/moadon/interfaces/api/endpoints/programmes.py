"""Programmes: drafts, versions, and what they say in words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

from django.http import HttpResponse
from ninja import Query, Router

from moadon.apps.clubs.permissions import May
from moadon.apps.programmes import actions, queries
from moadon.engine.rules import json_schema
from moadon.engine.rules.templates import document_for, templates
from moadon.flows import publishing
from moadon.flows.terms import draft_terms
from moadon.interfaces.api import answers, shown_programmes
from moadon.interfaces.api.bodies import YamlText
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.interfaces.api.described import sends
from moadon.interfaces.api.paging import page
from moadon.interfaces.api.schemas import programmes as shapes
from moadon.interfaces.api.schemas.values import JsonValue, Page
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction

router = Router(tags=["Programmes"])
_EXAMPLE = {
    "format": "moadon/programme/1",
    "id": "fashion",
    "name": {"en": "Style club", "he": "מועדון סטייל", "fa": "باشگاه استایل"},
    "currency": "ILS",
    "wallets": {"credit": {"kind": "credit", "expires": {"after": {"months": 12}}}},
    "earn": [{"id": "base", "type": "linear", "every": "100.00", "give": "10.00", "wallet": "credit"}],
}


@router.get("programmes", response=shapes.Summaries, operation_id="listProgrammes")
def list_programmes(request: ApiRequest, wanted: Query[Page]) -> HttpResponse:
    """The club's programmes by id, ended ones too."""
    caller = _reader(request)
    with club_transaction(caller.club.id):
        book = shown_programmes.book_of(caller)

        def show(rows: Sequence[Any]) -> list[dict[str, object]]:
            return [shown_programmes.summary(caller, row, book) for row in rows]

        return answers.told(page(queries.programmes(caller.club), ("code", "id"), wanted, show))


@router.post(
    "programmes",
    response={201: shapes.Programme},
    operation_id="addProgramme",
    openapi_extra=sends(shapes.Document, _EXAMPLE),
)
def add_programme(request: ApiRequest) -> HttpResponse:
    """Begin a programme: the document becomes its draft. Nothing is live before it is published."""
    caller = _writer(request)
    drafted = publishing.draft_programme(club=caller.club, text=_text(request), actor=caller.actor)
    return answers.told(shown_programmes.programme(caller, drafted.programme, drafted.findings), 201)


@router.get("programmes/{programme_id}", response=shapes.Programme, operation_id="getProgramme")
def get_programme(request: ApiRequest, programme_id: str, wanted: Query[shapes.Depth]) -> HttpResponse:
    """One programme: its live document, its draft, and what it says in words."""
    caller = _reader(request)
    return answers.told(shown_programmes.programme(caller, programme_id, depth=wanted.depth))


@router.put(
    "programmes/{programme_id}",
    response=shapes.Programme,
    operation_id="draftProgramme",
    openapi_extra=sends(shapes.Document, _EXAMPLE),
)
def draft_programme(request: ApiRequest, programme_id: str) -> HttpResponse:
    """Replace the draft. What is live stays as it is until the draft is published."""
    caller = _writer(request)
    drafted = publishing.redraft_programme(
        club=caller.club,
        code=programme_id,
        text=_text(request),
        edition=answers.edition_wanted(request),
        actor=caller.actor,
    )
    return answers.told(shown_programmes.programme(caller, drafted.programme, drafted.findings))


@router.delete("programmes/{programme_id}/draft", response={204: None}, operation_id="dropProgrammeDraft")
def drop_draft(request: ApiRequest, programme_id: str) -> HttpResponse:
    """Throw the draft away. What is live stays; a programme that was never published goes with its draft."""
    caller = _writer(request)
    actions.drop_draft(
        club=caller.club,
        code=programme_id,
        edition=answers.edition_wanted(request),
        now=datetime.now(UTC),
        actor=caller.actor,
    )
    return answers.nothing()


@router.get("programmes/{programme_id}/terms", response=shapes.Terms, operation_id="getTerms")
def get_terms(request: ApiRequest, programme_id: str, wanted: Query[shapes.TermsWanted]) -> HttpResponse:
    """A draft of the club's terms, written from the programme, for a lawyer's eyes."""
    caller = _reader(request)
    language = wanted.language or caller.language
    drafted = draft_terms(caller.club, programme_id, replace(caller, language=language).shapes)
    return answers.told(
        {
            "programme": programme_id,
            "version": drafted.version,
            "language": language,
            "title": drafted.agreement.title,
            "warning": drafted.agreement.warning,
            "markdown": drafted.agreement.markdown(),
        }
    )


@router.get("programme-templates", response=shapes.Templates, operation_id="listTemplates")
def list_templates(request: ApiRequest) -> HttpResponse:
    """Ready programmes to begin with, with amounts in the club's currency."""
    caller = _reader(request)
    items = [
        {
            "id": one.id,
            "name": dict(one.name),
            "about": dict(one.about),
            "document": document_for(one.id, caller.club.currency, one.id),
        }
        for one in templates()
    ]
    return answers.told({"items": items, "next": None})


@router.get("programme-schema", response=JsonValue, operation_id="getProgrammeSchema")
def programme_schema(request: ApiRequest) -> HttpResponse:
    """The JSON Schema of a programme document."""
    _reader(request)
    return answers.told(json_schema())


def _reader(request: ApiRequest) -> Caller:
    caller = request.caller
    caller.must(May.READ_PROGRAMMES)
    return caller


def _writer(request: ApiRequest) -> Caller:
    caller = request.caller
    caller.must(May.WRITE_PROGRAMMES)
    return caller


def _text(request: ApiRequest) -> publishing.Text:
    sent = request.sent
    if isinstance(sent, YamlText):
        return sent.text
    if not isinstance(sent, Mapping):
        raise Refused("not_an_object")
    return cast(publishing.Text, sent)
