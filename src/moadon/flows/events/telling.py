"""Many events of one club in one transaction and a constant number of statements."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import IntegrityError

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import ClubInfo, Shop
from moadon.apps.ledger import actions as ledger_writes
from moadon.apps.ledger import queries as ledger
from moadon.apps.members import queries as members
from moadon.apps.members.types import MemberSeen
from moadon.apps.programmes import queries as programmes
from moadon.apps.receipts import queries as receipts
from moadon.apps.rewards import actions as reward_writes
from moadon.apps.rewards import queries as rewards
from moadon.apps.rewards.types import MemberProgress, NewEvent, SharedKey
from moadon.flows.events import answering
from moadon.flows.events.judging import Judged, basket_of, judge_event
from moadon.flows.events.types import EventDraft, Happened, key_of
from moadon.flows.tiers.book import Climber, ask_book
from moadon.flows.till.levels import write_levels
from moadon.flows.till.scene import Scene, ask_locked, ask_shared
from moadon.flows.till.selling import Now, server_time
from moadon.kernel.calendars import year_of
from moadon.kernel.facts import Fact
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, draw, pipelined, retrying, together
from moadon.store.questions import Asking

Outcome = Happened | Refused


def happen(
    club: ClubInfo, drafts: Sequence[EventDraft], *, now: Now = server_time, language: str | None = None
) -> list[Outcome]:
    """Write events and what they earn; the answer to each, in order.

    An event that was told before is told again as it was (`replayed`) and earns nothing more. Refused with
    `unknown_member`, `in_the_future`, or `unknown_sale` where `data.receipt` is no sale of the member. `language`:
    for answers of drafts that name none.
    """

    def work() -> list[Outcome]:
        with club_transaction(club.id):
            return _Batch(club, drafts, now(), language or club.languages[0]).outcomes()

    return retrying(work, IntegrityError)


class Known(NamedTuple):
    """A draft with the member it names, and the key it is known by."""

    draft: EventDraft
    member: MemberSeen
    key: str
    receipt: int | None


class _Batch:
    """One run over a batch of events: look up, lock, judge one by one, write all."""

    def __init__(self, club: ClubInfo, drafts: Sequence[EventDraft], now: datetime, language: str) -> None:
        self.club, self.drafts = club, drafts
        refs = sorted({draft.member for draft in drafts}, key=lambda ref: (ref.kind, ref.value))
        with together() as asking:
            shelf = asking(programmes.asking_shelf(club))
            found = asking(members.asking_refs(club, refs))
        self.scene = Scene(club, now, language, Shop({}, {}, {}), shelf.get())
        self.members = found.get()
        self.results: list[Outcome | None] = [None] * len(drafts)

    def outcomes(self) -> list[Outcome]:
        """Judge and write; what each draft is told."""
        known = self._known()
        fresh = self._fresh(known)
        judged = self._judge(fresh)
        self._write(judged)
        told = {one.key: self.results[i] for i, one in known.items() if self.results[i] is not None}
        for i, one in known.items():
            first = told.get(one.key)
            if self.results[i] is None and isinstance(first, Happened):
                self.results[i] = first._replace(replayed=True)
        return [outcome for outcome in self.results if outcome is not None]

    def _known(self) -> dict[int, Known]:
        """Drafts whose member there is, by position; the others are refused."""
        known: dict[int, Known] = {}
        latest = self.scene.now + timedelta(minutes=self.club.settings.future_minutes)
        for i, draft in enumerate(self.drafts):
            member = self.members.get(draft.member)
            if member is None:
                self.results[i] = Refused("unknown_member", field="member")
            elif draft.at > latest:
                minutes = self.club.settings.future_minutes
                self.results[i] = Refused("in_the_future", field="at", minutes=minutes)
            else:
                year = year_of(self.club.day_of(draft.at), self.club.calendar)
                key = key_of(draft, member.id, year)
                known[i] = Known(draft, member, key, _receipt_of(draft))
        return known

    def _fresh(self, known: dict[int, Known]) -> dict[int, Known]:
        """Events that are new, each once, with their members locked and all that is judged by read."""
        ours = list(known.values())
        scene = self.scene
        with together() as asking:
            locked = ask_locked(asking, scene, [one.member.id for one in ours], _progress(scene, ours), scene.now)
            shared = ask_shared(asking, scene, _shared(scene, ours), lock=True)
            levels = ask_book(asking, scene.shelf, _climbers(scene, ours))
            before = asking(rewards.asking_events([one.key for one in ours]))
            owners = self._ask_owners(asking, ours)
        locked()
        shared()
        scene.book = levels()
        told, whose = before.get(), owners()
        fresh: dict[int, Known] = {}
        seen: set[str] = set()
        for i, one in known.items():
            if one.key in told:
                self.results[i] = Happened(*told[one.key], replayed=True)
            elif "receipt" in one.draft.data and whose.get(one.receipt or 0) != one.member.id:
                self.results[i] = Refused("unknown_sale", field="data.receipt")
            elif one.key not in seen:
                seen.add(one.key)
                fresh[i] = one
        self._load_lots(fresh)
        return fresh

    def _ask_owners(self, asking: Asking, ours: Sequence[Known]) -> Callable[[], dict[int, int | None]]:
        named = [one.receipt for one in ours if one.receipt is not None]
        return asking(receipts.asking_members_of(named)).get if named else dict

    def _load_lots(self, fresh: dict[int, Known]) -> None:
        """The lots of the receipts that are named, with the versions that gave them. Two statements, or none."""
        named = {one.receipt: one.member.id for one in fresh.values() if one.receipt is not None}
        self.earned = rewards.earned_by_sales(list(named)) if named else {}
        if named:
            wanted = set(named.values())
            ledger.load_lots([a for (owner, _), a in self.scene.accounts.items() if owner in wanted], list(named))

    def _judge(self, fresh: dict[int, Known]) -> list[Judged]:
        ids = iter(draw({"rewards_event": len(fresh)})["rewards_event"])
        judged = []
        for i, one in fresh.items():
            earned = self.earned.get(one.receipt or 0, [])
            event = judge_event(one.draft, one.member, self.scene, one.receipt, earned)
            event.id, event.key = next(ids), one.key
            event.answer = answering.answer(event, self.scene)
            self.results[i] = Happened(event.id, event.answer)
            judged.append(event)
        return judged

    def _write(self, judged: Sequence[Judged]) -> None:
        scene = self.scene
        postings = [posting for one in judged for posting in one.postings]
        activated = [lot for one in judged for lot in one.activated]
        ledger_writes.number(postings, scene.accounts.values())
        with pipelined():
            reward_writes.record_events(self.club.id, [_row(one) for one in judged])
            reward_writes.record_earnings(self.club.id, [earning for one in judged for earning in one.earnings])
            ledger_writes.post(self.club.id, postings, scene.accounts.values())
            if activated:
                ledger_writes.set_terms([one.lot for one in activated])
            write_levels(self.club.id, scene)
            audit.write_facts(self.club.id, [*_facts(judged), *scene.book.facts()])


def _receipt_of(draft: EventDraft) -> int | None:
    try:
        return row_id("rcp", draft.data.get("receipt"))
    except Refused:
        return None


def _progress(scene: Scene, ours: Sequence[Known]) -> list[MemberProgress]:
    keys = [
        MemberProgress(one.member.id, live.code, *key)
        for one in ours
        for live in scene.shelf.live_for(one.member.id, one.draft.at, scene.clock_of(None))
        for key in live.programme.progress_keys(basket_of(one.draft, scene))
    ]
    return list(dict.fromkeys(keys))


def _climbers(scene: Scene, ours: Sequence[Known]) -> list[tuple[Climber, datetime]]:
    return [
        (Climber(one.member.id, live, one.member.joined_at), one.draft.at)
        for one in ours
        for live in scene.shelf.live_for(one.member.id, one.draft.at, scene.clock_of(None))
    ]


def _shared(scene: Scene, ours: Sequence[Known]) -> list[SharedKey]:
    return [
        SharedKey(live.code, *key)
        for one in ours
        for live in scene.shelf.live_for(one.member.id, one.draft.at, scene.clock_of(None))
        if live.programme.shares
        for key in live.programme.shared_keys(basket_of(one.draft, scene))
    ]


def _row(one: Judged) -> NewEvent:
    earned = [(given.live.code, given.earning.rule, given.earning.wallet, given.earning.amount) for given in one.given]
    draft = one.draft
    return NewEvent(one.id, one.member.id, one.key, draft.type, draft.at, dict(draft.data), earned, one.answer)


def _facts(judged: Sequence[Judged]) -> Iterator[Fact]:
    for one in judged:
        told = {"member": public_id("mbr", one.member.id), "type": one.draft.type}
        yield Fact("EventHappened", public_id("evt", one.id), one.draft.at, told)
