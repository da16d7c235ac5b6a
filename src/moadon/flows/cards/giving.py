"""Stored value that is given: cards that are sold or activated, and money that is loaded for a member."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from moadon.apps.audit import actions as audit
from moadon.apps.cards import actions, queries
from moadon.apps.cards.types import Guesser, owner_of
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.ledger import actions as ledger_writes
from moadon.apps.ledger.queries import load_named_lots
from moadon.apps.members import queries as members
from moadon.apps.receipts import queries as receipts
from moadon.apps.receipts.models import Receipt
from moadon.engine import ledger
from moadon.engine.cards.codes import parse_code, parse_pin
from moadon.engine.ledger import LotState, Origin, Posting
from moadon.engine.rules import GIFT_CARD, LOADED, Clock, Term
from moadon.flows.cards.coding import Secrets, give_codes
from moadon.flows.cards.guessing import open_card
from moadon.flows.cards.posting import Addressee, checked_addressee, post_card
from moadon.kernel.facts import Fact
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.money import parse_decimal
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import Message
from moadon.kernel.texts import parse_text
from moadon.store import club_transaction, retrying


@dataclass(frozen=True, slots=True)
class Sold:
    """What was sold for how much: `amount` as decimal text, the `receipt` that sold it and its `line`, or a
    `reference`. `branch_id`: where, for cards that no receipt sold."""

    amount: str
    receipt: str | None = None
    line: str | None = None
    reference: str = ""
    branch_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card to make. `pin`: None for none, empty for one of chance. `member`: whose it is, by public id. `to`: who
    gets it by e-mail, if anybody does."""

    sold: Sold
    pin: str | None = None
    member: str | None = None
    note: str = ""
    to: Addressee | None = None


def issue_card(club: ClubInfo, new: NewCard, actor: Actor, now: datetime) -> Secrets:
    """Make a card that is worth its amount at once; its code and PIN, this once. One that is sent leaves a letter.

    Raises `Refused`: `not_above_zero`, `sold_by_something`, `unknown_receipt`, `unknown_line`, `sold_for_less`,
    `pin_not_valid`, `unknown_id` (404) for a member, and what `checked_addressee` does.
    """
    to = None if new.to is None else checked_addressee(club, new.to)
    pin = parse_pin(new.pin) if new.pin else None
    note = parse_text(new.note, field="note", longest=500, needed=False)

    def work() -> Secrets:
        with club_transaction(club.id):
            member = None if new.member is None else members.member(club, new.member).pk
            amount, receipt, reference = _sold(club, new.sold)
            card = actions.make_card(
                club.id, state="active", reference=reference, note=note, member_id=member, **_terms(club, amount, now),
                **_sale(new.sold, receipt),
            )  # fmt: skip
            _give(club, owner_of(card.pk), GIFT_CARD, Value(amount, receipt, reference), now)
            (made,) = give_codes(club.id, [card.pk], with_pin=new.pin is not None, pin=pin)
            _told(club, card.pk, "issued", actor, amount, now)
            if to is not None:
                post_card(club, to, made, note, now)
            return made

    return retrying(work)


def activate_card(club: ClubInfo, code: str, sold: Sold, actor: Actor, now: datetime) -> int:
    """Make a card of a series worth `sold.amount` (empty: the amount of its series); the card.

    Raises `Refused`: `unknown_card`, `card_is_active` (409), and what `issue_card` does of the sale.
    """

    def work() -> int:
        with club_transaction(club.id):
            guesser = Guesser(actor.caller, actor.address)
            seen = open_card(club, guesser, parse_code(code), None, by_code=True)
            wallet = (owner_of(seen.id), GIFT_CARD)
            ledger_writes.lock_accounts(club.id, [wallet])
            card = queries.card(seen.id)
            if card.state != "inactive":
                raise Refused("card_is_active", field="code", status=409)
            amount, receipt, reference = _sold(club, sold, otherwise=card.series.amount if card.series else 0)
            terms = _terms(club, amount, now) | _sale(sold, receipt)
            actions.change_card(card.pk, state="active", reference=reference, **terms)
            _give(club, wallet[0], GIFT_CARD, Value(amount, receipt, reference), now)
            _told(club, card.pk, "activated", actor, amount, now)
            return card.pk

    return retrying(work)


class Loaded(NamedTuple):
    """Money that was loaded: the lot that holds it, how much in minor units, and when it ends; None for never."""

    lot: int
    amount: int
    until: datetime | None


def load_money(club: ClubInfo, member: str, sold: Sold, actor: Actor, now: datetime) -> Loaded:
    """Put money on a member's account. Raises `Refused` as `issue_card` does."""

    def work() -> Loaded:
        with club_transaction(club.id):
            owner = members.member(club, member).pk
            amount, receipt, reference = _sold(club, sold)
            lot = _give(club, owner, LOADED, Value(amount, receipt, reference), now)
            told = {"amount": amount, "reference": reference}
            audit.record_deed(club.id, actor, "money.loaded", public_id("mbr", owner), None, told)
            audit.write_facts(club.id, [Fact("MoneyLoaded", public_id("mbr", owner), now, {"amount": amount})])
            return Loaded(lot, amount, good_until(club, club.gift_months, now))

    return retrying(work)


def cancel_load(club: ClubInfo, member: str, lot: int, reason: str, actor: Actor, now: datetime) -> Loaded:
    """Take loaded money back, all of it, that nobody has spent or set aside any of.

    Raises `Refused`: `unknown_id` (404), `load_is_spent` (409).
    """
    why = parse_text(reason, field="reason")

    def work() -> Loaded:
        with club_transaction(club.id):
            owner = members.member(club, member).pk
            account = ledger_writes.lock_accounts(club.id, [(owner, LOADED)])[owner, LOADED]
            load_named_lots([account], [lot])
            if not account.lots:
                raise Refused("unknown_id", status=404, given=public_id("lot", lot))
            (found,) = account.lots
            if found.free < found.amount:
                raise Refused("load_is_spent", status=409, left=("money", found.free, club.currency))
            posting = Posting("void", owner, now, found.receipt)
            origin = Origin(why=Message("card.cancelled", {"reason": why}))
            voided = ledger.withdraw(account, posting, account.lots, found.amount, origin)
            ledger_writes.number([posting], [account])
            ledger_writes.post(club.id, [posting], [account])
            told = {"amount": voided, "reason": why}
            audit.record_deed(club.id, actor, "money.load_cancelled", public_id("mbr", owner), None, told)
            return Loaded(lot, voided, found.expires_at)

    return retrying(work)


@dataclass(frozen=True, slots=True)
class Value:
    """An amount in minor units, what sold it, and what the caller calls it."""

    amount: int
    receipt: Receipt | None
    reference: str


def good_until(club: ClubInfo, months: int, now: datetime) -> datetime | None:
    """The first instant after the last day of `months` from now, by the club's days; None for ever."""
    return Term(months=months).expires_at(now, Clock(club.time_zone, club.calendar, club.week_start))


def _give(club: ClubInfo, owner: int, wallet: str, value: Value, now: datetime) -> int:
    """Book value that was sold. Three to five statements."""
    account = ledger_writes.lock_accounts(club.id, [(owner, wallet)])[owner, wallet]
    receipt = value.receipt.pk if value.receipt else None
    posting = Posting("issue", owner, now, receipt)
    until = good_until(club, club.gift_months, now)
    lot = LotState(None, value.amount, value.amount, False, now, until, "", "", receipt)
    said = value.receipt.number if value.receipt else value.reference
    origin = Origin(why=Message("card.loaded" if wallet == LOADED else "card.issued", {"reference": said}))
    ledger.award(account, posting, lot, origin, now)
    ledger_writes.number([posting], [account])
    ledger_writes.post(club.id, [posting], [account])
    assert lot.id is not None
    return lot.id


def _sold(club: ClubInfo, sold: Sold, otherwise: int = 0) -> tuple[int, Receipt | None, str]:
    amount = parse_decimal(sold.amount, club.exponent, field="amount") if sold.amount else otherwise
    if amount <= 0:
        raise Refused("not_above_zero", field="amount")
    reference = parse_text(sold.reference, field="reference", needed=False)
    if sold.receipt is None:
        if not reference:
            raise Refused("sold_by_something", field="reference")
        return amount, None, reference
    receipt = receipts.receipts().filter(id=row_id("rcp", sold.receipt, field="receipt"), kind="sale").first()
    if receipt is None:
        raise Refused("unknown_receipt", field="receipt", given=sold.receipt[:40])
    _must_cover(club, sold, amount, receipt)
    return amount, receipt, reference


def _must_cover(club: ClubInfo, sold: Sold, amount: int, receipt: Receipt) -> None:
    """What a sale brought pays for all the cards it sold, and it still stands."""
    if receipt.state != "whole":
        raise Refused("sale_came_back", field="receipt", number=receipt.number)
    if sold.line is not None and not receipts.lines_of(receipt.pk).filter(key=sold.line).exists():
        raise Refused("unknown_line", field="line", given=sold.line[:40])
    before = sum(one.amount for one in queries.sold_by([receipt.pk]).get(receipt.pk, ()))
    price = receipt.total - receipt.discount
    if before + amount > price:
        left = ("money", max(0, price - before), club.currency)
        raise Refused("sold_for_less", field="amount", number=receipt.number, left=left)


def _terms(club: ClubInfo, amount: int, now: datetime) -> dict[str, object]:
    return {"amount": amount, "activated_at": now, "expires_at": good_until(club, club.gift_months, now)}


def _sale(sold: Sold, receipt: Receipt | None) -> dict[str, object]:
    if receipt is None:
        return {"branch_id": sold.branch_id}
    return {"sale": receipt.pk, "line": sold.line, "branch_id": receipt.branch_id}


def _told(club: ClubInfo, card: int, deed: str, actor: Actor, amount: int, now: datetime) -> None:
    subject, told = public_id("gft", card), {"amount": amount}
    audit.record_deed(club.id, actor, f"gift_card.{deed}", subject, None, told)
    audit.write_facts(club.id, [Fact(f"GiftCard{deed.title()}", subject, now, told)])
