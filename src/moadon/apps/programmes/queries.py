"""Reads of programmes. Inside a transaction of the club."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.programmes.models import Programme, Version
from moadon.apps.programmes.types import VersionInfo
from moadon.engine import rules
from moadon.kernel.refusals import Refused
from moadon.store import run

_TIMELINE = """
    select v.id, p.code, v.number, v.live_from, p.ended_at
    from programmes_version v join programmes_programme p on p.id = v.programme_id
    where v.club_id = %s order by p.code, v.number
"""
_SOURCES = "select v.id, v.source from programmes_version v where v.id = any(%s::bigint[])"


def programmes(club: ClubInfo) -> QuerySet[Programme]:
    """The club's programmes by the id of their documents, ended ones too."""
    return Programme.objects.filter(club_id=club.id).order_by("code")


def programme(club: ClubInfo, code: str) -> Programme:
    """The programme whose document says `id: <code>`. Raises `Refused("unknown_id", status=404)`."""
    found = programmes(club).filter(code=code).first()
    if found is None:
        raise Refused("unknown_id", status=404, given=code[:40])
    return found


def versions_of(club: ClubInfo, code: str | None = None) -> QuerySet[Version]:
    """Published versions, newest first: of one programme, or of all."""
    found = Version.objects.filter(club_id=club.id).select_related("programme").order_by("-live_from", "-number")
    return found if code is None else found.filter(programme__code=code).order_by("-number")


def live_versions(club: ClubInfo, moments: Iterable[datetime]) -> dict[datetime, tuple[VersionInfo, ...]]:
    """Per moment (aware) the version of each programme that was live then, by programme. One statement.

    A version is live from its own `live_from` until that of the next; of two from one moment the later number counts.
    """
    timeline = [VersionInfo(*row) for row in run(_TIMELINE, (club.id,))]
    return {moment: _live(timeline, moment) for moment in set(moments)}


def _live(timeline: Sequence[VersionInfo], moment: datetime) -> tuple[VersionInfo, ...]:
    live: dict[str, VersionInfo] = {}
    for version in timeline:
        if version.live_at(moment):
            held = live.get(version.programme)
            if held is None or held.live_from <= version.live_from:
                live[version.programme] = version
    return tuple(live.values())


def compiled(versions: Iterable[VersionInfo], clock: rules.Clock) -> dict[int, rules.Programme]:
    """The compiled programme of each version, by the version's row. At most one statement, none once they are known.

    A version never changes, so what was compiled is kept for as long as the process lives. A club that has added
    a language since may still run a document without it.
    """
    wanted = [version.id for version in versions]
    missing = sorted({id_ for id_ in wanted if id_ not in _documents})
    if missing:
        for id_, source in run(_SOURCES, (missing,)):
            _documents[id_] = rules.parse(source, languages=())
    return {id_: _compiled(id_, clock) for id_ in wanted}


_documents: dict[int, rules.Document] = {}


@lru_cache(maxsize=1024)
def _compiled(version_id: int, clock: rules.Clock) -> rules.Programme:
    return rules.compile_programme(_documents[version_id], clock)
