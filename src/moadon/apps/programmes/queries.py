"""Reads of programmes. Inside a transaction of the club."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Q, QuerySet

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.programmes.models import Notice, Programme, Version
from moadon.apps.programmes.types import Shelf, VersionInfo, documents, pilots
from moadon.engine import rules
from moadon.kernel.refusals import Refused
from moadon.store import Question, array, ask, run
from moadon.store.pipeline import Rows

_VERSIONS = """
    select v.id, p.code, v.number, v.live_from, p.ended_at, v.pilot, s.at,
           case when v.id = any(%s::bigint[]) then null else v.source end,
           case when v.pilot and v.id <> all(%s::bigint[])
                then array(select m.member_id from programmes_pilotmember m where m.version_id = v.id) end
    from programmes_version v join programmes_programme p on p.id = v.programme_id
    left join programmes_stop s on s.version_id = v.id
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
    found = Version.objects.filter(club_id=club.id).select_related("programme", "stop")
    if code is None:
        return found.order_by("-live_from", "-number", "-id")
    return found.filter(programme__code=code).order_by("-number")


def shelf(club: ClubInfo) -> Shelf:
    """All published versions of the club. Always one statement, which brings the texts of unknown versions only, and
    for whom unknown pilots are.

    A text that was published is not judged again: a club that has added a language since still runs it.
    """
    return ask(asking_shelf(club))


def asking_shelf(club: ClubInfo) -> Question[Shelf]:
    """`shelf` as a question, to be sent with others."""

    def read(rows: Rows) -> Shelf:
        versions = []
        for *version, source, chosen in rows:
            info = VersionInfo(*version)
            if source is not None:
                documents[info.id] = rules.parse(source, languages=())
            if chosen is not None:
                pilots[info.id] = frozenset(chosen)
            versions.append(info)
        _read_before[club.id] = [info.id for info in versions]
        return Shelf(tuple(versions), clock_of(club))

    known = array("bigint", _read_before.get(club.id, []))
    return Question(_VERSIONS, (known, known, club.id), read)


def clock_of(club: ClubInfo) -> rules.Clock:
    """Whose days count where no branch has a zone of its own."""
    return rules.Clock(club.time_zone, club.calendar, club.week_start)


def live_versions(club: ClubInfo, moments: Iterable[datetime]) -> dict[datetime, tuple[VersionInfo, ...]]:
    """Per moment (aware) the version of each programme that was live then. One statement."""
    held = shelf(club)
    return {moment: held.versions_at(moment) for moment in set(moments)}


def notices_of(club: ClubInfo, code: str) -> QuerySet[Notice]:
    """What was announced of a programme, newest first."""
    found = Notice.objects.filter(club_id=club.id, programme__code=code).select_related("version")
    return found.order_by("-announced_at", "-id")


def notices_ahead(club: ClubInfo, now: datetime) -> QuerySet[Notice]:
    """What was announced of changes and ends that lie ahead, the nearest first; also of versions withdrawn since.

    An end that was taken back is not among them.
    """
    found = Notice.objects.filter(club_id=club.id, takes_effect_at__gt=now).select_related("version", "programme")
    ends = Q(version=None, programme__ended_at=F("takes_effect_at"))
    return found.filter(Q(version__isnull=False) | ends).order_by("takes_effect_at", "id")


def pilot_sizes(versions: Iterable[int]) -> dict[int, int]:
    """For how many members each of these versions is; those that are no pilots are not in the answer."""
    rows = run(
        "select version_id, count(*) from programmes_pilotmember where version_id = any(%s::bigint[]) group by 1",
        (sorted(set(versions)),),
    )
    return dict(rows)


def wallets(club: ClubInfo, at: datetime | None = None, of: Shelf | None = None) -> dict[str, rules.Wallet]:
    """Every wallet that is known, by code: those of programmes as `Shelf.wallets` says, and stored value.

    One statement, none where the shelf is given.
    """
    shelf_ = shelf(club) if of is None else of
    own = {code: holder.wallets[code] for code, holder in shelf_.wallets(at).items()}
    return {**rules.reserved_wallets(club.exponent), **own}
