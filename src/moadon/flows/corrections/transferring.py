"""Value that one member hands to another, as far as the club lets them."""

from dataclasses import dataclass
from datetime import datetime

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.corrections import queries, transfers
from moadon.apps.corrections.policy import bound, counted
from moadon.apps.corrections.types import COUNTED_PLACES, TransferTerms
from moadon.apps.credentials.types import Proof
from moadon.apps.ledger import actions as ledger_writes
from moadon.apps.ledger import queries as ledger
from moadon.apps.members import queries as members
from moadon.apps.members.types import MemberRef
from moadon.engine.ledger import AccountState, by_hand
from moadon.engine.rules import Wallet
from moadon.flows.corrections.booking import Scene, scene_of
from moadon.flows.credentials import Shown, Spent, Wanted, prove, require
from moadon.flows.credentials.guard import proof_needed
from moadon.flows.holds.lapsing import end_overdue
from moadon.flows.holds.telling import typed
from moadon.kernel.calendars import period_of
from moadon.kernel.facts import Fact
from moadon.kernel.ids import public_id
from moadon.kernel.money import format_decimal, parse_decimal, round_half_up
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import Message
from moadon.kernel.texts import parse_text
from moadon.store import club_transaction, retrying

LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class TransferDraft:
    """Who gives whom how much (decimal text) of which wallet; what the giver says to it, and their proof."""

    giver: MemberRef
    receiver: MemberRef
    wallet: str
    amount: str
    note: str = ""
    proof: str | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    giver: int
    receiver: int
    wallet: Wallet
    terms: TransferTerms
    amount: int
    note: str


def transfer(club: ClubInfo, draft: TransferDraft, actor: Actor, now: datetime) -> int:
    """Move value from one member to another; the row of the transfer.

    Each lot keeps when it ends. What is owed or set aside does not move.
    Raises `Refused`: `no_transfers` where the club allows none of this wallet, `unknown_member`, `same_member`,
    `not_above_zero`, `above_transfer_limit`, `owes_value`, `not_enough_value`, and what a missing or wrong proof is
    refused with, where the club wants one for transfers or for so much value.
    """
    note = parse_text(draft.note, field="note", longest=LONGEST_NOTE, needed=False)

    def work() -> int:
        with club_transaction(club.id):
            scene = scene_of(club, queries.policy(club), now)
            asked = _read(scene, draft, note)
            shown = _shown(scene, asked, draft.proof, actor)
            giver, receiver = _locked(scene, asked)
            _require(scene, asked, shown, actor)
            _check_limits(scene, asked)
            fee = fee_of(asked.terms, asked.amount)
            handing = by_hand.Handing(giver, receiver, asked.amount, fee, *_whys())
            with typed(club, asked.wallet):
                handed = by_hand.hand_over(handing, now)
            postings = [one for one in (handed.fee, handed.out, handed.into) if one.entries]
            ledger_writes.number(postings, [giver, receiver])
            ledger_writes.post(club.id, postings, [giver, receiver])
            row = transfers.write_transfer(club.id, _new(scene, asked, fee, handed), actor)
            transfers.write_roots(club.id, row, [(new.id or 0, old.id or 0) for new, old in handed.lots])
            _tell(scene, asked, fee, row, actor)
            return row

    return retrying(work)


def _read(scene: Scene, draft: TransferDraft, note: str) -> _Read:
    wallet = scene.wallet(draft.wallet)
    terms = scene.policy.transfers.get(wallet.id)
    if terms is None:
        raise Refused("no_transfers", field="wallet", given=wallet.id)
    found = members.find_refs(scene.club, {draft.giver, draft.receiver})
    people = []
    for field, ref in (("from", draft.giver), ("to", draft.receiver)):
        seen = found.get(ref)
        if seen is None or not seen.active:
            raise Refused("unknown_member", field=field)
        people.append(seen.id)
    giver, receiver = people
    if giver == receiver:
        raise Refused("same_member", field="to")
    amount = parse_decimal(draft.amount, wallet.places, field="amount")
    if amount <= 0:
        raise Refused("not_above_zero", field="amount")
    return _Read(giver, receiver, wallet, terms, amount, note)


def _shown(scene: Scene, asked: _Read, text: str | None, actor: Actor) -> Proof | Refused | None:
    """What the giver's proof is worth, found out before anything is locked."""
    club, now = scene.club, scene.now
    shown = None
    if text is not None:
        (shown,) = prove(club, [Shown(MemberRef("id", public_id("mbr", asked.giver)), text, now)], actor, now)
    if asked.terms.proof and not isinstance(shown, Proof):
        raise shown or proof_needed(club)
    return shown


def _require(scene: Scene, asked: _Read, shown: Proof | Refused | None, actor: Actor) -> None:
    """Let value leave only with a proof where the club wants one for so much of it, as for any other spend."""
    wallet = asked.wallet
    spent = Spent(wallet.id, wallet.kind, wallet.places, asked.amount)
    (refused,) = require(scene.club, [Wanted(asked.giver, [spent], shown)], actor, scene.now)
    if refused is not None:
        raise refused


def _locked(scene: Scene, asked: _Read) -> tuple[AccountState, AccountState]:
    """Both accounts, locked in the one order that all accounts are locked in, with their lots."""
    code = asked.wallet.id
    accounts = ledger_writes.lock_accounts(scene.club.id, [(asked.giver, code), (asked.receiver, code)])
    ledger.load_lots(accounts.values())
    end_overdue(scene.club.id, accounts.values(), scene.now)
    return accounts[asked.giver, code], accounts[asked.receiver, code]


def _check_limits(scene: Scene, asked: _Read) -> None:
    """The giver's limits at once, of the club's day and its month. Their account is locked: nobody counts beside."""
    wanted, places = counted(asked.amount, asked.wallet.places), asked.wallet.places
    club, today = scene.club, scene.club.day_of(scene.now)
    month = period_of(today, "month", club.calendar, club.week_start)
    sent_today, sent_in_month = transfers.sent(asked.giver, asked.wallet.id, today, month.start)
    for most, before in (
        (asked.terms.single, 0), (asked.terms.day, sent_today), (asked.terms.month, sent_in_month)
    ):  # fmt: skip
        limit = bound(most)
        if limit is not None and counted(before, places) + wanted > limit:
            raise Refused("above_transfer_limit", field="amount", most=("number", most))


def fee_of(terms: TransferTerms, amount: int) -> int:
    """What the club keeps of so much, in units, rounded half up. Raises `Refused("not_above_zero")` where nothing
    would be left to hand over."""
    share = parse_decimal(terms.fee, COUNTED_PLACES)
    fee = round_half_up(amount * share, 10**COUNTED_PLACES)
    if fee >= amount:
        raise Refused("not_above_zero", field="amount")
    return fee


def _whys() -> tuple[Message, Message, Message]:
    """What stands in the books: nobody's name, which would stay there for ever."""
    return Message("transfer.out", {}), Message("transfer.into", {}), Message("transfer.fee", {})


def _new(scene: Scene, asked: _Read, fee: int, handed: by_hand.Handed) -> transfers.NewTransfer:
    assert handed.out.id is not None
    assert handed.into.id is not None
    return transfers.NewTransfer(
        asked.giver, asked.receiver, asked.wallet.id, asked.amount, fee, asked.note, scene.now,
        scene.club.day_of(scene.now), handed.out.id, handed.into.id, handed.fee.id,
    )  # fmt: skip


def _tell(scene: Scene, asked: _Read, fee: int, row: int, actor: Actor) -> None:
    places, subject = asked.wallet.places, public_id("trf", row)
    people = {"from": public_id("mbr", asked.giver), "to": public_id("mbr", asked.receiver)}
    told = {**people, "wallet": asked.wallet.id, "amount": format_decimal(asked.amount, places)}
    audit.write_facts(scene.club.id, [Fact("ValueTransferred", subject, scene.now, told)])
    log = told | {"fee": format_decimal(fee, places)}
    audit.record_deed(scene.club.id, actor, "transfer.made", subject, None, log)
