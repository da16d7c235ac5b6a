"""Programmes and their versions as the JSON values that callers see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from moadon.apps.programmes import queries
from moadon.apps.programmes.states import ProgrammeState, VersionState, programme_state, version_state
from moadon.apps.programmes.types import Shelf, VersionInfo, documents
from moadon.engine.rules import Finding, compile_programme
from moadon.engine.rules.explain import Depth, explain
from moadon.flows import publishing
from moadon.flows.naming import names_in
from moadon.interfaces.api import shown
from moadon.interfaces.api.callers import Caller
from moadon.interfaces.api.problems import dotted
from moadon.store import club_transaction
from moadon.ui.words import tell


@dataclass(frozen=True, slots=True)
class Book:
    """All versions of a club and the moment they are looked at."""

    shelf: Shelf
    now: datetime

    def versions(self, code: str) -> list[VersionInfo]:
        """Those of one programme, in order."""
        return [version for version in self.shelf.versions if version.programme == code]

    def live(self, code: str) -> VersionInfo | None:
        """The version that everybody has now."""
        return next((one for one in self.shelf.versions_at(self.now) if one.programme == code), None)


def book_of(caller: Caller) -> Book:
    """The caller's club as it is now. Inside a transaction of the club; one statement."""
    return Book(queries.shelf(caller.club), datetime.now(UTC))


def programme(
    caller: Caller, code: str, findings: Sequence[Finding] = (), depth: Depth = "member"
) -> dict[str, object]:
    """A programme with its live document, its draft and what it says."""
    with club_transaction(caller.club.id):
        row, book = queries.programme(caller.club, code), book_of(caller)
        head, running = summary(caller, row, book), book.live(code)
        document = documents[running.id] if running else None
        speaker = caller.shapes.calling(names_in(caller.club, document) if document else {})
    said = explain(compile_programme(document, book.shelf.clock), speaker, depth) if document else ()
    return {
        **head,
        "document": document.as_json() if document else None,
        "draft": row.draft,
        "sentences": [{"kind": one.kind, "subject": one.subject, "text": one.text} for one in said],
        "findings": [
            {
                "level": finding.level,
                "field": dotted(finding.pointer),
                "pointer": finding.pointer,
                "code": finding.code,
                "detail": tell(finding.message, speaker),
            }
            for finding in findings
        ],
    }


def summary(caller: Caller, row: Any, book: Book) -> dict[str, object]:
    """A programme in a list."""
    versions, running = book.versions(row.code), book.live(row.code)
    states = {one.number: version_state(one, versions, book.now) for one in versions}
    numbers = {state: [n for n, found in states.items() if found == state] for state in VersionState}
    return {
        "id": row.code,
        "state": str(_state(caller, row, versions, book.now)),
        "live_version": running.number if running else None,
        "live_from": shown.moment(running.live_from) if running else None,
        "pilots": numbers[VersionState.PILOT],
        "scheduled": numbers[VersionState.SCHEDULED],
        "has_draft": row.draft is not None,
        "ended_at": shown.moment(row.ended_at),
        "updated_at": shown.moment(row.updated_at),
        "updated_by": row.updated_by,
        "edition": row.edition,
    }


def _state(caller: Caller, row: Any, versions: Sequence[VersionInfo], now: datetime) -> ProgrammeState:
    state = programme_state(versions, now, sound=False)
    if state == ProgrammeState.DRAFT and row.draft is not None:
        findings = publishing.check_programme(caller.club, row.draft)
        return programme_state(versions, now, sound=all(finding.level != "error" for finding in findings))
    return state


def versions(caller: Caller, rows: Sequence[Any], book: Book) -> list[dict[str, object]]:
    """Versions of one programme with their states and notices. Two statements."""
    code = rows[0].programme.code if rows else ""
    notices = {notice.version_id: notice for notice in queries.notices_of(caller.club, code) if notice.version_id}
    sizes = queries.pilot_sizes(row.pk for row in rows if row.pilot)
    infos = {info.id: info for info in book.shelf.versions}
    siblings = book.versions(code)
    found = []
    for row in rows:
        state = version_state(infos[row.pk], siblings, book.now)
        found.append(
            {
                "number": row.number,
                "state": str(state),
                "live_from": shown.moment(row.live_from),
                "live": state == VersionState.LIVE,
                "pilot": {"members": sizes.get(row.pk, 0)} if row.pilot else None,
                "stopped_at": shown.moment(infos[row.pk].stopped_at),
                "published_at": shown.moment(row.published_at),
                "published_by": row.published_by,
                "notice": notice(caller, notices[row.pk]) if row.pk in notices else None,
            }
        )
    return found


def notice(caller: Caller, row: Any) -> dict[str, object]:
    """What was announced, in the caller's language."""
    return {
        "announced_at": shown.moment(row.announced_at),
        "announced_by": row.announced_by,
        "takes_effect_at": shown.moment(row.takes_effect_at),
        "against": row.against,
        "members": row.members,
        "country": row.country,
        "months": row.months,
        "differences": differences(caller, row.differences),
    }


def differences(caller: Caller, told: Sequence[Any]) -> list[dict[str, object]]:
    """Differences in the caller's language."""
    return [
        {
            "direction": one["direction"],
            "pointer": one["pointer"],
            "subject": one["subject"],
            "text": one["text"][caller.language],
        }
        for one in told
    ]
