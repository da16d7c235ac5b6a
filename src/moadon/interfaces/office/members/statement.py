"""A member's statement as a bank writes one: when, what and why, how much, and what was left."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.apps.ledger.models import Lot
from moadon.apps.receipts import queries as receipts
from moadon.engine.rules import AWAITED, RETURN_CREDIT
from moadon.flows.corrections.partners import partners_named, with_partner
from moadon.interfaces.office.members.moves import Move
from moadon.interfaces.office.members.naming import Programmes, Shop, receipt_href
from moadon.interfaces.office.members.telling import (
    listed,
    reference_of,
    reward_named,
    sentences,
    told,
    waits_told,
)
from moadon.kernel.ids import public_id
from moadon.ui import marks
from moadon.ui.parts import Entries, Entry, Text, Tone
from moadon.ui.reader import shapes


@dataclass(frozen=True, slots=True)
class ReceiptSeen:
    """A receipt as a line names it. `sale` is the number of the sale that a return belongs to."""

    number: str
    branch_id: int | None
    kind: str
    sale: str | None = None
    sale_id: int | None = None


def receipts_of(moves: Iterable[Move]) -> dict[int, ReceiptSeen]:
    """The receipts that these lines name, in one query."""
    ids = {move.receipt for move in moves if move.receipt is not None}
    rows = receipts.receipts().filter(id__in=ids).order_by()
    fields = ("id", "number", "branch_id", "kind", "of_receipt__number", "of_receipt_id")
    return {row[0]: ReceiptSeen(*row[1:]) for row in rows.values_list(*fields)}


INSTANT = timedelta(microseconds=1)
"""What expires is good until a day is over, so it ends in the last instant of that day."""


class Statement:
    """Tells lines of the books to the reader.

    `only_branch`: the reader may open receipts of that branch alone. `here`: the receipt whose page this is, if any.
    `member`: the public id of whose lines these are, where each leads to its proof.
    """

    def __init__(
        self, book: Programmes, shop: Shop, *, only_branch: int | None = None, here: int | None = None, member: str = ""
    ) -> None:
        self.book = book
        self.shop = shop
        self.only_branch = only_branch
        self.here = here
        self.member = member
        self.seen: Mapping[int, ReceiptSeen] = {}
        self.partners: Mapping[int, str] = {}

    def entries(self, moves: Sequence[Move], *, after: Move | None = None) -> Entries:
        """The lines as a part of a page; `after` is the line above the first, where there is one."""
        self.seen = receipts_of(moves)
        self.partners = partners_named(move.transaction for move in moves if move.kind == "transfer")
        above = [after, *moves]
        return Entries([self._entry(move, above[i]) for i, move in enumerate(moves)])

    def _entry(self, move: Move, above: Move | None) -> Entry:
        signed, tone = self._amount(move)
        return Entry(
            at=move.at - INSTANT if move.kind == "expiry" else move.at,
            title=self._title(move),
            amount=signed,
            balance=marks.NONE if move.balance is None else self.book.amount(move.wallet, move.balance),
            why=self._why(move),
            rule=self.book.rule_told(move.programme, move.version, move.rule) if move.programme and move.rule else "",
            rule_href=self.book.rule_href(move.programme, move.version) if move.programme else "",
            tone=tone,
            same=above is not None and above.at == move.at,
            proof=self._proof(move),
        )

    def _proof(self, move: Move) -> str:
        if not self.member:
            return ""
        return reverse("member-proof", args=[self.book.club.slug, self.member, public_id("ent", move.entry)])

    def _amount(self, move: Move) -> tuple[SafeString, Tone]:
        """What stands in the column of amounts: the change, or of what waits when nothing else changed."""
        amount = move.amount or move.pending
        if not amount:
            return marks.zero(), ""
        return self.book.amount(move.wallet, amount, signed=True), "good" if move.amount > 0 else ""

    def _title(self, move: Move) -> Text:
        teller = _TITLES.get(move.kind)
        return teller(self, move) if teller else marks.foreign(move.kind)

    def earned(self, move: Move) -> Text:
        """What a purchase gave, at once or later."""
        seen, number = self._receipt(move)
        place = self.shop.branch(seen.branch_id) if seen else ""
        if move.pending and not move.amount:
            return format_html(_("Waiting: earned on receipt {receipt}"), receipt=number)
        if place:
            return format_html(_("Earned on receipt {receipt}, {branch}"), receipt=number, branch=place)
        return format_html(_("Earned on receipt {receipt}"), receipt=number)

    def spent(self, move: Move) -> Text:
        """What a purchase was paid with, or what had been set aside for something."""
        if move.receipt is None:
            return format_html(_("Spent: what was set aside for {reference}"), reference=reference_of(move))
        return format_html(_("Spent on receipt {receipt}"), receipt=self._receipt(move)[1])

    def redeemed(self, move: Move) -> Text:
        """What a reward was had for."""
        return format_html(_("For the reward {reward}"), reward=reward_named(move))

    def taken_back(self, move: Move) -> Text:
        """What a return or a cancellation took."""
        seen, number = self._receipt(move)
        if seen and seen.kind == "cancel":
            return format_html(_("Taken back: receipt {receipt} was cancelled"), receipt=number)
        if seen and seen.sale:
            sale = self._linked(seen.sale, seen.sale_id, seen.branch_id)
            return format_html(_("Taken back: return {number} of receipt {receipt}"), number=number, receipt=sale)
        return format_html(_("Taken back: return {number}"), number=number)

    def given_back(self, move: Move) -> Text:
        """Value that had paid for goods which came back, or for a reward that was called off."""
        if move.receipt is None:
            return format_html(_("Given back: the reward {reward} was called off"), reward=reward_named(move))
        return format_html(_("Given back: goods of receipt {receipt} came back"), receipt=self._receipt(move)[1])

    def activated(self, move: Move) -> Text:
        """What had waited can be spent now."""
        if move.receipt is None:
            return _("Can be spent now")
        return format_html(_("Can be spent now, from receipt {receipt}"), receipt=self._receipt(move)[1])

    def lapsed(self, _move: Move) -> Text:
        """What was not spent in time."""
        return _("Expired")

    def let_go(self, move: Move) -> Text:
        """What a hold let go paid what was owed."""
        return format_html(_("No longer set aside for {reference}"), reference=reference_of(move))

    def corrected(self, move: Move) -> Text:
        """What somebody gave or took by hand."""
        return _("Corrected by hand: given") if move.amount + move.pending > 0 else _("Corrected by hand: taken")

    def handed(self, move: Move) -> Text:
        """What went to another member, or came from one; who that is stands in the reason."""
        return _("Handed to another member") if move.amount < 0 else _("From another member")

    def kept(self, _move: Move) -> Text:
        """What the club kept of what was handed over."""
        return _("Fee of handing over")

    def put_in(self, move: Move) -> Text:
        """Money that was loaded, or credit for goods that came back."""
        if move.wallet == RETURN_CREDIT:
            return format_html(_("Credit for goods that came back: return {number}"), number=self._receipt(move)[1])
        return _("Money loaded")

    def taken_off(self, _move: Move) -> Text:
        """What was loaded by mistake, or a gift card whose sale was returned."""
        return _("Taken off the account")

    def brought(self, _move: Move) -> Text:
        """What was on a gift card."""
        return _("Gift card put on the account")

    def paid(self, move: Move) -> Text:
        """What a period that is over paid."""
        name = self.book.rule_name(move.programme or "", move.version, move.rule or "")
        period = move.why.params.get("period") if move.why else None
        if period is None:
            return name
        return format_html(_("{rule}, {period}"), rule=name, period=marks.told(marks.speaker().say(period)))

    def _why(self, move: Move) -> SafeString:
        return sentences(self._reason(move), self._rest(move))

    def _reason(self, move: Move) -> SafeString:
        if move.kind in ("spend", "redemption"):
            return self.from_lots(move)
        if move.kind == "restore":
            return format_html(_("As what it was, with its old end: {lots}."), lots=self._lots(move))
        if move.kind == "activation":
            return SafeString(_("Its waiting time is over."))
        if move.kind == "release":
            return SafeString("")
        if move.kind == "transfer" and move.transaction in self.partners:
            return told(with_partner(move.why, self.partners[move.transaction]))
        return told(move.why) if move.why else SafeString("")

    def _rest(self, move: Move) -> SafeString:
        """What else there is to say of a line: when it can be spent, what went into arrears, what is owed."""
        amount = self.book.amount
        parts: list[Text] = []
        if move.kind in ("award", "period") and move.pending and move.lots:
            parts.append(waits_told(move.lots[0][0]))
        if move.paid_arrears:
            parts.append(
                format_html(_("{amount} of it paid what was owed."), amount=amount(move.wallet, move.paid_arrears))
            )
        if move.lapsed > 0:
            parts.append(
                format_html(_("{amount} had ended meanwhile and lapsed."), amount=amount(move.wallet, move.lapsed))
            )
        if move.owed:
            spent = amount(move.wallet, move.owed)
            parts.append(format_html(_("{amount} of it had been spent already and is owed."), amount=spent))
        return sentences(*parts)

    def from_lots(self, move: Move) -> SafeString:
        """Which lots value was taken from."""
        return format_html(_("What ends first is spent first: {lots}."), lots=self._lots(move))

    def good_for(self, lot: Lot) -> SafeString:
        """From when and until when a lot can be spent."""
        starts = marks.day(shapes().local(lot.active_at).date())
        if lot.pending and lot.active_at >= AWAITED:
            return SafeString(
                _("Can be spent once it is confirmed, by a delivery for example, unless goods come back before.")
            )
        if lot.pending:
            return format_html(_("Can be spent from {day}, unless goods come back before."), day=starts)
        if lot.expires_at is None:
            return SafeString(_("Can be spent without end."))
        return format_html(_("Can be spent until {day}."), day=marks.day(last_day(lot)))

    def _lots(self, move: Move) -> SafeString:
        # Lines come newest first; lots are told in the order in which they were taken.
        moved = [(lot, abs(units)) for lot, units in reversed(move.lots) if (units > 0) == (move.kind == "restore")]
        return listed(self._lot(move.wallet, lot, units) for lot, units in moved)

    def _lot(self, wallet: str, lot: Lot, units: int) -> SafeString:
        amount = self.book.amount(wallet, units)
        if lot.expires_at is None:
            given = marks.day(shapes().local(lot.active_at).date())
            return format_html(_("{amount} given on {day}"), amount=amount, day=given)
        return format_html(_("{amount} that ends on {day}"), amount=amount, day=marks.day(last_day(lot)))

    def _receipt(self, move: Move) -> tuple[ReceiptSeen | None, SafeString]:
        """The receipt of a line and its number, which opens it where the reader may."""
        seen = self.seen.get(move.receipt or 0)
        if seen is None:
            return None, marks.NONE
        return seen, self._linked(seen.number, move.receipt, seen.branch_id)

    def _linked(self, number: str, receipt_id: int | None, branch_id: int | None) -> SafeString:
        shut = self.only_branch is not None and branch_id != self.only_branch
        if receipt_id is None or receipt_id == self.here or shut:
            return marks.isolated(number)
        href = receipt_href(self.book.club.slug, receipt_id)
        return format_html('<a class="fig" href="{}">{}</a>', href, marks.isolated(number))


_TITLES = {
    "award": Statement.earned,
    "spend": Statement.spent,
    "redemption": Statement.redeemed,
    "reversal": Statement.taken_back,
    "restore": Statement.given_back,
    "activation": Statement.activated,
    "expiry": Statement.lapsed,
    "period": Statement.paid,
    "release": Statement.let_go,
    "correction": Statement.corrected,
    "transfer": Statement.handed,
    "issue": Statement.put_in,
    "void": Statement.taken_off,
    "moved": Statement.brought,
    "fee": Statement.kept,
}


def last_day(lot: Lot) -> date:
    """The last local day on which a lot can be spent. The lot has an end."""
    assert lot.expires_at is not None
    return shapes().local(lot.expires_at - INSTANT).date()
