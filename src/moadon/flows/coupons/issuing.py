"""Codes given to members: to those who are named, or to all of a segment."""

from collections.abc import Sequence
from datetime import datetime

from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.coupons import actions, queries
from moadon.apps.coupons.types import Aside, GivenCode, Issued
from moadon.apps.members import queries as members
from moadon.apps.members.types import MemberRef
from moadon.kernel.refusals import Refused, RefusedMany
from moadon.store import club_transaction

MOST_NAMED = 10_000


def ref_of(text: str) -> MemberRef:
    """How somebody names a member: by id, phone, card or external id."""
    return MemberRef("id" if text.startswith("mbr_") else "any", text)


def issue(
    *,
    club: ClubInfo,
    pool_id: int,
    named: Sequence[str] | None,
    segment: str | None,
    at: datetime,
    actor: Actor,
) -> list[Issued]:
    """Give each of these members, or of a segment, a code of a pool, in one step.

    A fixed number of statements. Who is named twice gets one. Raises `Refused`: `to_whom`, `unknown_member` (all that
    are unknown), `unknown_segment`, and what `issue_codes` raises; then nobody got one.
    """
    if (named is None) == (segment is None):
        raise Refused("to_whom", field="members")
    with club_transaction(club.id):
        _must_be_known(club, pool_id)
        wanted = _of_segment(club, segment) if segment is not None else _named(club, named or ())
        return actions.issue_codes(club=club, pool_id=pool_id, members=wanted, at=at, actor=actor)


def aside_of(
    club: ClubInfo, *, channel: str | None, partner: str | None, member: str | None, until: datetime | None
) -> Aside:
    """For whom codes are set aside, as typed. Inside a transaction of the club.

    Raises `Refused`: `whom_for`, `unknown_member`.
    """
    given = {"channel": channel, "partner": partner, "member": member}
    chosen = [(kind, text) for kind, text in given.items() if text]
    if len(chosen) != 1:
        raise Refused("whom_for", field="channel")
    ((kind, text),) = chosen
    if kind != "member":
        return Aside(kind, text, until=until)
    found = members.find_refs(club, [ref_of(text)])
    if not found:
        raise Refused("unknown_member", field="member")
    return Aside(kind, member=next(iter(found.values())).id, until=until)


def _must_be_known(club: ClubInfo, pool_id: int) -> None:
    if not queries.pools(club).filter(id=pool_id).exists():
        raise Refused("unknown_id", status=404)


def _named(club: ClubInfo, named: Sequence[str]) -> list[int]:
    if not 1 <= len(named) <= MOST_NAMED:
        raise Refused("not_between", field="members", least=1, most=MOST_NAMED)
    refs = [ref_of(text) for text in named]
    found = members.find_refs(club, refs)
    unknown = [Refused("unknown_member", field=f"members.{i}") for i, ref in enumerate(refs) if ref not in found]
    if unknown:
        raise RefusedMany(unknown)
    return list(dict.fromkeys([found[ref].id for ref in refs]))


def _of_segment(club: ClubInfo, segment: str) -> list[int]:
    rows = members.members(club).filter(status="active", segments__contains=[segment]).order_by("id")
    found = list(rows.values_list("id", flat=True))
    if not found:
        raise Refused("unknown_segment", field="segment", given=segment[:40])
    return found


def bring_in(
    club: ClubInfo, pool_id: int, given: Sequence[tuple[str, str | None, datetime | None]], *, only_look: bool = False
) -> list[bool | Refused]:
    """Take codes that were made elsewhere into a pool: the code, whose it is, when it ends; as `take_codes` tells.

    With `only_look` none is taken: it is what would become of them now. Inside a transaction of the club. Raises
    `Refused("unknown_id", status=404)`.
    """
    _must_be_known(club, pool_id)
    refs = {text: ref_of(text) for _, text, _ in given if text}
    found = members.find_refs(club, refs.values())
    rows, places = [], []
    outcomes: list[bool | Refused] = [False] * len(given)
    for i, (code, whose, until) in enumerate(given):
        if whose and refs[whose] not in found:
            outcomes[i] = Refused("unknown_member", field="member")
            continue
        rows.append(GivenCode(pool_id, code, found[refs[whose]].id if whose else None, until))
        places.append(i)
    takes = actions.judge_codes if only_look else actions.take_codes
    for i, outcome in zip(places, takes(club=club, rows=rows), strict=True):
        outcomes[i] = outcome
    return outcomes
