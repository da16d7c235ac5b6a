"""First purchases of members whom others brought: told once, taken back when the purchase comes back (semantics 17).

The till has nothing to do with it: it follows from the books, whenever the night runs.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import ClubInfo, Shop
from moadon.apps.ledger import actions as ledger_writes
from moadon.apps.ledger import queries as ledger_reads
from moadon.apps.members import actions as member_writes
from moadon.apps.members import queries as members
from moadon.apps.members.types import Friend, MemberRef
from moadon.apps.programmes import queries as programmes
from moadon.apps.programmes.types import Live
from moadon.apps.receipts import queries as receipts
from moadon.apps.rewards import actions as reward_writes
from moadon.apps.rewards import queries as rewards
from moadon.apps.rewards.types import MemberProgress, NewEarning
from moadon.engine import ledger
from moadon.engine.ledger import Origin, Posting
from moadon.engine.ledger.moves import Back, Shortage
from moadon.engine.rules import Basket, Buyer, Event, undo_event
from moadon.flows.events.raising import heard
from moadon.flows.events.telling import happen
from moadon.flows.events.types import EventDraft, key_of
from moadon.flows.holds.lapsing import end_overdue
from moadon.flows.nightly.chunks import Chunk
from moadon.flows.tiers.besides import climb_besides, read_book
from moadon.flows.tiers.book import Climber
from moadon.flows.till.earned import Source, count, new_earning
from moadon.flows.till.levels import write_levels
from moadon.flows.till.scene import Scene, lock_and_load
from moadon.kernel.ids import public_id
from moadon.kernel.money import parse_decimal
from moadon.store import ask, club_transaction

BOUGHT = "friend_bought_first"


def tell_first_purchases(club: ClubInfo, at: datetime, limit: int) -> Chunk:
    """Tell whoever brought them of the first purchases of up to `limit` members. A constant number of statements.

    Each is told as of the purchase's own time, to the programmes that were live then.
    """
    with club_transaction(club.id):
        found = receipts.friends(limit, back=False)
        claimed = member_writes.tell_first_purchases(found) if found else set()
        shelf = programmes.shelf(club)
        drafts = [_draft(one) for one in found if one.member_id in claimed and BOUGHT in heard(shelf, one.at)]
        if drafts:
            happen(club, drafts, now=lambda: at)
        return Chunk({(one.member_id, one.receipt_id) for one in found}, len(drafts))


def _draft(one: Friend) -> EventDraft:
    said = {"friend": public_id("mbr", one.member_id), "purchase": public_id("rcp", one.receipt_id)}
    return EventDraft(BOUGHT, MemberRef("id", public_id("mbr", one.referrer_id)), one.at, said)


class _Award(NamedTuple):
    """What one version gave for one friend: units by rule."""

    friend: Friend
    live: Live
    given: dict[str, int]

    @property
    def owner(self) -> int:
        """Who brought the friend."""
        return self.friend.referrer_id


def undo_first_purchases(club: ClubInfo, at: datetime, limit: int) -> Chunk:
    """Take back what was given for up to `limit` first purchases that came back. A constant number of statements.

    Who brought the friend is told again when the friend buys again. What was spent meanwhile is owed, or forgiven where
    the club forgives: there is no refund to keep it from.
    """
    with club_transaction(club.id):
        found = receipts.friends(limit, back=True)
        claimed = member_writes.forget_first_purchases(found) if found else set()
        undone = [one for one in found if one.member_id in claimed]
        if undone:
            _Undoing(club, at).undo(undone)
        return Chunk({(one.member_id, one.receipt_id) for one in found}, len(undone))


class _Undoing:
    """One run over first purchases that came back."""

    def __init__(self, club: ClubInfo, at: datetime) -> None:
        self.club, self.at = club, at
        self.scene = Scene(club, at, club.languages[0], Shop({}, {}, {}), programmes.shelf(club))
        self.clock = self.scene.clock_of(None)

    def undo(self, friends: Sequence[Friend]) -> None:
        """Reverse what each was given for, under the locks of those who brought them."""
        scene, awards = self.scene, self._awards(friends)
        if not awards:
            return
        owners = {award.owner for award in awards}
        lock_and_load(scene, owners, self._keys(awards), self.at)
        ledger_reads.load_lots(scene.accounts.values())
        end_overdue(self.club.id, scene.accounts.values(), self.at)
        joined = members.joining_of(owners)
        climbers = [Climber(one.owner, one.live, joined.get(one.owner)) for one in awards]
        scene.book = read_book(scene.shelf, [(who, one.friend.at) for who, one in zip(climbers, awards, strict=True)])
        postings: list[Posting] = []
        earnings: list[NewEarning] = []
        for who, award in zip(climbers, awards, strict=True):
            posting = Posting("reversal", award.owner, self.at)
            earnings += self._reverse(award, who, posting)
            postings.append(posting)
        ledger_writes.number(postings, scene.accounts.values())
        reward_writes.record_earnings(self.club.id, earnings)
        ledger_writes.post(self.club.id, postings, scene.accounts.values())
        write_levels(self.club.id, scene)
        audit.write_facts(self.club.id, scene.book.facts())

    def _awards(self, friends: Sequence[Friend]) -> list[_Award]:
        """What was given, as it was told then. One statement."""
        keys = {key_of(_draft(one), one.referrer_id, 0): one for one in friends}
        told: dict[str, tuple[int, str]] = ask(rewards.asking_events(keys))
        found: list[_Award] = []
        for key, (_, answer) in told.items():
            given: dict[tuple[str, int], dict[str, int]] = {}
            for one in json.loads(answer)["awards"]:
                live = self.scene.shelf.named(one["programme"], one["version"], self.clock)
                units = parse_decimal(one["amount"], live.programme.wallets[one["wallet"]].places)
                given.setdefault((live.code, live.version), {})[one["rule"]] = units
            found += [
                _Award(keys[key], self.scene.shelf.named(*version, self.clock), rules)
                for version, rules in given.items()
            ]
        return found

    def _basket(self, award: _Award) -> Basket:
        return Basket(award.friend.at, self.clock, None, None, None, "", ())

    def _keys(self, awards: Iterable[_Award]) -> set[MemberProgress]:
        return {
            MemberProgress(one.owner, one.live.code, *key)
            for one in awards
            for key in one.live.programme.progress_keys(self._basket(one))
        }

    def _reverse(self, award: _Award, who: Climber, posting: Posting) -> list[NewEarning]:
        """Take back what one version gave, and what hung on it: rows, limits, ladders of points."""
        scene, live = self.scene, award.live
        event = Event(BOUGHT, award.friend.at, self.clock)
        keys = live.programme.progress_keys(self._basket(award))
        buyer = Buyer(scene.standing(award.owner, live.code, keys))
        source = Source(live, award.owner, award.friend.at)
        found: list[NewEarning] = []
        for change in undo_event(live.programme, event, award.given, buyer):
            account = scene.accounts[(award.owner, change.wallet)]
            origin = Origin(live.code, change.rule, live.version, change.base, change.why)
            back = Back(None, self.at, self._shortage(live, change.wallet))
            ledger.reverse(account, posting, -change.amount, origin, back)
            found.append(new_earning(change, source))
            found += climb_besides(scene.book, who, change, source, "returned")
            count(scene, award.owner, live.code, change)
        return found

    def _shortage(self, live: Live, wallet: str) -> Shortage:
        settings = self.club.settings
        if settings.spent_before_return != "forgive":
            return Shortage()
        return Shortage("forgive", live.programme.wallets[wallet].units_for(settings.forgive_limit))
