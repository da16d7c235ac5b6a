"""Periods that are over: what their targets pay is booked at the start of the next one."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.ledger import actions as ledger_writes
from moadon.apps.programmes import queries as programmes
from moadon.apps.programmes.types import Live, Shelf
from moadon.apps.rewards import actions as reward_writes
from moadon.apps.rewards import queries as rewards
from moadon.apps.rewards.queries import Due
from moadon.apps.rewards.types import MemberProgress, ProgressRow
from moadon.engine import ledger
from moadon.engine.ledger import AccountState, Origin, Posting
from moadon.engine.rules import Earning, Progress, settle
from moadon.flows.nightly.chunks import Chunk
from moadon.flows.tiers.besides import Ladders
from moadon.flows.till.earned import Source, new_earning, new_lot
from moadon.kernel.calendars import Period, day_start, period_of
from moadon.kernel.facts import Fact
from moadon.kernel.ids import public_id
from moadon.store import club_transaction


def pay_due(club: ClubInfo, at: datetime, limit: int) -> Chunk:
    """Settle up to `limit` periods that were over by `at`. Twelve statements.

    Each pays by the version that was live in the period's last moment, or the last one that had the rule, and is good
    as long as for the level that was held then: the night pays before it reviews levels.
    """
    with club_transaction(club.id):
        due = rewards.due_until(club.day_of(at), limit)
        if not due:
            return Chunk()
        shelf = programmes.shelf(club)
        codes = sorted(shelf.wallets())
        accounts = ledger_writes.lock_accounts(club.id, {(d.member_id, code) for d in due for code in codes})
        keys = [MemberProgress(d.member_id, d.programme, d.rule, d.period) for d in due]
        standing = rewards.progress_of(keys)
        found = [(one, source) for one in due if (source := _source(club, shelf, one)) is not None]
        ladders = Ladders(shelf, [source for _, source in found])
        postings, paid = _pay(club, accounts, found, standing, ladders, at)
        book, counted = ladders.book, ladders.climb(paid)
        earnings = [new_earning(earning, source) for earning, source in paid]
        reward_writes.record_earnings(club.id, [*earnings, *counted])
        ledger_writes.number(postings, accounts.values())
        ledger_writes.post(club.id, postings, accounts.values())
        reward_writes.mark_settled(keys)
        if book.stands:
            reward_writes.record_tiers(club.id, book.changes, book.turns)
        told = [Fact("PeriodPaid", public_id("mbr", p.owner), p.at) for p in postings]
        audit.write_facts(club.id, [*told, *book.facts()])
        return Chunk(set(keys), len(postings))


def _pay(
    club: ClubInfo, accounts: dict[tuple[int, str], AccountState], due: Sequence[tuple[Due, Source]],
    standing: dict[MemberProgress, ProgressRow], ladders: Ladders, at: datetime,
) -> tuple[list[Posting], list[tuple[Earning, Source]]]:  # fmt: skip
    postings: list[Posting] = []
    found: list[tuple[Earning, Source]] = []
    for one, source in due:
        row = standing[MemberProgress(one.member_id, one.programme, one.rule, one.period)]
        live, period = source.live, _period(club, one, source.live)
        if row.settled or period is None:
            continue
        paid = settle(live.programme, one.rule, period, Progress(*row), ladders.levels(source))
        if paid is None:
            continue
        posting = Posting("period", one.member_id, day_start(one.ends_on, club.time_zone))
        origin = Origin(one.programme, one.rule, live.version, row.base, paid.why)
        account = accounts[(one.member_id, paid.wallet)]
        ledger.award(account, posting, new_lot(paid, one.programme, None), origin, at)
        postings.append(posting)
        found.append((paid, source))
    return postings, found


def _source(club: ClubInfo, shelf: Shelf, one: Due) -> Source | None:
    """By which version a period pays, dated in its last moment; None where none has the rule."""
    over = day_start(one.ends_on, club.time_zone)
    live = _live(club, shelf, one, over)
    return None if live is None else Source(live, one.member_id, over - timedelta(microseconds=1))


def _live(club: ClubInfo, shelf: Shelf, one: Due, over: datetime) -> Live | None:
    """The newest version begun before the period was over that has the rule with this period.

    Also where the programme ended in the midst of it, or a later version dropped the rule: what was earned is paid.
    """
    last, clock = over - timedelta(microseconds=1), programmes.clock_of(club)
    begun = [v for v in shelf.versions if v.programme == one.programme and v.live_from <= last]
    begun = [version for version in begun if shelf.counted_for(version, one.member_id)]
    # A pilot goes before what is live for all, for as long as it is live.
    begun.sort(key=lambda v: (v.pilot and v.begun_at(last), not v.pilot, v.live_from, v.number), reverse=True)
    for version in begun:
        live = shelf.named(one.programme, version.number, clock)
        if _period(club, one, live) is not None:
            return live
    return None


def _period(club: ClubInfo, one: Due, live: Live) -> Period | None:
    rule = live.programme.rule(one.rule)
    if rule is None or rule.period is None or not rule.scheme.settles:
        return None
    period = period_of(one.ends_on - timedelta(days=1), rule.period, club.calendar, club.week_start)
    return period if period.key == one.period else None
