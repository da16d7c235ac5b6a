"""One event against everything known: what it earns, and what that waited for it can now be spent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from moadon.apps.members.types import MemberSeen
from moadon.apps.programmes.types import Live
from moadon.apps.rewards.types import EarnedBy, NewEarning
from moadon.engine import ledger
from moadon.engine.ledger import AccountState, LotState, Origin, Posting
from moadon.engine.rules import (
    AWAITED,
    NOBODY,
    Basket,
    Buyer,
    Earning,
    Event,
    NotApplied,
    Standing,
    Term,
    evaluate_event,
)
from moadon.flows.events.types import EventDraft
from moadon.flows.tiers.besides import climb_besides
from moadon.flows.tiers.book import Climber
from moadon.flows.till.earned import Source, count, new_earning, new_lot
from moadon.flows.till.scene import Scene
from moadon.kernel.calendars import local_day
from moadon.kernel.ids import public_id
from moadon.kernel.sentences import Message


class Given(NamedTuple):
    """What one rule of a live programme gave."""

    live: Live
    earning: Earning


class Activated(NamedTuple):
    """A lot of the receipt that waited for the event, and whose wallet it is in."""

    account: AccountState
    lot: LotState


@dataclass(slots=True)
class Judged:
    """An event as it will stand. Written only when the whole batch is."""

    draft: EventDraft
    member: MemberSeen
    id: int = 0
    key: str = ""
    answer: str = ""
    given: list[Given] = field(default_factory=list)
    activated: list[Activated] = field(default_factory=list)
    not_applied: list[tuple[Live, NotApplied]] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)
    earnings: list[NewEarning] = field(default_factory=list)


def basket_of(draft: EventDraft, scene: Scene) -> Basket:
    """A basket without goods at the event's time: what names the rows that its rules count by."""
    return Basket(draft.at, scene.clock_of(None), None, None, None, "", ())


def judge_event(
    draft: EventDraft, member: MemberSeen, scene: Scene, receipt: int | None, earned: Sequence[EarnedBy]
) -> Judged:
    """What the event becomes. `receipt` is the sale it is about, `earned` what that stands at by each rule."""
    judged = Judged(draft, member)
    _earn(judged, scene)
    if receipt is not None:
        _activate(judged, scene, receipt, earned)
    return judged


def _earn(judged: Judged, scene: Scene) -> None:
    """Ask the live programmes, the highest priority first; after one that gave and says `stop`, no other."""
    draft, member = judged.draft, judged.member
    posting = Posting("award", member.id, draft.at)
    lives = scene.shelf.live_for(member.id, draft.at, scene.clock_of(None)) if member.active else ()
    for live in sorted(lives, key=lambda one: (-one.programme.priority, one.code)):
        event = Event(draft.type, draft.at, scene.clock_of(None), draft.data)
        verdict = evaluate_event(live.programme, event, _buyer(judged, live, scene), _together(live, judged, scene))
        judged.not_applied += [(live, no) for no in verdict.not_applied]
        for earning in verdict.earnings:
            judged.given.append(Given(live, earning))
            origin = Origin(live.code, earning.rule, live.version, earning.base, earning.why)
            account = scene.accounts[(member.id, earning.wallet)]
            ledger.award(account, posting, new_lot(earning, live.code, None), origin, max(draft.at, scene.now))
            source = Source(live, member.id, draft.at)
            judged.earnings.append(new_earning(earning, source))
            judged.earnings += climb_besides(scene.book, Climber(member.id, live, member.joined_at), earning, source)
            count(scene, member.id, live.code, earning)
        if live.programme.stop and verdict.earnings:
            break
    if posting.entries:
        judged.postings.append(posting)


def _buyer(judged: Judged, live: Live, scene: Scene) -> Buyer:
    member, basket = judged.member, basket_of(judged.draft, scene)
    return Buyer(
        scene.standing(member.id, live.code, live.programme.progress_keys(basket)),
        id=public_id("mbr", member.id),
        levels=scene.book.levels(Climber(member.id, live, member.joined_at), judged.draft.at),
        segments=frozenset(member.segments),
        birth=member.birth_date,
        joined=None if member.joined_at is None else local_day(member.joined_at, basket.clock.zone),
    )


def _together(live: Live, judged: Judged, scene: Scene) -> Standing:
    programme = live.programme
    return (
        scene.together(live.code, programme.shared_keys(basket_of(judged.draft, scene))) if programme.shares else NOBODY
    )


def _activate(judged: Judged, scene: Scene, receipt: int, earned: Sequence[EarnedBy]) -> None:
    """Let what waited for this event about its receipt be spent; its clock begins now (semantics 8)."""
    draft, member, clock = judged.draft, judged.member, scene.clock_of(None)
    posting = Posting("activation", member.id, draft.at, receipt)
    for (owner, _), account in scene.accounts.items():
        if owner != member.id:
            continue
        for lot in account.lots:
            term = _term(lot, scene, receipt, earned)
            if term is None or term.event != draft.type:
                continue
            lot.active_at, lot.expires_at = draft.at, term.expires_at(draft.at, clock)
            why = Message("happened.activated", {"programme": lot.programme, "rule": lot.rule})
            ledger.activate(account, posting, lot, Origin(lot.programme, lot.rule, why=why))
            judged.activated.append(Activated(account, lot))
    if posting.entries:
        judged.postings.append(posting)


def _term(lot: LotState, scene: Scene, receipt: int, earned: Sequence[EarnedBy]) -> Term | None:
    """By what a lot of the receipt waits for an event; None where it does not."""
    if lot.receipt != receipt or not lot.pending or lot.active_at != AWAITED:
        return None
    version = next((e.version for e in earned if (e.programme, e.rule) == (lot.programme, lot.rule)), None)
    if version is None:
        return None
    rule = scene.shelf.named(lot.programme, version, scene.clock_of(None)).programme.rule(lot.rule)
    return None if rule is None else rule.term
