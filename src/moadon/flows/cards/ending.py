"""What becomes of a card: blocked and let go again, unlocked, killed, replaced, put on a member's account."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from moadon.apps.audit import actions as audit
from moadon.apps.cards import actions, queries
from moadon.apps.cards.models import Card
from moadon.apps.cards.types import Ending, owner_of
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.ledger import actions as ledger_writes
from moadon.apps.ledger import queries as ledger_reads
from moadon.apps.members import queries as members
from moadon.engine import ledger
from moadon.engine.ledger import AccountState, HoldState, Origin, Posting, holds
from moadon.engine.rules import GIFT_CARD
from moadon.flows.cards.coding import Secrets, give_codes
from moadon.flows.holds.lapsing import end_overdue
from moadon.flows.holds.telling import fact
from moadon.kernel.facts import Fact
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import Message
from moadon.kernel.texts import parse_text
from moadon.store import club_transaction, retrying


@dataclass(slots=True)
class _Held:
    """A card whose account is locked, with its lots; what comes of it is written by `_end`."""

    card: Card
    account: AccountState


@dataclass(frozen=True, slots=True)
class _Ended:
    """Why a card is dead, what the log tells, and which card took its place."""

    why: Ending
    told: dict[str, object]
    by: int | None = None


def block_card(club: ClubInfo, row: int, reason: str, actor: Actor) -> None:
    """Let nothing be spent from a card until it is let go again. Raises `Refused`: `card_not_so` (409)."""
    _mark(club, row, ("active", "blocked", "gift_card.blocked"), reason, actor)


def unblock_card(club: ClubInfo, row: int, reason: str, actor: Actor) -> None:
    """Let a card pay again. Raises `Refused`: `card_not_so` (409)."""
    _mark(club, row, ("blocked", "active", "gift_card.unblocked"), reason, actor)


def unlock_card(club: ClubInfo, row: int, reason: str, actor: Actor) -> None:
    """Let a card pay again that wrong PINs have locked. Raises `Refused`: `card_not_so` (409)."""
    _mark(club, row, ("locked", "active", "gift_card.unlocked"), reason, actor)


def _mark(club: ClubInfo, row: int, change: tuple[str, str, str], reason: str, actor: Actor) -> None:
    before, after, deed = change
    why = parse_text(reason, field="reason")

    def work() -> None:
        with club_transaction(club.id):
            held = _hold(club, row)
            if held.card.state != before:
                raise Refused("card_not_so", status=409, state=held.card.state)
            actions.change_card(row, state=after, reason=why, wrong_pins=0)
            told = {"state": after, "reason": why}
            audit.record_deed(club.id, actor, deed, public_id("gft", row), {"state": before}, told)

    retrying(work)


def kill_card(club: ClubInfo, row: int, reason: str, actor: Actor, now: datetime) -> int:
    """End a card for ever; what was on it is voided. How much that was, in minor units.

    Raises `Refused`: `card_is_dead` (409).
    """
    why = parse_text(reason, field="reason")

    def move(held: _Held, posting: Posting) -> int:
        origin = Origin(why=Message("card.killed", {"reason": why}))
        return ledger.withdraw(held.account, posting, held.account.lots, held.account.balance, origin)

    def work() -> int:
        with club_transaction(club.id):
            held = _living(club, row, now)
            voided = _move(club, held, [held.account], "void", now, move)
            actions.change_card(row, reason=why)
            _end(club, held, _Ended("killed", {"voided": voided, "reason": why}), now, actor)
            return voided

    return retrying(work)


def replace_card(club: ClubInfo, row: int, reason: str, actor: Actor, now: datetime) -> Secrets:
    """Move all of a card that was lost to a new one with a code of its own, told this once.

    Raises `Refused`: `card_is_dead`, `card_not_so` (409) for one that nobody has activated.
    """
    why = parse_text(reason, field="reason")

    def work() -> Secrets:
        with club_transaction(club.id):
            held = _living(club, row, now)
            old = held.card
            if old.state == "inactive":
                raise Refused("card_not_so", status=409, state=old.state)
            heir = actions.make_card(
                club.id, state="active", amount=old.amount, sale=old.sale, line=old.line, branch_id=old.branch_id,
                reference=old.reference, note=old.note, member_id=old.member_id, activated_at=old.activated_at,
                expires_at=old.expires_at,
            )  # fmt: skip
            wallet = (owner_of(heir.pk), GIFT_CARD)
            target = ledger_writes.lock_accounts(club.id, [wallet])[wallet]
            origin = Origin(why=Message("card.replaced", {"reason": why}))

            def move(held: _Held, posting: Posting) -> int:
                return ledger.hand_over(held.account, target, posting, origin)

            moved = _move(club, held, [held.account, target], "moved", now, move)
            actions.change_card(row, sale=None, line=None, reason=why)
            told = {"moved": moved, "to": public_id("gft", heir.pk), "reason": why}
            _end(club, held, _Ended("replaced", told, heir.pk), now, actor)
            (made,) = give_codes(club.id, [heir.pk], with_pin=old.pin_hash is not None)
            return made

    return retrying(work)


def attach_card(club: ClubInfo, row: int, member: str, actor: Actor, now: datetime) -> int:
    """Put all of a card on a member's account, where no code is needed any more. How much it was, in minor units.

    Raises `Refused`: `unknown_id` (404), `card_is_dead`, `card_not_so` (409) for one that cannot pay.
    """

    def work() -> int:
        with club_transaction(club.id):
            owner = members.member(club, member).pk
            wallets = [(owner_of(row), GIFT_CARD), (owner, GIFT_CARD)]
            queries.card(row)
            target = ledger_writes.lock_accounts(club.id, wallets)[wallets[1]]
            held = _living(club, row, now)
            if held.card.state != "active":
                raise Refused("card_not_so", status=409, state=held.card.state)
            origin = Origin(why=Message("card.attached", {"card": held.card.tail}))

            def move(held: _Held, posting: Posting) -> int:
                return ledger.hand_over(held.account, target, posting, origin)

            moved = _move(club, held, [held.account, target], "moved", now, move)
            actions.change_card(row, member_id=owner)
            _end(club, held, _Ended("attached", {"moved": moved, "to": public_id("mbr", owner)}), now, actor)
            return moved

    return retrying(work)


def _hold(club: ClubInfo, row: int) -> _Held:
    """The card under the lock of its account. Raises `Refused("unknown_id", status=404)`."""
    queries.card(row)
    wallet = (owner_of(row), GIFT_CARD)
    account = ledger_writes.lock_accounts(club.id, [wallet])[wallet]
    return _Held(queries.card(row), account)


def _living(club: ClubInfo, row: int, now: datetime) -> _Held:
    """The same of a card that is not dead, with its lots, and nothing set aside of it any more."""
    held = _hold(club, row)
    if held.card.state == "dead":
        raise Refused("card_is_dead", status=409)
    ledger_reads.load_lots([held.account])
    end_overdue(club.id, [held.account], now)
    placed = ledger_reads.load_placed([held.account]) if held.account.held else []
    _let_go(club, placed, now)
    return held


def _let_go(club: ClubInfo, placed: list[HoldState], now: datetime) -> None:
    for hold in placed:
        holds.void(hold, now)
    if placed:
        ledger_writes.end_holds(club.id, placed, now)
        audit.write_facts(club.id, [fact("HoldVoided", hold) for hold in placed])


def _move(
    club: ClubInfo,
    held: _Held,
    accounts: list[AccountState],
    kind: str,
    now: datetime,
    move: Callable[[_Held, Posting], int],
) -> int:
    posting = Posting(kind, held.account.owner, now)
    moved = move(held, posting)
    if posting.entries:
        ledger_writes.number([posting], accounts)
        ledger_writes.post(club.id, [posting], accounts)
    return moved


def _end(club: ClubInfo, held: _Held, ended: _Ended, now: datetime, actor: Actor) -> None:
    card = held.card
    actions.end_cards({card.pk: (ended.why, now, ended.by)})
    subject = public_id("gft", card.pk)
    audit.record_deed(club.id, actor, f"gift_card.{ended.why}", subject, {"state": card.state}, ended.told)
    audit.write_facts(club.id, [Fact("GiftCardEnded", subject, now, {"ending": ended.why})])
