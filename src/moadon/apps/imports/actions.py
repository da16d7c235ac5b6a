"""Writes of imports: opened, chosen for, begun, moved on and ended."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.imports.models import Import
from moadon.apps.imports.queries import import_by_id, info_of
from moadon.apps.imports.types import OPEN, SILENT, Counts, ImportInfo, Kind, State, TakenOver
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, run

Json = Mapping[str, Any]

_BEGIN = """
    update imports_import set state = 'running', runner = %s, started_at = coalesce(started_at, now()), beat_at = now()
    where id = %s and state in ('new', 'waiting', 'running')
"""
_ADVANCE = """
    update imports_import set beat_at = now(), place = place || %s::jsonb, rows_total = coalesce(%s, rows_total),
      rows_read = rows_read + %s, rows_taken = rows_taken + %s, rows_same = rows_same + %s,
      rows_rejected = rows_rejected + %s
    where id = %s and runner = %s and state = 'running' returning id
"""
_SILENT = """
    update imports_import set state = 'stopped', runner = '', finished_at = coalesce(beat_at, created_at)
    where club_id = %s and stored_as = '' and state in ('new', 'running') and coalesce(beat_at, created_at) < %s
    returning id
"""
_UNCHOSEN = """
    update imports_import set state = 'stopped', finished_at = now()
    where club_id = %s and stored_as <> '' and state = 'new' and created_at < %s
"""
_END = """
    update imports_import set state = %s, finished_at = now(), beat_at = now(), problem = %s
    where id = %s and runner = %s and state = 'running' returning id
"""


def open_import(
    *, club: ClubInfo, kind: Kind, file_name: str, stored_as: str = "", options: Json | None = None, actor: Actor
) -> ImportInfo:
    """Note a file that is to be brought in. `stored_as`: where it lies, empty for a file that stays its owner's."""
    with club_transaction(club.id):
        row = Import.objects.create(
            club_id=club.id, kind=kind, file_name=file_name[:200], stored_as=stored_as,
            options=dict(options or {}), created_by=actor.name,
        )  # fmt: skip
        row.refresh_from_db()
        told = {"kind": str(kind), "file": row.file_name}
        audit.record_deed(club.id, actor, "import.opened", public_id("imp", row.pk), None, told)
        return info_of(row)


def choose_options(*, club: ClubInfo, import_id: int, options: Json) -> ImportInfo:
    """Say what the columns are and how they are read. Raises `Refused`: `unknown_id` (404), `import_begun` (409)."""
    with club_transaction(club.id):
        row = _open_row(club, import_id, (State.NEW,))
        row.options = dict(options)
        row.save(update_fields=["options"])
        return info_of(row)


def queue_import(*, club: ClubInfo, import_id: int, actor: Actor) -> ImportInfo:
    """Let the worker have it. Raises `Refused`: `unknown_id` (404), `import_begun` (409)."""
    with club_transaction(club.id):
        row = _open_row(club, import_id, (State.NEW,))
        row.state = State.WAITING
        row.save(update_fields=["state"])
        audit.record_deed(club.id, actor, "import.started", public_id("imp", row.pk))
        return info_of(row)


def stop_import(*, club: ClubInfo, import_id: int, actor: Actor) -> ImportInfo:
    """End an import where it stands; what is in stays in.

    Raises `Refused`: `unknown_id` (404), `import_ended` (409).
    """
    with club_transaction(club.id):
        row = _open_row(club, import_id, OPEN)
        row.state, row.runner, row.finished_at = State.STOPPED, "", datetime.now(UTC)
        row.save(update_fields=["state", "runner", "finished_at"])
        audit.record_deed(club.id, actor, "import.stopped", public_id("imp", row.pk))
        return info_of(row)


def begin_import(*, club: ClubInfo, import_id: int, runner: str) -> ImportInfo:
    """Take the import over under the name `runner`; whoever had it writes nothing more.

    Raises TakenOver when it has ended.
    """
    with club_transaction(club.id):
        run(_BEGIN, (runner, import_id))
        found = import_by_id(club, import_id)
        if found.state != State.RUNNING:
            raise TakenOver
        return found


def advance_import(
    *, club: ClubInfo, import_id: int, runner: str, counts: Counts, place: Json, total: int | None
) -> None:
    """Add `counts` and `place` (the parts of it that change) in the transaction of the rows themselves.

    Raises TakenOver for another runner.
    """
    told = (json.dumps(place, ensure_ascii=False), total, counts.read, counts.taken, counts.same, counts.rejected)
    with club_transaction(club.id):
        if not run(_ADVANCE, (*told, import_id, runner)):
            raise TakenOver


def end_import(*, club: ClubInfo, import_id: int, runner: str, problem: Refused | None = None) -> None:
    """The import is DONE, or FAILED by `problem`. Raises TakenOver for another runner."""
    state = State.FAILED if problem else State.DONE
    text = json.dumps([problem.code, dict(problem.params)], ensure_ascii=False, default=str) if problem else ""
    with club_transaction(club.id):
        if not run(_END, (state.value, text, import_id, runner)):
            raise TakenOver


def end_silent_imports(*, club: ClubInfo, now: datetime) -> list[int]:
    """Stop imports of files that nobody holds for us and whose process is gone: they are begun anew, not gone on with.

    Returns which.
    """
    with club_transaction(club.id):
        rows = run(_SILENT, (club.id, now - SILENT))
    return [import_id for (import_id,) in rows]


def end_unchosen_imports(*, club: ClubInfo, before: datetime) -> None:
    """Stop imports whose file came in before that moment and whose columns nobody ever confirmed."""
    with club_transaction(club.id):
        run(_UNCHOSEN, (club.id, before))


def _open_row(club: ClubInfo, import_id: int, states: tuple[State, ...]) -> Import:
    row = Import.objects.select_for_update().filter(club_id=club.id, id=import_id).first()
    if row is None:
        raise Refused("unknown_id", status=404)
    if row.state not in states:
        raise Refused("import_begun" if row.state in OPEN else "import_ended", status=409)
    return row
