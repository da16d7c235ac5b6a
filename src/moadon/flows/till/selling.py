"""The commit of sales: many receipts of one club in one transaction and a constant number of statements.

Till, batch, import and offline catch-up all come through here. One that is refused never sinks the others.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import cast

from django.db import IntegrityError

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.ledger import actions as ledger_writes
from moadon.apps.receipts import actions as receipt_writes
from moadon.apps.receipts import queries as receipts
from moadon.apps.receipts.types import KnownReceipt, NaturalKey
from moadon.apps.rewards import actions as rewards
from moadon.flows.holds.lapsing import end_overdue
from moadon.flows.holds.telling import fact
from moadon.flows.till import answers
from moadon.flows.till.bearers import ask_seen
from moadon.flows.till.judging import Judged, judge_sale
from moadon.flows.till.keys import Keys, ask_keys, remember
from moadon.flows.till.levels import ask_levels, write_levels
from moadon.flows.till.proving import asked_digest, guard_for, proven
from moadon.flows.till.ready import (
    Ready,
    asks_first,
    check_names,
    content_hash,
    make_ready,
    progress_keys,
    shared_keys,
)
from moadon.flows.till.rows import new_receipt
from moadon.flows.till.scene import (
    Scene,
    ask_first_purchases,
    ask_locked,
    ask_scene,
    ask_shared,
    make_missing,
)
from moadon.flows.till.spending import load_spending
from moadon.flows.till.types import Committed, ReceiptDraft
from moadon.kernel.facts import Fact
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, drawing, joins_transaction, last_statements, retrying, together
from moadon.store.sealed import is_digest

Outcome = Committed | Refused
Now = Callable[[], datetime]


def server_time() -> datetime:
    """The clock that tells whether something is due."""
    return datetime.now(UTC)


def commit(
    club: ClubInfo, drafts: Sequence[ReceiptDraft], actor: Actor, *, now: Now = server_time, language: str | None = None
) -> list[Outcome]:
    """Write sales; the answer to each, in order. Nothing is acknowledged before the transaction has committed.

    A receipt that stands already with the same content is told again (`replayed`, 200); with other content it is
    refused with `receipt_number_taken`. `language`: for answers of drafts that name none.

    Members whose wallets another commit holds do not keep the others waiting: their receipts follow in a transaction
    of their own, which waits for them.

    A proof that a draft carries and that nobody has looked at is compared first, which takes its time.
    """

    def work(some: Sequence[ReceiptDraft], *, wait: bool) -> list[Outcome | None]:
        with club_transaction(club.id, later=True):
            return _Batch(club, some, actor, now(), language or club.languages[0]).outcomes(wait=wait)

    drafts = proven(club, drafts, actor, now())
    alone = len(drafts) == 1 or joins_transaction(club.id)
    told = retrying(partial(work, drafts, wait=alone), IntegrityError)
    waiting = [i for i, outcome in enumerate(told) if outcome is None]
    if waiting:
        rest = retrying(partial(work, [drafts[i] for i in waiting], wait=True), IntegrityError)
        for i, outcome in zip(waiting, rest, strict=True):
            told[i] = outcome
    return cast(list[Outcome], told)


class _Batch:
    """One run over a batch: look up, lock, judge one by one, write all.

    The database is waited for three times, however many receipts there are: look up, lock and read, write.
    """

    def __init__(
        self, club: ClubInfo, drafts: Sequence[ReceiptDraft], actor: Actor, now: datetime, language: str
    ) -> None:
        self.club = club
        self.drafts = [d if d.caller or not d.key else d._replace(caller=actor.caller) for d in drafts]
        self.digests = [content_hash(draft) for draft in drafts]
        self.asked = [asked_digest(*pair) for pair in zip(drafts, self.digests, strict=True)]
        self.results: list[Outcome | None] = [None] * len(drafts)
        with together() as asking:
            keys, scene = ask_keys(asking, club, self.drafts), ask_scene(asking, club, drafts)
        self.keys: Keys = keys()
        self.scene: Scene = scene(now, language)
        self.drawn: dict[str, Iterator[int]] = {}

    def outcomes(self, *, wait: bool) -> list[Outcome | None]:
        """Judge and write; what each draft is told. None where, without `wait`, somebody else holds the member."""
        self._turn_away()
        fresh = self._fresh(wait=wait)
        judged = self._judge(fresh)
        self._write(judged)
        return self.results

    def _turn_away(self) -> None:
        for i, draft in enumerate(self.drafts):
            self.results[i] = self.keys.told_before(draft, self.asked[i])
            if self.results[i] is None:
                try:
                    check_names(draft, self.scene)
                except Refused as refusal:
                    self.results[i] = refusal
        make_missing(self.scene, [d for i, d in enumerate(self.drafts) if self.results[i] is None])

    def _fresh(self, *, wait: bool) -> dict[int, Ready]:
        """Drafts that are new, by position, with their members locked; those that stand already are told again.

        Without `wait` those of members that somebody else holds are left out.
        """
        ready = {
            i: make_ready(draft, self.digests[i], self.scene)
            for i, draft in enumerate(self.drafts)
            if self.results[i] is None
        }
        ours = [one for one in ready.values() if one.member_id is not None]
        keys = list(dict.fromkeys([key for one in ours for key in progress_keys(one)]))
        drafts = [(one.member_id, one.draft) for one in ready.values()]
        self.scene.stored = self.scene.bearers.wallets(drafts)
        with together() as asking:
            asked = asking(receipts.asking_known([one.natural for one in ready.values()]))
            members = [one.member_id for one in ours if one.member_id is not None]
            locked = ask_locked(asking, self.scene, members, keys, self.scene.now, wait=wait)
            seen = ask_seen(asking, self.scene.bearers, drafts)
            firsts = ask_first_purchases(
                asking, self.scene, [one.member_id for one in ours if one.member_id is not None and asks_first(one)]
            )
            shared = ask_shared(
                asking, self.scene, [key for one in ready.values() for key in shared_keys(one)], lock=True
            )
            levels = ask_levels(asking, self.scene, ours)
            drawn = asking(drawing(_numbers_wanted(ready.values())))
        busy = locked()
        for read in (seen, firsts, shared, levels):
            read()
        known, self.drawn = asked.get(), {table: iter(ids) for table, ids in drawn.get().items()}
        for i, one in list(ready.items()):
            if one.natural in known:
                self.results[i] = _again(self.club, known[one.natural], one.digest)
                del ready[i]
            elif busy and not busy.isdisjoint(self._holders(one)):
                del ready[i]
        self._load_lots(ready.values())
        return ready

    def _holders(self, one: Ready) -> set[int | None]:
        """Who must be held for a receipt: its member, and the cards that pay."""
        owner_of = self.scene.bearers.owner_of
        return {one.member_id, *[owner_of(redeem, one.member_id) for redeem in one.draft.redeem]}

    def _load_lots(self, fresh: Collection[Ready]) -> None:
        spending = [(one.member_id, redeem) for one in fresh for redeem in one.draft.redeem]
        end_overdue(self.club.id, load_spending(self.scene, spending), self.scene.now)
        self.scene.guard = guard_for(self.scene, fresh, lock=True)

    def _judge(self, fresh: dict[int, Ready]) -> list[Judged]:
        scene = self.scene
        judged: list[Judged] = []
        seen: dict[NaturalKey, KnownReceipt] = {}
        for (i, ready), receipt_id in zip(fresh.items(), self.drawn["receipts_receipt"], strict=False):
            if ready.natural in seen:
                self.results[i] = _again(self.club, seen[ready.natural], ready.digest)
                continue
            try:
                one = judge_sale(ready, scene, receipt_id)
            except Refused as refusal:
                self.results[i] = refusal
                continue
            self._number(one)
            answer = answers.dumps(answers.evaluation(one, scene, committed=True))
            self.results[i] = Committed(receipt_id, answer)
            seen[ready.natural] = KnownReceipt(receipt_id, ready.digest, answer)
            judged.append(one)
        return judged

    def _number(self, one: Judged) -> None:
        """Number what it moves at once: the next receipt of the batch may spend the lot and name it."""
        if one.postings:
            ours = [] if one.member_id is None else self.scene.wallets_of([one.member_id])
            ledger_writes.number(one.postings, [self.scene.accounts[wallet] for wallet in ours], self.drawn)

    def _write(self, judged: list[Judged]) -> None:
        scene = self.scene
        scene.bearers.keep_guesses(self.club)
        told = {o.receipt_id: o.answer for o in self.results if isinstance(o, Committed) and not o.replayed}
        rows = [new_receipt(one, scene, told[one.receipt_id]) for one in judged]
        postings = [posting for one in judged for posting in one.postings]
        ended = [spent.hold for one in judged for spent in one.spent if spent.hold is not None]
        with last_statements():
            receipt_writes.record(self.club.id, rows)
            rewards.record_earnings(self.club.id, [earning for one in judged for earning in one.earnings])
            ledger_writes.post(self.club.id, postings, scene.accounts.values())
            if ended:
                ledger_writes.write_ends(ended)
            if scene.guard is not None:
                scene.guard.write()
            write_levels(self.club.id, scene)
            told_of = [*[_fact(one) for one in judged], *[fact("HoldPosted", hold) for hold in ended]]
            audit.write_facts(self.club.id, [*told_of, *scene.book.facts()])
            remember(self.keys, self.drafts, self.asked, self.results)


def _numbers_wanted(ready: Collection[Ready]) -> dict[str, int]:
    """The most row numbers that these sales can need: a spend and an award each, one for each hold or card, a lot
    from each rule."""
    ours = [one for one in ready if one.member_id is not None]
    lots = sum([len(live.programme.rules) for one in ours for live in one.lives])
    more = sum([redeem.hold is not None or redeem.names_card for one in ready for redeem in one.draft.redeem])
    return {"receipts_receipt": len(ready), "ledger_transaction": 2 * len(ours) + more, "ledger_lot": lots}


def _again(club: ClubInfo, known: KnownReceipt, digest: bytes) -> Outcome:
    if not is_digest(club.id, digest, known.content_hash):
        return Refused("receipt_number_taken", field="number", status=409, receipt=public_id("rcp", known.id))
    return Committed(known.id, known.answer, replayed=True, status=200)


def _fact(one: Judged) -> Fact:
    member = public_id("mbr", one.member_id) if one.member_id else None
    return Fact("ReceiptCommitted", public_id("rcp", one.receipt_id), one.draft.at, {"member": member})
