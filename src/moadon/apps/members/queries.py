"""Reads of members. Inside a transaction of the club."""

from collections.abc import Iterable

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members.identifiers import Known, known_values, search_words
from moadon.apps.members.models import Member
from moadon.apps.members.types import MemberRef, MemberSeen, Status
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.store import run

_SHOWN = "m.id, m.status, m.language, m.branch_id"
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
_KINDS = ("phone", "card", "email", "external_id")


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
    words = search_words(text, club.region)
    if not words:
        return members(club).none()
    query = SearchQuery(" & ".join(f"({' | '.join(f'{form}:*' for form in forms)})" for forms in words),
                        config="simple", search_type="raw")  # fmt: skip
    return members(club).filter(search=query)


def find_refs(club: ClubInfo, refs: Iterable[MemberRef]) -> dict[MemberRef, MemberSeen]:
    """The members whom `refs` name, those who left too; refs that fit nobody are not in the answer.

    One statement, whatever their number. A ref of kind `any` is a phone before it is a card before it is an
    external id.
    """
    wanted = {ref: _values(ref, club.region) for ref in refs}
    by_kind: dict[str, set[str]] = {kind: set() for kind in ("id", *_KINDS)}
    for values in wanted.values():
        for kind, value in values:
            by_kind[kind].add(value)
    params: list[object] = [[int(number) for number in sorted(by_kind["id"])]]
    for kind in _KINDS:
        params += [club.id, sorted(by_kind[kind])]
    found = {
        (kind, value): MemberSeen(id_, Status(status), language, branch_id)
        for kind, value, id_, status, language, branch_id in run(_BY_REFS, params)
    }
    answers = {ref: next((found[v] for v in values if v in found), None) for ref, values in wanted.items()}
    return {ref: info for ref, info in answers.items() if info is not None}


def _values(ref: MemberRef, region: str) -> tuple[Known, ...]:
    if ref.kind != "id":
        return known_values(ref, region)
    try:
        return (("id", str(row_id("mbr", ref.value))),)
    except Refused:
        return ()
