"""Reads of members. Inside a transaction of the club."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q, QuerySet

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members.identifiers import KINDS, Known, known_values, wanted_words
from moadon.apps.members.models import Member, Word
from moadon.apps.members.types import MemberRef, MemberSeen, Status
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.store import Question, array, ask, run
from moadon.store.pipeline import Rows

_LAST_CHARACTER = "\U0010ffff"
_SHOWN = "m.id, m.status, m.language, m.branch_id, m.birth_date, m.joined_at, m.segments, m.spending_stopped"
_BY_REFS = f"""
    select 'id', m.id::text, {_SHOWN} from members_member m where m.id = any(%s::bigint[])
    union all
    select 'phone', m.phone, {_SHOWN} from members_member m where m.club_id = %s and m.phone = any(%s::text[])
    union all
    select 'card', m.card, {_SHOWN} from members_member m where m.club_id = %s and m.card = any(%s::text[])
    union all
    select 'email', m.email, {_SHOWN} from members_member m where m.club_id = %s and m.email = any(%s::text[])
    union all
    select 'external_id', m.external_id, {_SHOWN}
    from members_member m where m.club_id = %s and m.external_id = any(%s::text[])
"""


def members(club: ClubInfo) -> QuerySet[Member]:
    """The club's members, those who left too, newest first."""
    return Member.objects.filter(club_id=club.id).order_by("-joined_at", "-id")


def member(club: ClubInfo, public: str) -> Member:
    """The member with this public id. Raises `Refused("unknown_id", status=404)`."""
    found = members(club).filter(id=row_id("mbr", public)).first()
    if found is None:
        raise Refused("unknown_id", status=404, given=public[:40])
    return found


def search(club: ClubInfo, text: str) -> QuerySet[Member]:
    """Members whom `text` fits as far as it is typed: each word begins a name, or is part of an identifier.

    Phones are found by their national and international digits and by their last 7 or 4, in any script and with
    any signs between them. A text without letters or digits finds nobody.
    """
    wanted = wanted_words(text)
    if not wanted:
        return members(club).none()
    fits = Q(*(_fits(club, whole, parts) for whole, parts in wanted))
    if len(wanted) > 1:
        # A card or an external id typed in groups.
        fits |= _begins(club, "".join(whole for whole, _ in wanted))
    return members(club).filter(fits)


def _fits(club: ClubInfo, whole: str, parts: tuple[str, ...]) -> Q:
    fits = _begins(club, whole)
    if len(parts) > 1:
        fits |= Q(*(_begins(club, part) for part in parts))
    return fits


def _begins(club: ClubInfo, word: str) -> Q:
    listed = Word.objects.filter(club_id=club.id, word__gte=word, word__lt=word + _LAST_CHARACTER)
    return Q(id__in=listed.values("member_id"))


def born_on(days: Sequence[date]) -> list[int]:
    """Members of the club who were born on one of these days, by row number. One statement."""
    rows = run(
        "select id from members_member where status = 'active' and birth_date = any(%s::date[]) order by id",
        (list(days),),
    )
    return [id_ for (id_,) in rows]


def joined_on(days: Sequence[date], zone: str) -> list[int]:
    """Members of the club who joined on one of these local days of `zone`, by row number. One statement."""
    rows = run(
        """select id from members_member
           where status = 'active' and (joined_at at time zone %s)::date = any(%s::date[]) order by id""",
        (zone, list(days)),
    )
    return [id_ for (id_,) in rows]


def joining_of(ids: Iterable[int]) -> dict[int, datetime]:
    """When these members joined, by row number. One statement."""
    rows = run("select id, joined_at from members_member where id = any(%s::bigint[])", (sorted(set(ids)),))
    return dict(rows)


def brought_by(member_id: int) -> int:
    """How many members this one brought, those who left too. One statement."""
    return Member.objects.filter(referred_by=member_id).count()


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """What these members are called, by row number; empty for one without a name. One statement."""
    rows = run("select id, first_name, last_name from members_member where id = any(%s::bigint[])", (sorted(set(ids)),))
    return {id_: f"{first} {last}".strip() for id_, first, last in rows}


def find_refs(club: ClubInfo, refs: Iterable[MemberRef]) -> dict[MemberRef, MemberSeen]:
    """The members whom `refs` name, those who left too; refs that fit nobody are not in the answer.

    One statement, whatever their number. A ref of kind `any` is a phone before it is a card before it is an
    external id.
    """
    return ask(asking_refs(club, refs))


def asking_refs(club: ClubInfo, refs: Iterable[MemberRef]) -> Question[dict[MemberRef, MemberSeen]]:
    """`find_refs` as a question, to be sent with others."""
    wanted = {ref: _values(ref, club.region) for ref in refs}
    asked = _asking(club, {value for values in wanted.values() for value in values})

    def read(rows: Rows) -> dict[MemberRef, MemberSeen]:
        found = asked.read(rows)
        answers = {ref: next((found[v] for v in values if v in found), None) for ref, values in wanted.items()}
        return {ref: info for ref, info in answers.items() if info is not None}

    return Question(asked.sql, asked.params, read)


def asking_held(ids: Sequence[int], *, wait: bool) -> Question[set[int]]:
    """Hold these members, in one order, until the transaction ends; without `wait`, those whom nobody else holds."""
    return Question(
        f"""select id from members_member where id = any(%s::bigint[])
            order by id for no key update {"" if wait else "skip locked"}""",
        [array("bigint", ids)],
        lambda rows: {id_ for (id_,) in rows},
    )


def in_segment(code: str, most: int) -> list[int]:
    """The active members of a segment by row number in order, `most` of them at most. One statement."""
    rows = run(
        "select id from members_member where status = 'active' and segments @> %s::text[] order by id limit %s",
        (array("text", [code]), most),
    )
    return [id_ for (id_,) in rows]


def segments(text: str, most: int) -> list[tuple[str, int]]:
    """Segments that active members are in, with how many are, by code; those in which `text` stands. One statement."""
    rows = run(
        """select code, count(*) from members_member, unnest(segments) code
           where status = 'active' and position(lower(%s::text) in lower(code)) > 0
           group by code order by code limit %s""",
        (text, most),
    )
    return [(code, members) for code, members in rows]


def by_identifiers(club: ClubInfo, identifiers: Iterable[Known]) -> dict[Known, int]:
    """Whose these identifiers (as they are kept) are; those of nobody are not in the answer. One statement."""
    return {known: seen.id for known, seen in ask(_asking(club, set(identifiers))).items()}


def _asking(club: ClubInfo, identifiers: set[Known]) -> Question[dict[Known, MemberSeen]]:
    by_kind: dict[str, list[str]] = {kind: [] for kind in ("id", *KINDS)}
    for kind, value in identifiers:
        by_kind[kind].append(value)
    params: list[object] = [array("bigint", map(int, by_kind["id"]))]
    for kind in KINDS:
        params += [club.id, array("text", by_kind[kind])]
    return Question(_BY_REFS, params, _seen)


def _seen(rows: Rows) -> dict[Known, MemberSeen]:
    found: dict[Known, MemberSeen] = {}
    for kind, value, id_, status, language, branch, birth, joined, segments, stopped in rows:
        found[(kind, value)] = MemberSeen(
            id_, Status(status), language, branch, birth, joined, tuple(segments), stopped
        )
    return found


def _values(ref: MemberRef, region: str) -> tuple[Known, ...]:
    if ref.kind != "id":
        return known_values(ref, region)
    try:
        return (("id", str(row_id("mbr", ref.value))),)
    except Refused:
        return ()
