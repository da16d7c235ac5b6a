"""The life of a programme: published for all or for some, compared, promoted, withdrawn, ended."""

from datetime import UTC, datetime

from django.http import HttpResponse
from ninja import Query, Router

from moadon.apps.clubs.permissions import May
from moadon.apps.members.types import MemberRef
from moadon.apps.programmes import actions, queries
from moadon.engine.rules.compare import harms
from moadon.flows import comparing, publishing
from moadon.flows.choosing import Chosen
from moadon.flows.promises import told
from moadon.interfaces.api import answers, shown_programmes
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.interfaces.api.described import sends
from moadon.interfaces.api.paging import page
from moadon.interfaces.api.schemas import life_cycle as shapes
from moadon.interfaces.api.schemas.programmes import Programme
from moadon.interfaces.api.schemas.values import Page, read
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction

router = Router(tags=["Programmes"])
_AT = {"at": "2026-12-01T00:00:00+02:00"}
_ROOM = "programmes/{programme_id}"
_VERSION = _ROOM + "/versions/{number}"


@router.post(
    f"{_ROOM}/publish",
    response={201: shapes.Version},
    operation_id="publishProgramme",
    openapi_extra=sends(shapes.Publishing, {**_AT, "pilot": {"best": 100}}, needed=False),
)
def publish_programme(request: ApiRequest, programme_id: str) -> HttpResponse:
    """Make the draft the next version, live now or from a moment on, for everybody or for the members of a pilot.

    What is worse for members than what they have is refused (`notice_needed`) before the club's notice is over, and
    announced from then on: `notice` is the proof.
    """
    caller = _writer(request)
    body = read(shapes.Publishing, request.sent)
    how = publishing.Publishing(body.at, _chosen(body.pilot), answers.edition_wanted(request))
    with club_transaction(caller.club.id):
        done = publishing.publish_draft(club=caller.club, code=programme_id, how=how, actor=caller.actor)
        return answers.told(_version(caller, programme_id, done.number), 201)


def _chosen(pilot: shapes.Pilot | None) -> Chosen | None:
    if pilot is None:
        return None
    if pilot.members is None:
        return Chosen(best=pilot.best, segment=pilot.segment)
    refs = [MemberRef("id" if text.startswith("mbr_") else "any", text) for text in pilot.members]
    return Chosen(members=refs, best=pilot.best, segment=pilot.segment)


@router.get(f"{_ROOM}/versions", response=shapes.Versions, operation_id="listVersions")
def list_versions(request: ApiRequest, programme_id: str, wanted: Query[Page]) -> HttpResponse:
    """The published versions of a programme, newest first, each with its state, its pilot and what was announced."""
    caller = _reader(request)
    with club_transaction(caller.club.id):
        queries.programme(caller.club, programme_id)
        book = shown_programmes.book_of(caller)
        rows = queries.versions_of(caller.club, programme_id)
        told_page = page(rows, ("-number",), wanted, lambda some: shown_programmes.versions(caller, some, book))
        ends = [one for one in queries.notices_of(caller.club, programme_id) if one.version_id is None]
        return answers.told({**told_page, "ending": shown_programmes.notice(caller, ends[0]) if ends else None})


@router.get(f"{_ROOM}/differences", response=shapes.Differences, operation_id="compareVersions")
def compare_versions(request: ApiRequest, programme_id: str, wanted: Query[shapes.Compared]) -> HttpResponse:
    """What differs between two versions, or a version and the draft, in words, and who gains or loses by it."""
    caller = _reader(request)
    with club_transaction(caller.club.id):
        found = comparing.compare_versions(caller.club, programme_id, wanted.older, wanted.newer)
    return answers.told(
        {
            "worse_for_members": harms(found),
            "items": shown_programmes.differences(caller, told(found, caller.club)),
        }
    )


@router.post(
    f"{_VERSION}/promote",
    response={201: shapes.Version},
    operation_id="promotePilot",
    openapi_extra=sends(shapes.From, _AT, needed=False),
)
def promote_pilot(request: ApiRequest, programme_id: str, number: int) -> HttpResponse:
    """Let everybody have what a pilot tries: it becomes the next version, and the pilot ends at that moment."""
    caller = _writer(request)
    body = read(shapes.From, request.sent)
    with club_transaction(caller.club.id):
        done = publishing.promote_pilot(
            club=caller.club, code=programme_id, number=_number(number), at=body.at, actor=caller.actor
        )
        return answers.told(_version(caller, programme_id, done.number), 201)


@router.post(f"{_VERSION}/end", response=shapes.Version, operation_id="endPilot")
def end_pilot(request: ApiRequest, programme_id: str, number: int) -> HttpResponse:
    """End a pilot now: its members have what everybody has again. What it gave stays theirs."""
    caller = _writer(request)
    with club_transaction(caller.club.id):
        publishing.end_pilot(club=caller.club, code=programme_id, number=_number(number), actor=caller.actor)
        return answers.told(_version(caller, programme_id, number))


@router.post(f"{_VERSION}/withdraw", response=shapes.Version, operation_id="withdrawVersion")
def withdraw_version(request: ApiRequest, programme_id: str, number: int) -> HttpResponse:
    """Take a version back before its moment: what is live goes on."""
    caller = _writer(request)
    with club_transaction(caller.club.id):
        publishing.withdraw_version(club=caller.club, code=programme_id, number=_number(number), actor=caller.actor)
        return answers.told(_version(caller, programme_id, number))


@router.post(
    f"{_ROOM}/end", response=Programme, operation_id="endProgramme",
    openapi_extra=sends(shapes.From, _AT, needed=False),
)  # fmt: skip
def end_programme(request: ApiRequest, programme_id: str) -> HttpResponse:
    """Let a programme give nothing from now, or from a moment, on. To end is worse for members: notice is due."""
    caller = _writer(request)
    body = read(shapes.From, request.sent)
    publishing.end_programme(club=caller.club, code=programme_id, at=body.at, actor=caller.actor)
    return answers.told(shown_programmes.programme(caller, programme_id))


@router.post(f"{_ROOM}/end/withdraw", response=Programme, operation_id="keepProgramme")
def keep_programme(request: ApiRequest, programme_id: str) -> HttpResponse:
    """Take the announced end of a programme back before it comes."""
    caller = _writer(request)
    actions.keep_programme(club=caller.club, code=programme_id, now=datetime.now(UTC), actor=caller.actor)
    return answers.told(shown_programmes.programme(caller, programme_id))


def _version(caller: Caller, code: str, number: int) -> dict[str, object]:
    row = queries.versions_of(caller.club, code).get(number=number)
    (told_version,) = shown_programmes.versions(caller, [row], shown_programmes.book_of(caller))
    return told_version


def _number(given: int) -> int:
    """A version's number as a column can hold it. Raises `Refused("unknown_id", status=404)`."""
    if not 0 < given < 2**31:
        raise Refused("unknown_id", status=404, given=str(given)[:40])
    return given


def _reader(request: ApiRequest) -> Caller:
    caller = request.caller
    caller.must(May.READ_PROGRAMMES)
    return caller


def _writer(request: ApiRequest) -> Caller:
    caller = request.caller
    caller.must(May.WRITE_PROGRAMMES)
    return caller
