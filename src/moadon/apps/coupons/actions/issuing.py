"""Codes given to members, and set aside for a channel, a partner or a member."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.coupons.actions.making import draw_codes
from moadon.apps.coupons.actions.pools import locked_pool
from moadon.apps.coupons.actions.tallies import tally
from moadon.apps.coupons.models import Pool
from moadon.apps.coupons.queries.pools import PREFIX, pattern_of
from moadon.apps.coupons.types import Aside, Issued
from moadon.kernel.calendars import day_end, local_day
from moadon.kernel.facts import Fact
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import array, club_transaction, run

_TAKE = """
    with free as (
      select id, row_number() over (order by id) as n from (
        select id from coupons_code where pool_id = %s and state = 'free' order by id limit %s for update skip locked
      ) as taken
    )
    update coupons_code c set state = 'issued', member_id = w.member, issued_at = %s, expires_at = %s
    from free f join unnest(%s::bigint[]) with ordinality as w(member, n) on w.n = f.n
    where c.id = f.id returning c.id, c.code, c.member_id
"""
_MAKE = """
    insert into coupons_code (club_id, pool_id, code, state, used, uses, aside, member_id, issued_at, expires_at)
    select %s, %s, w.code, 'issued', 0, %s, '', w.member, %s, %s
    from unnest(%s::text[], %s::bigint[]) as w(code, member)
    returning id, code, member_id
"""
_RESERVE = """
    with free as (
      select id from coupons_code where pool_id = %s and state = 'free' order by id limit %s for update skip locked
    )
    update coupons_code c set state = 'reserved', aside = %s, aside_until = %s, member_id = %s
    from free f where c.id = f.id returning c.code
"""
_RELEASE = """
    update coupons_code c set state = 'free', aside = '', aside_until = null, member_id = null
    where c.pool_id = %s and c.state = 'reserved' and (%s::text is null or c.aside = %s)
      and (%s::text[] is null or c.code = any(%s::text[]))
    returning 1
"""


def ends_at(club: ClubInfo, days: int | None, at: datetime) -> datetime | None:
    """When a code that is issued at `at` ends: with the last of so many days after that day, as the club counts
    them. None: by its pool alone."""
    if days is None:
        return None
    return day_end(local_day(at, club.time_zone) + timedelta(days=days), club.time_zone)


def issue_codes(*, club: ClubInfo, pool_id: int, members: Sequence[int], at: datetime, actor: Actor) -> list[Issued]:
    """Give each of these members (row numbers, of the club) a code of their own, all at once.

    Of a personal pool codes are made; of others the oldest that are free are taken. A fixed number of statements.
    Raises `Refused`: `unknown_id` (404), `pool_withdrawn`, `not_enough_codes` (409), and then none is given.
    """
    with club_transaction(club.id):
        row = locked_pool(club, pool_id)
        ends = ends_at(club, row.days, at)
        if row.kind == "personal":
            issued = _make(club, row, members, at, ends)
            tally(club.id, [(row.pk, "issued", len(issued))])
        else:
            issued = _take(row, members, at, ends)
            tally(club.id, [(row.pk, "issued", len(issued)), (row.pk, "free", -len(issued))])
        told = {"count": len(issued)}
        pool = public_id(PREFIX, row.pk)
        audit.record_deed(club.id, actor, "coupons.issued", pool, None, told)
        audit.write_facts(
            club.id,
            [Fact("CouponIssued", public_id("cpn", one.id), at, {"pool": pool, "member": public_id("mbr", one.member)})
             for one in issued],
        )  # fmt: skip
        return issued


def _make(club: ClubInfo, row: Pool, members: Sequence[int], at: datetime, ends: datetime | None) -> list[Issued]:
    codes = draw_codes(pattern_of(row), len(members))
    given = (club.id, row.pk, row.uses, at, ends, array("text", codes), array("bigint", members))
    return [Issued(id_, code, member, ends) for id_, code, member in run(_MAKE, given)]


def _take(row: Pool, members: Sequence[int], at: datetime, ends: datetime | None) -> list[Issued]:
    found = run(_TAKE, (row.pk, len(members), at, ends, array("bigint", members)))
    if len(found) < len(members):
        raise Refused("not_enough_codes", status=409, wanted=len(members), free=len(found))
    return [Issued(id_, code, member, ends) for id_, code, member in found]


def reserve_codes(*, club: ClubInfo, pool_id: int, count: int, aside: Aside, actor: Actor) -> list[str]:
    """Set `count` free codes aside; which. Raises `Refused` as `issue_codes`, and `not_between`, `whom_for`.

    A personal pool has none to set aside: `not_made_here`.
    """
    with club_transaction(club.id):
        row = locked_pool(club, pool_id)
        if row.kind == "personal":
            raise Refused("not_made_here", field="count")
        if not 1 <= count <= 100_000:
            raise Refused("not_between", field="count", least=1, most=100_000)
        found = run(_RESERVE, (row.pk, count, aside.told, aside.until, aside.member))
        if len(found) < count:
            raise Refused("not_enough_codes", status=409, wanted=count, free=len(found))
        tally(club.id, [(row.pk, "free", -count), (row.pk, "reserved", count)])
        told = {"count": count, "for": aside.kind, "until": aside.until and aside.until.isoformat()}
        audit.record_deed(club.id, actor, "coupons.reserved", public_id(PREFIX, row.pk), None, told)
        return sorted(code for (code,) in found)


def release_codes(
    *, club: ClubInfo, pool_id: int, aside: str | None = None, codes: Sequence[str] | None = None, actor: Actor
) -> int:
    """Let codes go that were set aside: all of a pool, those for `aside`, or those named; how many were.

    Raises `Refused`: `unknown_id` (404), `pool_withdrawn` (409).
    """
    with club_transaction(club.id):
        row = locked_pool(club, pool_id)
        named = None if codes is None else array("text", codes)
        freed = len(run(_RELEASE, (row.pk, aside, aside, named, named)))
        tally(club.id, [(row.pk, "reserved", -freed), (row.pk, "free", freed)])
        audit.record_deed(club.id, actor, "coupons.released", public_id(PREFIX, row.pk), None, {"count": freed})
        return freed
