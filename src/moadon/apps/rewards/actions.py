"""Writes of earnings and progress. The caller holds the locks of the members' accounts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from moadon.apps.rewards.types import MemberProgress, NewEarning, NewEvent, SharedKey, TierKey, TierRow
from moadon.store import Question, array, insert_rows, run

_EARNING = {
    "club_id": "bigint", "member_id": "bigint", "receipt": "bigint", "sale": "bigint", "programme": "text",
    "version": "int", "rule": "text", "period": "text", "wallet": "text", "base": "bigint", "amount": "bigint",
    "times": "int", "at": "timestamptz", "why": "jsonb",
}  # fmt: skip
_PROGRESS = {
    "club_id": "bigint", "member_id": "bigint", "programme": "text", "rule": "text", "period": "text",
    "base": "bigint", "awarded": "bigint", "times": "int", "ends_on": "date", "settled": "boolean",
}  # fmt: skip
_Sums = tuple[int, int, int, date | None]
_NOTHING: _Sums = (0, 0, 0, None)
_ADD = """on conflict (member_id, programme, rule, period) do update set
    base = rewards_progress.base + excluded.base, awarded = rewards_progress.awarded + excluded.awarded,
    times = rewards_progress.times + excluded.times,
    ends_on = coalesce(rewards_progress.ends_on, excluded.ends_on)"""


_SHARED = {
    "club_id": "bigint", "programme": "text", "rule": "text", "period": "text",
    "base": "bigint", "awarded": "bigint", "times": "int",
}  # fmt: skip
_ADD_SHARED = """on conflict (club_id, programme, rule, period) do update set
    base = rewards_shared.base + excluded.base, awarded = rewards_shared.awarded + excluded.awarded,
    times = rewards_shared.times + excluded.times"""
_MAKE_SHARED = """
    insert into rewards_shared (club_id, programme, rule, period, base, awarded, times)
    select %s::bigint, w.programme, w.rule, w.period, 0, 0, 0
    from unnest(%s::text[], %s::text[], %s::text[]) as w(programme, rule, period)
    order by 2, 3, 4 on conflict do nothing"""


_EVENT = {
    "id": "bigint", "club_id": "bigint", "member_id": "bigint", "key": "text", "type": "text", "at": "timestamptz",
    "data": "jsonb", "earned": "jsonb", "answer": "text",
}  # fmt: skip


def record_earnings(club_id: int, earnings: Sequence[NewEarning]) -> None:
    """Write earnings and add them to the members' progress: two statements, whatever their number, and a third where
    something counts for all members together."""
    insert_rows("rewards_earning", _EARNING, [_row(club_id, earning) for earning in earnings])
    sums: dict[tuple[int, str, str, str], _Sums] = {}
    for earning in earnings:
        if earning.member_id is None:
            continue
        for rule, period in earning.counts:
            key = (earning.member_id, earning.programme, rule, period)
            base, awarded, times, _ = sums.get(key, _NOTHING)
            ends_on = earning.ends_on if rule == earning.rule else None
            sums[key] = (base + earning.base, awarded + earning.amount, times + earning.times, ends_on)
    rows = [(club_id, *key, *sums[key], False) for key in sorted(sums)]
    insert_rows("rewards_progress", _PROGRESS, rows, _ADD)
    _count_shared(club_id, earnings)


def _count_shared(club_id: int, earnings: Sequence[NewEarning]) -> None:
    sums: dict[tuple[str, str, str], tuple[int, int, int]] = {}
    for earning in earnings:
        for rule, period in earning.shared:
            key = (earning.programme, rule, period)
            base, awarded, times = sums.get(key, (0, 0, 0))
            sums[key] = (base + earning.base, awarded + earning.amount, times + earning.times)
    if sums:
        insert_rows("rewards_shared", _SHARED, [(club_id, *key, *sums[key]) for key in sorted(sums)], _ADD_SHARED)


def making_shared(club_id: int, keys: Sequence[SharedKey]) -> Question[None]:
    """Make those of these rows that are missing; to be locked after it."""
    columns = zip(*keys, strict=True) if keys else [()] * 3
    return Question(_MAKE_SHARED, (club_id, *(array("text", column) for column in columns)), lambda _: None)


def _row(club_id: int, e: NewEarning) -> tuple[object, ...]:
    return (
        club_id, e.member_id, e.receipt, e.sale, e.programme, e.version, e.rule, e.period, e.wallet,
        e.base, e.amount, e.times, e.at, [e.why.key, e.why.params],
    )  # fmt: skip


def record_events(club_id: int, events: Sequence[NewEvent]) -> None:
    """Write events in one statement. The same one again is an IntegrityError: somebody told it meanwhile."""
    insert_rows("rewards_event", _EVENT, [(e.id, club_id, *e[1:5], e.data, e.earned, e.answer) for e in events])


def mark_settled(keys: Iterable[MemberProgress]) -> None:
    """Note that these periods were paid: from now on what arrives late corrects them at once. One statement."""
    wanted = list(keys)
    run(
        """update rewards_progress p set settled = true
           from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) as w(member, programme, rule, period)
           where (p.member_id, p.programme, p.rule, p.period) = (w.member, w.programme, w.rule, w.period)""",
        [list(column) for column in zip(*wanted, strict=True)] if wanted else [[], [], [], []],
    )


_TIER = {
    "club_id": "bigint", "member_id": "bigint", "programme": "text", "ladder": "text", "version": "int",
    "level": "text", "at": "timestamptz", "cause": "text", "reason": "text", "by": "text", "carried": "text",
    "falls_on": "date", "by_hand": "text", "by_hand_until": "date", "receipt": "bigint",
}  # fmt: skip
_TURN = {"club_id": "bigint", "member_id": "bigint", "programme": "text", "ladder": "text", "due_on": "date"}
_LOOK_AGAIN = "on conflict (member_id, programme, ladder) do update set due_on = excluded.due_on"


def record_tiers(
    club_id: int, changes: Sequence[tuple[TierKey, TierRow]], turns: Mapping[TierKey, date | None]
) -> None:
    """Write changes of levels, in their order, and when the night looks at whom again. Two statements.

    Of two changes of one member from one moment the later written counts: their numbers follow that order.
    """
    insert_rows("rewards_tier", _TIER, [(club_id, *key, *row) for key, row in changes])
    rows = [(club_id, *key, turns[key]) for key in sorted(turns)]
    insert_rows("rewards_tierturn", _TURN, rows, _LOOK_AGAIN)
