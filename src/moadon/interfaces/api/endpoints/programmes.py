"""Programmes: drafts, versions, and what they say in words."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from django.http import HttpResponse
from ninja import Query, Router

from moadon.apps.clubs.permissions import May
from moadon.apps.programmes import queries
from moadon.apps.programmes.types import Live, Shelf
from moadon.engine.rules import Finding, json_schema
from moadon.engine.rules.explain import Depth, explain
from moadon.flows import publishing
from moadon.interfaces.api import answers, shown
from moadon.interfaces.api.bodies import YamlText
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.interfaces.api.described import sends
from moadon.interfaces.api.paging import page
from moadon.interfaces.api.problems import dotted
from moadon.interfaces.api.schemas import programmes as shapes
from moadon.interfaces.api.schemas.values import JsonValue, Page, read
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from moadon.ui.words import tell

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
        live = _live(queries.shelf(caller.club))

        def show(rows: Sequence[Any]) -> list[dict[str, object]]:
            return [_summary(row, live) for row in rows]

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
    return answers.told(_programme(caller, drafted.programme, drafted.findings), 201)


@router.get("programmes/{programme_id}", response=shapes.Programme, operation_id="getProgramme")
def get_programme(request: ApiRequest, programme_id: str, wanted: Query[shapes.Depth]) -> HttpResponse:
    """One programme: its live document, its draft, and what it says in words."""
    caller = _reader(request)
    return answers.told(_programme(caller, programme_id, depth=wanted.depth))


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
    return answers.told(_programme(caller, drafted.programme, drafted.findings))


@router.post(
    "programmes/{programme_id}/publish",
    response={201: shapes.Version},
    operation_id="publishProgramme",
    openapi_extra=sends(shapes.Publishing, {"at": "2026-12-01T00:00:00+02:00"}, needed=False),
)
def publish_programme(request: ApiRequest, programme_id: str) -> HttpResponse:
    """Make the draft the next version, live now or from a moment on."""
    caller = _writer(request)
    body = read(shapes.Publishing, request.sent)
    if body.pilot:
        raise Refused("not_in_this_version", field="pilot", key="pilot")
    with club_transaction(caller.club.id):
        done = publishing.publish_draft(club=caller.club, code=programme_id, at=body.at, actor=caller.actor)
        row = queries.versions_of(caller.club, programme_id).get(number=done.number)
        live = _live(queries.shelf(caller.club))
        return answers.told(_version(row, live), 201)


@router.get("programmes/{programme_id}/versions", response=shapes.Versions, operation_id="listVersions")
def list_versions(
    request: ApiRequest,
    programme_id: str,
    wanted: Query[Page],
) -> HttpResponse:
    """The published versions of a programme, newest first."""
    caller = _reader(request)
    with club_transaction(caller.club.id):
        queries.programme(caller.club, programme_id)
        live = _live(queries.shelf(caller.club))

        def show(rows: Sequence[Any]) -> list[dict[str, object]]:
            return [_version(row, live) for row in rows]

        rows = queries.versions_of(caller.club, programme_id)
        return answers.told(page(rows, ("-number",), wanted, show))


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


def _live(shelf: Shelf) -> dict[str, Live]:
    return {live.code: live for live in shelf.live_at(datetime.now(UTC), shelf.clock)}


def _programme(
    caller: Caller, code: str, findings: Sequence[Finding] = (), depth: Depth = "member"
) -> dict[str, object]:
    with club_transaction(caller.club.id):
        row = queries.programme(caller.club, code)
        live = _live(queries.shelf(caller.club))
    speaker = caller.shapes
    running = live.get(code)
    said = explain(running.programme, speaker, depth) if running else ()
    return {
        **_summary(row, live),
        "document": running.programme.document.as_json() if running else None,
        "draft": row.draft,
        "sentences": [{"kind": one.kind, "subject": one.subject, "text": one.text} for one in said],
        "findings": [
            {
                "level": f.level,
                "field": dotted(f.pointer),
                "pointer": f.pointer,
                "code": f.code,
                "detail": tell(f.message, speaker),
            }
            for f in findings
        ],
    }


def _summary(row: Any, live: Mapping[str, Live]) -> dict[str, object]:
    running = live.get(row.code)
    return {
        "id": row.code,
        "live_version": running.version if running else None,
        "live_from": shown.moment(running.live_from) if running else None,
        "has_draft": row.draft is not None,
        "ended_at": shown.moment(row.ended_at),
        "edition": row.edition,
    }


def _version(row: Any, live: Mapping[str, Live]) -> dict[str, object]:
    running = live.get(row.programme.code)
    return {
        "number": row.number,
        "live_from": shown.moment(row.live_from),
        "live": running is not None and running.version == row.number,
        "published_at": shown.moment(row.published_at),
        "published_by": row.published_by,
    }
