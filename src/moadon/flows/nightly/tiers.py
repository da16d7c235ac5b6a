"""Levels that time changes: reviews, graces, what was bought or given until a day, years of membership."""

from datetime import datetime

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members import queries as members
from moadon.apps.programmes import queries as programmes
from moadon.apps.programmes.types import Live, Shelf
from moadon.apps.rewards import actions as reward_writes
from moadon.apps.rewards import queries as rewards
from moadon.apps.rewards.types import TierDue
from moadon.flows.holding import hold_members
from moadon.flows.nightly.chunks import Chunk
from moadon.flows.tiers.besides import read_book
from moadon.flows.tiers.book import Climber
from moadon.flows.tiers.causes import Cause
from moadon.kernel.calendars import day_start
from moadon.store import club_transaction


def review_tiers(club: ClubInfo, at: datetime, limit: int) -> Chunk:
    """Look at up to `limit` members on ladders whose day had come by `at`. Eight statements a chunk.

    Each is looked at as of the start of that day, by the version that was live then, whenever the night runs.
    """
    with club_transaction(club.id):
        due = rewards.tiers_due(club.day_of(at), limit)
        if not due:
            return Chunk()
        shelf = programmes.shelf(club)
        hold_members(club, shelf, [one.key.member_id for one in due])
        joined = members.joining_of(one.key.member_id for one in due)
        found = [(one, live) for one in due if (live := _live(club, shelf, one)) is not None]
        climbers = [
            (Climber(one.key.member_id, live, joined.get(one.key.member_id)), day_start(one.due_on, club.time_zone))
            for one, live in found
        ]
        book = read_book(shelf, climbers)
        for (one, live), (who, moment) in zip(found, climbers, strict=True):
            ladder = next(ladder for ladder in live.programme.ladders if ladder.id == one.key.ladder)
            book.review(who, ladder, Cause("review", moment))
        turns = {one.key: None for one in due} | book.turns
        reward_writes.record_tiers(club.id, book.changes, turns)
        audit.write_facts(club.id, book.facts())
        return Chunk({(one.key, one.due_on) for one in due}, len(book.changes))


def _live(club: ClubInfo, shelf: Shelf, one: TierDue) -> Live | None:
    """The version that was live when the day began, where it has the ladder."""
    begun = day_start(one.due_on, club.time_zone)
    for live in shelf.live_for(one.key.member_id, begun, programmes.clock_of(club)):
        if live.code == one.key.programme and any(ladder.id == one.key.ladder for ladder in live.programme.ladders):
            return live
    return None
