"""Writes of earnings and progress. The caller holds the locks of the members' accounts."""

from collections.abc import Iterable, Sequence
from datetime import date

from moadon.apps.rewards.types import MemberProgress, NewEarning
from moadon.store import insert_rows, run

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


def record_earnings(club_id: int, earnings: Sequence[NewEarning]) -> None:
    """Write earnings and add them to the members' progress: two statements, whatever their number."""
    insert_rows("rewards_earning", _EARNING, [_row(club_id, earning) for earning in earnings])
    sums: dict[tuple[int, str, str, str], _Sums] = {}
    for earning in earnings:
        for rule, period in earning.counts:
            key = (earning.member_id, earning.programme, rule, period)
            base, awarded, times, _ = sums.get(key, _NOTHING)
            ends_on = earning.ends_on if rule == earning.rule else None
            sums[key] = (base + earning.base, awarded + earning.amount, times + earning.times, ends_on)
    rows = [(club_id, *key, *sums[key], False) for key in sorted(sums)]
    insert_rows("rewards_progress", _PROGRESS, rows, _ADD)


def _row(club_id: int, e: NewEarning) -> tuple[object, ...]:
    return (
        club_id, e.member_id, e.receipt, e.sale, e.programme, e.version, e.rule, e.period, e.wallet,
        e.base, e.amount, e.times, e.at, [e.why.key, e.why.params],
    )  # fmt: skip


def mark_settled(keys: Iterable[MemberProgress]) -> None:
    """Note that these periods were paid: from now on what arrives late corrects them at once. One statement."""
    wanted = list(keys)
    run(
        """update rewards_progress p set settled = true
           from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) as w(member, programme, rule, period)
           where (p.member_id, p.programme, p.rule, p.period) = (w.member, w.programme, w.rule, w.period)""",
        [list(column) for column in zip(*wanted, strict=True)] if wanted else [[], [], [], []],
    )
