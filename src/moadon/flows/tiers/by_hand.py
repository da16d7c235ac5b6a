"""A level that somebody gives a member with a reason: no review and no return takes it away until it is taken off."""

from dataclasses import dataclass
from datetime import datetime

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.members import queries as members
from moadon.apps.programmes import queries as programmes
from moadon.apps.programmes.types import Live, Shelf
from moadon.apps.rewards import actions as rewards
from moadon.engine.rules import NONE, ByHand, Ladder
from moadon.flows.holding import hold_members
from moadon.flows.tiers.besides import read_book
from moadon.flows.tiers.book import Book, Climber
from moadon.flows.tiers.causes import Cause
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.kernel.texts import parse_text
from moadon.store import club_transaction, retrying


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose level on which ladder; `programme` where several live programmes have a ladder of that id."""

    member_id: int
    ladder: str
    programme: str | None = None


def set_level(club: ClubInfo, wanted: Wanted, held: ByHand, reason: str, actor: Actor, now: datetime) -> None:
    """Give a level by hand.

    Raises `Refused`: `unknown_ladder` (404), `several_ladders`, `unknown_level`, `day_is_over`, and what is wrong with
    the reason.
    """
    why = parse_text(reason, field="reason", longest=300)

    def work() -> None:
        with club_transaction(club.id):
            who, ladder, book = _open(club, wanted, now)
            if ladder.rank(held.level) == NONE:
                raise Refused("unknown_level", field="level", given=held.level[:40])
            if held.until is not None and held.until < club.day_of(now):
                raise Refused("day_is_over", field="until", given=("date", held.until.isoformat()))
            book.set_by_hand(who, ladder, held, Cause("manual", now, by=actor.name, reason=why))
            told: dict[str, object] = {"ladder": ladder.id, "level": held.level, "reason": why}
            _write(club, book, who.member, "member.tier_set", actor, told)

    retrying(work)


def take_off(club: ClubInfo, wanted: Wanted, reason: str, actor: Actor, now: datetime) -> None:
    """Take off a level that was given by hand: from now on the member holds what they reached.

    Raises `Refused`: `unknown_ladder` (404), `several_ladders`, `not_by_hand` (409).
    """
    why = parse_text(reason, field="reason", longest=300, needed=False)

    def work() -> None:
        with club_transaction(club.id):
            who, ladder, book = _open(club, wanted, now)
            if book.known(who, ladder).by_hand is None:
                raise Refused("not_by_hand", status=409)
            book.set_by_hand(who, ladder, None, Cause("manual", now, by=actor.name, reason=why))
            _write(club, book, who.member, "member.tier_freed", actor, {"ladder": ladder.id, "reason": why})

    retrying(work)


def _open(club: ClubInfo, wanted: Wanted, now: datetime) -> tuple[Climber, Ladder, Book]:
    shelf = programmes.shelf(club)
    live, ladder = _ladder(shelf, wanted, now)
    hold_members(club, shelf, [wanted.member_id])
    joined = members.joining_of([wanted.member_id])
    who = Climber(wanted.member_id, live, joined.get(wanted.member_id))
    return who, ladder, read_book(shelf, [(who, now)])


def _ladder(shelf: Shelf, wanted: Wanted, now: datetime) -> tuple[Live, Ladder]:
    found = [
        (live, ladder)
        for live in shelf.live_for(wanted.member_id, now, shelf.clock)
        for ladder in live.programme.ladders
        if ladder.id == wanted.ladder and wanted.programme in (None, live.code)
    ]
    if not found:
        raise Refused("unknown_ladder", status=404, given=wanted.ladder[:40])
    if len(found) > 1:
        raise Refused("several_ladders", field="programme", given=wanted.ladder[:40])
    return found[0]


def _write(club: ClubInfo, book: Book, member: int, action: str, actor: Actor, told: dict[str, object]) -> None:
    rewards.record_tiers(club.id, book.changes, book.turns)
    audit.write_facts(club.id, book.facts())
    audit.record_deed(club.id, actor, action, public_id("mbr", member), None, told)
