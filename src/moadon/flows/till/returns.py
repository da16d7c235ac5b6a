"""Goods brought back: many returns of one club in one transaction and a constant number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import cast

from django.db import IntegrityError

from moadon.apps.audit import actions as audit
from moadon.apps.cards import actions as card_writes
from moadon.apps.catalogue import queries as catalogue
from moadon.apps.catalogue.types import ProductInfo
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.ledger import actions as ledger_writes
from moadon.apps.ledger import queries as ledger
from moadon.apps.programmes import queries as programmes
from moadon.apps.programmes.types import Live
from moadon.apps.receipts import actions as receipt_writes
from moadon.apps.receipts import queries as receipts
from moadon.apps.receipts.types import KnownReceipt, NaturalKey, Sale, SoldLine
from moadon.apps.rewards import actions as reward_writes
from moadon.apps.rewards import queries as rewards
from moadon.apps.rewards.types import EarnedBy, MemberProgress
from moadon.engine.rules import Basket, Line
from moadon.flows.holds.lapsing import end_overdue
from moadon.flows.holds.telling import fact
from moadon.flows.till import parking, returned_coupons, told_returns
from moadon.flows.till.kept import earned_in_all
from moadon.flows.till.keys import Keys, open_keys, remember
from moadon.flows.till.levels import load_levels_of, write_levels
from moadon.flows.till.places import place_tills
from moadon.flows.till.ready import stopped
from moadon.flows.till.returning import Judged, content_hash, natural_key, new_receipt
from moadon.flows.till.scene import Scene, lock_and_load
from moadon.flows.till.selling import Now, server_time
from moadon.flows.till.stored_value import load_cards, load_holds_of_sold, load_stored
from moadon.flows.till.story import SaleStory
from moadon.flows.till.types import Committed, Parked, ReturnDraft
from moadon.kernel.facts import Fact
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, draw, pipelined, retrying
from moadon.store.sealed import is_digest

Outcome = Committed | Parked | Refused
NOWHERE = 0  # a row number that no row has


def give_back(
    club: ClubInfo, drafts: Sequence[ReturnDraft], actor: Actor, *, now: Now = server_time, language: str | None = None
) -> list[Outcome]:
    """Write returns; the answer to each, in order.

    Several returns of one sale in one batch are judged one after the other. A return whose sale has not come is
    kept when it says `park`, else refused with `unknown_sale`.
    """

    def work() -> list[Outcome]:
        with club_transaction(club.id):
            return Batch(club, drafts, actor, now(), language or club.languages[0]).outcomes()

    return retrying(work, IntegrityError)


class Batch:
    """One run over a batch of returns."""

    def __init__(
        self, club: ClubInfo, drafts: Sequence[ReturnDraft], actor: Actor, now: datetime, language: str
    ) -> None:
        self.club, self.now = club, now
        self.drafts = [d if d.caller else replace(d, caller=actor.caller) for d in drafts]
        self.digests = [_digest(draft) for draft in drafts]
        self.results: list[Outcome | None] = [None] * len(drafts)
        self.keys: Keys = open_keys(club, self.drafts)
        shop = clubs.shop_by_codes(
            {code for d in drafts for code in (d.branch, d.sale.branch) if code},
            {(b, t) for d in drafts for b, t in ((d.branch, d.till), (d.sale.branch, d.sale.till)) if t},
            {d.employee for d in drafts if d.employee},
        )
        self.scene = Scene(club, now, language, shop, programmes.shelf(club), tills=dict(shop.tills))
        self.digest_of: dict[int, bytes] = {}

    def outcomes(self) -> list[Outcome]:
        """Judge and write; what each draft is told."""
        for i, draft in enumerate(self.drafts):
            before = cast(Outcome | None, self.keys.told_before(draft, self.digests[i]))
            self.results[i] = before or self._wrong_name(draft)
        stories = self._stories()
        self._place_tills(stories)
        fresh = self._fresh(stories)
        judged = self._judge(fresh, stories)
        self._write(judged)
        return cast(list[Outcome], self.results)

    def _wrong_name(self, draft: ReturnDraft) -> Refused | None:
        if draft.employee and draft.employee not in self.scene.shop.employees:
            return Refused("unknown_employee", field="employee", given=draft.employee)
        if draft.branch and draft.branch not in self.scene.shop.branches:
            return Refused("unknown_branch", field="branch", given=draft.branch)
        return next(iter(stopped(self.scene, draft.employee, (draft.branch, draft.till))), None)

    def _stories(self) -> dict[int, SaleStory]:
        """The sale of each open draft, locked; those that have none are parked or refused."""
        waiting = [i for i, result in enumerate(self.results) if result is None]
        found = receipts.find_sales([self._known_as(self.drafts[i]) for i in waiting])
        missing = [i for i, sale in zip(waiting, found, strict=True) if sale is None]
        parked = parking.park(self.club, self.scene, [self.drafts[i] for i in missing])
        for i, outcome in zip(missing, parked, strict=True):
            self.results[i] = outcome
        self.sale_of = {i: sale for i, sale in zip(waiting, found, strict=True) if sale is not None}
        sales = receipts.lock_sales(sorted(set(self.sale_of.values())))
        return self._load(sales)

    def _known_as(self, draft: ReturnDraft) -> tuple[int | None, str | None, int | None, int | None, date | None]:
        ref, shop = draft.sale, self.scene.shop
        seen = shop.branches.get(ref.branch) if ref.branch else None
        branch = seen.id if seen else (NOWHERE if ref.branch else None)
        till = shop.tills.get((ref.branch, ref.till), NOWHERE) if ref.till else None
        return (ref.id, ref.number, branch, till, ref.business_date)

    def _load(self, sales: dict[int, Sale]) -> dict[int, SaleStory]:
        earned = rewards.earned_by_sales(list(sales))
        spent = ledger.spends_of_receipts(list(sales))
        goods = catalogue.products_by_id({line.product_id for sale in sales.values() for line in sale.lines})
        codes = clubs.branch_codes({sale.branch_id for sale in sales.values() if sale.branch_id})
        stories = {}
        for sale_id, sale in sales.items():
            mine = earned_in_all(sale.judged, earned.get(sale_id, []))
            lines = {line.position: _as_line(line, goods) for line in sale.lines}
            branch = codes.get(sale.branch_id) if sale.branch_id else None
            clock = self.scene.clock_of(branch)
            live = {k: self.scene.shelf.named(*k, clock) for k in dict.fromkeys((e.programme, e.version) for e in mine)}
            stories[sale_id] = SaleStory(sale, branch, lines, mine, spent.get(sale_id, []), live)
        self._lock(stories, {lot for found in spent.values() for _, lot, _ in found})
        return stories

    def _lock(self, stories: dict[int, SaleStory], lots: set[int]) -> None:
        scene = self.scene
        members = {story.sale.member_id for story in stories.values() if story.sale.member_id is not None}
        keys = {
            MemberProgress(story.sale.member_id, e.programme, *key)
            for story in stories.values()
            if story.sale.member_id is not None
            for e in story.earned
            for key in _keys_of(story.versions[(e.programme, e.version)], story, e, scene)
        }
        load_stored(scene, stories.values(), [self.drafts[i] for i in self.sale_of])
        lock_and_load(scene, members, keys, scene.now)
        load_cards(scene)
        load_levels_of(scene, stories.values())
        if scene.accounts:
            ledger.load_lots(scene.accounts.values(), list(stories))
            ledger.load_named_lots(scene.accounts.values(), sorted(lots))
            end_overdue(self.club.id, scene.accounts.values(), scene.now)
            load_holds_of_sold(scene)
        returned_coupons.load_coupons(stories.values())

    def _place_tills(self, stories: dict[int, SaleStory]) -> None:
        """A till that names no branch stands in the sale's; one that nobody knows is made, as by a sale."""
        for i, sale_id in self.sale_of.items():
            draft = self.drafts[i]
            if draft.till and not draft.branch and stories[sale_id].branch:
                self.drafts[i] = replace(draft, branch=stories[sale_id].branch)
        place_tills(self.scene, {(d.branch, d.till) for d in (self.drafts[i] for i in self.sale_of) if d.till})
        for i in list(self.sale_of):
            if faults := stopped(self.scene, self.drafts[i].employee, (self.drafts[i].branch, self.drafts[i].till)):
                self.results[i] = faults[0]
                del self.sale_of[i]

    def _fresh(self, stories: dict[int, SaleStory]) -> list[int]:
        naturals: dict[int, NaturalKey] = {}
        for i, sale_id in self.sale_of.items():
            draft, story = self.drafts[i], stories[sale_id]
            till = self.scene.tills.get((draft.branch, draft.till)) if draft.till else story.sale.till_id
            natural = natural_key(draft, story.sale, till, self.scene, story.branch)
            branch = self.scene.shop.branches[draft.branch].id if draft.branch else story.sale.branch_id
            naturals[i] = natural._replace(branch_id=branch if natural.till_id is None else None)
        known = receipts.known(list(naturals.values()))
        self.naturals = naturals
        fresh = []
        for i, natural in naturals.items():
            if natural in known:
                self.results[i] = _again(self.club, known[natural], self.digests[i])
            else:
                fresh.append(i)
        return fresh

    def _judge(self, fresh: list[int], stories: dict[int, SaleStory]) -> list[Judged]:
        ids = draw({"receipts_receipt": len(fresh)})["receipts_receipt"]
        judged: list[Judged] = []
        seen: dict[NaturalKey, KnownReceipt] = {}
        for i, receipt_id in zip(fresh, ids, strict=True):
            if self.naturals[i] in seen:
                self.results[i] = _again(self.club, seen[self.naturals[i]], self.digests[i])
                continue
            sale_id = self.sale_of[i]
            try:
                self._check_time(self.drafts[i], stories[sale_id].sale)
                one = returned_coupons.judge(self.drafts[i], stories[sale_id], self.scene, receipt_id)
            except Refused as refusal:
                self.results[i] = refusal
                continue
            self.digest_of[receipt_id] = self.digests[i]
            answer = told_returns.answer(one, self.scene)
            self.results[i] = Committed(receipt_id, answer)
            seen[self.naturals[i]] = KnownReceipt(receipt_id, self.digests[i], answer)
            stories[sale_id] = _after(one)
            judged.append(one)
        return judged

    def _check_time(self, draft: ReturnDraft, sale: Sale) -> None:
        """Goods come back after they were sold; clocks of tills may differ as much as one may run ahead."""
        if draft.at < sale.at - timedelta(minutes=self.club.settings.future_minutes):
            raise Refused("returned_before_sold", field="at", number=sale.number, sold=("moment", sale.at.isoformat()))

    def _write(self, judged: list[Judged]) -> None:
        scene = self.scene
        told = {o.receipt_id: o.answer for o in self.results if isinstance(o, Committed) and not o.replayed}
        postings = [posting for one in judged for posting in one.postings]
        ledger_writes.number(postings, scene.accounts.values())
        with pipelined():
            rows = [new_receipt(one, scene, told[one.receipt_id]) for one in judged]
            receipt_writes.record(self.club.id, [row._replace(content_hash=self.digest_of[row.id]) for row in rows])
            receipt_writes.set_states({one.story.sale.id: (one.state, one.promotions) for one in judged})
            reward_writes.record_earnings(self.club.id, [earning for one in judged for earning in one.earnings])
            ledger_writes.post(self.club.id, postings, scene.accounts.values())
            write_levels(self.club.id, scene)
            returned_coupons.write_coupons(self.club.id, judged, self.now)
            if scene.ended_holds:
                ledger_writes.write_ends(scene.ended_holds)
            if ended := [card for one in judged for card in one.ended]:
                card_writes.end_cards({card.id: ("sale_returned", self.now, None) for card in ended})
            told_of = [*[_fact(one) for one in judged], *[fact("HoldVoided", hold) for hold in scene.ended_holds]]
            audit.write_facts(self.club.id, [*told_of, *scene.book.facts()])
            remember(self.keys, self.drafts, self.digests, self.results)


def _digest(draft: ReturnDraft) -> bytes:
    """What a draft says. Of a cancellation the time is no part: asked for again, it is the same."""
    return content_hash(replace(draft, at=datetime.min.replace(tzinfo=UTC)) if draft.cancel else draft)


def _as_line(sold: SoldLine, goods: Mapping[int, ProductInfo]) -> Line:
    product = goods.get(sold.product_id)
    return Line(
        sold.key, getattr(product, "sku", ""), getattr(product, "categories", ()), getattr(product, "brand", None),
        sold.quantity, sold.unit_price, sold.total, sold.discount, sold.tax_rate, sold.unit_cost,
    )  # fmt: skip


def _keys_of(live: Live, story: SaleStory, earned: EarnedBy, scene: Scene) -> set[tuple[str, str]]:
    sale = story.sale
    basket = Basket(sale.at, scene.clock_of(story.branch), story.branch, None, None, sale.channel, ())
    return set(live.programme.progress_keys(basket)) | {(earned.rule, earned.period)}


def _after(one: Judged) -> SaleStory:
    """The sale as it stands after a return of the same batch."""
    back = {piece.line.position: piece for piece in one.pieces}
    lines = tuple(
        replace(
            line,
            returned=line.returned + piece.quantity,
            returned_total=line.returned_total + piece.total,
            returned_discount=line.returned_discount + piece.discount,
            returned_club_value=line.returned_club_value + piece.club_value,
            allowance=line.allowance + piece.allowance,
        )
        if (piece := back.get(line.position))
        else line
        for line in one.story.sale.lines
    )
    # One rule may change in several entries: each counts in rows of its own.
    earned = list(one.story.earned)
    for change in one.earnings:
        for i, e in enumerate(earned):
            if (e.programme, e.version, e.rule) == (change.programme, change.version, change.rule):
                sums = (e.base + change.base, e.amount + change.amount, e.times + change.times)
                earned[i] = EarnedBy(*e[:5], *sums)
    return replace(
        one.story, sale=replace(one.story.sale, lines=lines, state=one.state, promotions=one.promotions), earned=earned
    )


def _again(club: ClubInfo, known: KnownReceipt, digest: bytes) -> Outcome:
    if not is_digest(club.id, digest, known.content_hash):
        return Refused("receipt_number_taken", field="number", status=409, receipt=public_id("rcp", known.id))
    return Committed(known.id, known.answer, replayed=True, status=200)


def _fact(one: Judged) -> Fact:
    sale = public_id("rcp", one.story.sale.id)
    return Fact("ReceiptReturned", public_id("rcp", one.receipt_id), one.draft.at, {"of": sale, "state": one.state})
