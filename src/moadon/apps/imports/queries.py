"""Reads of imports. Inside a transaction of the club."""

import json

from django.db.models import QuerySet

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.imports.models import Import
from moadon.apps.imports.types import Counts, ImportInfo, Kind, State
from moadon.kernel.refusals import Refused


def imports(club: ClubInfo) -> QuerySet[Import]:
    """The club's imports, newest first."""
    return Import.objects.filter(club_id=club.id).order_by("-id")


def import_by_id(club: ClubInfo, import_id: int) -> ImportInfo:
    """One import. Raises `Refused("unknown_id", status=404)`."""
    row = imports(club).filter(id=import_id).first()
    if row is None:
        raise Refused("unknown_id", status=404)
    return info_of(row)


def info_of(row: Import) -> ImportInfo:
    """The row as a plain value."""
    return ImportInfo(
        row.pk, row.club_id, Kind(row.kind), row.file_name, row.stored_as, State(row.state),
        Counts(row.rows_read, row.rows_taken, row.rows_same, row.rows_rejected), row.rows_total,
        row.options, row.place, row.created_at, row.created_by, row.started_at, row.finished_at, row.beat_at,
        _problem(row.problem),
    )  # fmt: skip


def _problem(text: str) -> Refused | None:
    if not text:
        return None
    code, params = json.loads(text)
    return Refused(code, **params)
