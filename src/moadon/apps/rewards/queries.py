"""Reads of what receipts earned and how far members are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from moadon.apps.rewards.models import Earning, Event, Progress, TierChange
from moadon.apps.rewards.types import (
    CountsFrom,
    EarnedBy,
    MemberProgress,
    ProgressRow,
    SharedKey,
    TierDue,
    TierKey,
    TierRow,
)
from moadon.kernel.moments import AsOf
from moadon.store import Question, array, ask, run
from moadon.store.pipeline import Rows


def progress_of(keys: Iterable[MemberProgress]) -> dict[MemberProgress, ProgressRow]:
    """How far each (member, programme, rule, period) is, in one statement. What has no row is not in the answer."""
    return ask(asking_progress(keys))


def asking_progress(keys: Iterable[MemberProgress]) -> Question[dict[MemberProgress, ProgressRow]]:
    """`progress_of` as a question, to be sent with others."""
    wanted = list(zip(*keys, strict=True)) or [()] * 4
    given = [array(kind, column) for kind, column in zip(("bigint", "text", "text", "text"), wanted, strict=True)]
    return Question(
        """select p.member_id, p.programme, p.rule, p.period, p.base, p.awarded, p.times, p.settled
           from rewards_progress p
           join unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) as w(member, programme, rule, period)
             on (p.member_id, p.programme, p.rule, p.period) = (w.member, w.programme, w.rule, w.period)""",
        given,
        lambda rows: {MemberProgress(*row[:4]): ProgressRow(*row[4:]) for row in rows},
    )


def asking_shared(keys: Sequence[SharedKey], *, lock: bool = False) -> Question[dict[SharedKey, ProgressRow]]:
    """What all members together have got under these keys; with `lock` the rows stay locked, in one order."""
    columns = zip(*keys, strict=True) if keys else [()] * 3
    held = "order by s.programme, s.rule, s.period for no key update of s" if lock else ""
    return Question(
        f"""select s.programme, s.rule, s.period, s.base, s.awarded, s.times from rewards_shared s
            join unnest(%s::text[], %s::text[], %s::text[]) as w(programme, rule, period)
              on (s.programme, s.rule, s.period) = (w.programme, w.rule, w.period) {held}""",
        [array("text", column) for column in columns],
        lambda rows: {SharedKey(*row[:3]): ProgressRow(row[3], row[4], row[5], settled=False) for row in rows},
    )


def earned_by_sales(sales: Sequence[int]) -> dict[int, list[EarnedBy]]:
    """What each sale stands at per rule, returns taken off, in one statement."""
    rows = run(
        """select sale, programme, version, rule, period, wallet,
                  sum(base)::bigint, sum(amount)::bigint, sum(times)::int
           from rewards_earning where sale = any(%s::bigint[])
           group by sale, programme, version, rule, period, wallet order by min(id)""",
        (list(sales),),
    )
    found: dict[int, list[EarnedBy]] = {}
    for sale, *rest in rows:
        found.setdefault(sale, []).append(EarnedBy(*rest))
    return found


@dataclass(frozen=True, slots=True)
class Due:
    """A member's period that is over and not settled."""

    member_id: int
    programme: str
    rule: str
    period: str
    ends_on: date
    progress: ProgressRow


def due_until(day: date, limit: int) -> list[Due]:
    """Up to `limit` unsettled periods that ended on or before `day` (the first day after them), oldest first."""
    rows = run(
        """select member_id, programme, rule, period, ends_on, base, awarded, times, settled from rewards_progress
           where ends_on <= %s and not settled order by ends_on, member_id, programme, rule limit %s""",
        (day, limit),
    )
    return [Due(row[0], row[1], row[2], row[3], row[4], ProgressRow(*row[5:])) for row in rows]


def progress_rows(member_id: int) -> QuerySet[Progress]:
    """Where one member stands by every rule and period, newest first."""
    return Progress.objects.filter(member_id=member_id).order_by("-ends_on", "programme", "rule")


def earnings_of_sale(sale: int) -> QuerySet[Earning]:
    """What one sale earned and what returns took back."""
    return Earning.objects.filter(sale=sale).order_by("id")


def earned_since(programme: str, at: datetime) -> bool:
    """Whether any receipt from `at` on has earned by `programme`: its rules of then are no longer free to change."""
    rows = run("select exists (select from rewards_earning where programme = %s and at >= %s)", (programme, at))
    return bool(rows[0][0])


def asking_events(keys: Iterable[str]) -> Question[dict[str, tuple[int, str]]]:
    """The row and the answer of each event that was told before, by its key."""
    return Question(
        "select key, id, answer from rewards_event where key = any(%s::text[])",
        [array("text", keys)],
        lambda rows: {key: (id_, answer) for key, id_, answer in rows},
    )


def known_events(keys: Iterable[str]) -> set[str]:
    """Which of these events were told before, in one statement."""
    found: dict[str, tuple[int, str]] = ask(asking_events(keys))
    return set(found)


def events_of(member_id: int) -> QuerySet[Event]:
    """What happened to one member, newest first."""
    return Event.objects.filter(member_id=member_id).order_by("-at", "-id")


_TIER = (
    "t.version, t.level, t.at, t.cause, t.reason, t.by, t.carried, t.falls_on, t.by_hand, t.by_hand_until, t.receipt"
)
_KEYS = "unnest(%s::bigint[], %s::text[], %s::text[]) as w(member, programme, ladder)"


def asking_tiers(keys: Iterable[TierKey]) -> Question[dict[TierKey, list[TierRow]]]:
    """Every change of level of these members on these ladders, the oldest first. One statement."""
    return Question(
        f"""select t.member_id, t.programme, t.ladder, {_TIER} from {_KEYS}
            join rewards_tier t on (t.member_id, t.programme, t.ladder) = (w.member, w.programme, w.ladder)
            order by t.at, t.id""",
        _tier_keys(keys),
        _by_key,
    )


def tiers_at(keys: Iterable[TierKey], at: datetime) -> dict[TierKey, TierRow]:
    """How these members stood on these ladders at a moment, by their last change before it. One statement.

    Who never had one is not in the answer.
    """
    found = ask(
        Question(
            f"""select w.member, w.programme, w.ladder, {_TIER} from {_KEYS}
                cross join lateral (
                  select * from rewards_tier t
                  where (t.member_id, t.programme, t.ladder) = (w.member, w.programme, w.ladder) and t.at <= %s
                  order by t.at desc, t.id desc limit 1) t""",
            (*_tier_keys(keys), at),
            _by_key,
        )
    )
    return {key: rows[-1] for key, rows in found.items()}


def tiers_then(member_id: int, moment: AsOf) -> dict[TierKey, list[TierRow]]:
    """Every change of one member's levels that counts at `moment`, the oldest first. One statement."""
    rows = run(
        f"""select t.member_id, t.programme, t.ladder, {_TIER} from rewards_tier t
            where t.member_id = %s and t.at <= %s and t.recorded_at <= %s order by t.at, t.id""",
        (member_id, moment.until, moment.written),
    )
    return _by_key(rows)


def _tier_keys(keys: Iterable[TierKey]) -> list[object]:
    columns = list(zip(*keys, strict=True)) or [()] * 3
    return [array(kind, column) for kind, column in zip(("bigint", "text", "text"), columns, strict=True)]


def _by_key(rows: Rows) -> dict[TierKey, list[TierRow]]:
    found: dict[TierKey, list[TierRow]] = {}
    for row in rows:
        found.setdefault(TierKey(*row[:3]), []).append(TierRow(*row[3:]))
    return found


def asking_counts(wanted: Iterable[CountsFrom]) -> Question[dict[MemberProgress, ProgressRow]]:
    """The progress of these members by these rules in every period from one on. One statement."""
    columns = list(zip(*wanted, strict=True)) or [()] * 4
    return Question(
        """select p.member_id, p.programme, p.rule, p.period, p.base, p.awarded, p.times, p.settled
           from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) as w(member, programme, rule, period)
           join rewards_progress p on (p.member_id, p.programme, p.rule) = (w.member, w.programme, w.rule)
             and p.period >= w.period""",
        [array(kind, column) for kind, column in zip(("bigint", "text", "text", "text"), columns, strict=True)],
        lambda rows: {MemberProgress(*row[:4]): ProgressRow(*row[4:]) for row in rows},
    )


def tiers_due(day: date, limit: int) -> list[TierDue]:
    """Up to `limit` members on ladders whom the night is to look at by `day`, the oldest first."""
    rows = run(
        """select member_id, programme, ladder, due_on from rewards_tierturn
           where due_on <= %s order by due_on, member_id, programme, ladder limit %s""",
        (day, limit),
    )
    return [TierDue(TierKey(*row[:3]), row[3]) for row in rows]


def tier_changes(member_id: int) -> QuerySet[TierChange]:
    """Every change of a member's levels, the newest first."""
    return TierChange.objects.filter(member_id=member_id).order_by("-at", "-id")
