"""Reads of programmes. Inside a transaction of the club."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.programmes.models import Programme, Version
from moadon.apps.programmes.types import Shelf, VersionInfo, documents
from moadon.engine import rules
from moadon.kernel.refusals import Refused
from moadon.store import Question, array, ask
from moadon.store.pipeline import Rows

_VERSIONS = """
    select v.id, p.code, v.number, v.live_from, p.ended_at,
           case when v.id = any(%s::bigint[]) then null else v.source end
    from programmes_version v join programmes_programme p on p.id = v.programme_id
    where v.club_id = %s order by p.code, v.number
"""
_read_before: dict[int, list[int]] = {}
"""Per club the versions whose texts this process has read."""


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
    found = Version.objects.filter(club_id=club.id).select_related("programme")
    if code is None:
        return found.order_by("-live_from", "-number", "-id")
    return found.filter(programme__code=code).order_by("-number")


def shelf(club: ClubInfo) -> Shelf:
    """All published versions of the club. Always one statement, which brings the texts of unknown versions only.

    A text that was published is not judged again: a club that has added a language since still runs it.
    """
    return ask(asking_shelf(club))


def asking_shelf(club: ClubInfo) -> Question[Shelf]:
    """`shelf` as a question, to be sent with others."""

    def read(rows: Rows) -> Shelf:
        versions = []
        for *version, source in rows:
            info = VersionInfo(*version)
            if source is not None:
                documents[info.id] = rules.parse(source, languages=())
            versions.append(info)
        _read_before[club.id] = [info.id for info in versions]
        return Shelf(tuple(versions), clock_of(club))

    return Question(_VERSIONS, (array("bigint", _read_before.get(club.id, [])), club.id), read)


def clock_of(club: ClubInfo) -> rules.Clock:
    """Whose days count where no branch has a zone of its own."""
    return rules.Clock(club.time_zone, club.calendar, club.week_start)


def live_versions(club: ClubInfo, moments: Iterable[datetime]) -> dict[datetime, tuple[VersionInfo, ...]]:
    """Per moment (aware) the version of each programme that was live then. One statement."""
    held = shelf(club)
    return {moment: held.versions_at(moment) for moment in set(moments)}
