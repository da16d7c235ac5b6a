"""One receipt: what was bought, how it was paid, what it did and why, and what came back."""

from collections.abc import Sequence

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.apps.clubs.permissions import May
from moadon.apps.ledger import queries as ledger
from moadon.apps.members import queries as members
from moadon.apps.receipts import queries as receipts
from moadon.apps.receipts.models import Receipt
from moadon.apps.redemptions import queries as redemptions
from moadon.flows.till.kept import earned_at_once
from moadon.flows.till.retold import Told, retell
from moadon.flows.till.why import why
from moadon.interfaces.office.members.moves import Move, gather
from moadon.interfaces.office.members.naming import Programmes, Shop, called, in_words, member_href, receipt_href
from moadon.interfaces.office.members.statement import Statement
from moadon.interfaces.office.parts.access import OfficeRequest, may, page
from moadon.interfaces.office.receipts.effects import moves_of_return
from moadon.interfaces.office.receipts.goods import items_of, sums_of
from moadon.interfaces.office.receipts.lists import seen_by
from moadon.interfaces.office.receipts.reasons import Reasons
from moadon.interfaces.office.receipts.whys import whys_of
from moadon.interfaces.office.receipts.words import channel_name, state_chip
from moadon.interfaces.office.shell import render_page
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused
from moadon.ui import marks
from moadon.ui.figures import Figure
from moadon.ui.parts import Branches, Crumb, Crumbs, Text

RETURNABLE = ("whole", "part_returned")


def receipt_of(request: OfficeRequest, public: str) -> Receipt:
    """The receipt with this public id. Raises `Refused("unknown_id", status=404)`, also for another branch's."""
    found = seen_by(request).select_related("of_receipt").filter(id=row_id("rcp", public)).first()
    if found is None:
        raise Refused("unknown_id", status=404, given=public[:40])
    return found


@page(May.READ_RECEIPTS)
def receipt_page(request: OfficeRequest, receipt_id: str) -> HttpResponseBase:
    """The page of a receipt. The same number of queries for every receipt of a kind."""
    receipt = receipt_of(request, receipt_id)
    book, shop = Programmes(request.club), Shop(request.club)
    returns = list(receipts.returns_of(receipt.pk)) if receipt.kind == "sale" else []
    moves = _moves(receipt, returns)
    statement = Statement(book, shop, only_branch=request.role.branch_id, here=receipt.pk)
    told = {
        "receipt": receipt,
        "public": receipt_id,
        "title": title_of(receipt),
        "crumbs": crumbs_of(request, receipt),
        "chip": state_chip(receipt, always=True),
        "facts": _facts(request, receipt, shop),
        "figures": _figures(receipt, moves, book),
        "items": items_of(receipt, returns),
        "sums": sums_of(receipt, book),
        "returns": [(one, receipt_href(request.club.slug, one.pk)) for one in returns],
        "statement": statement.entries(moves) if moves else None,
        "tree": _tree(request, receipt, moves, book, shop, statement),
        "whys": _whys(request, receipt, book, shop),
        "rewards": _rewards(request, receipt),
        "again": ", ".join(receipt.details.get("coupons_given_again") or ()),
        "can_return": receipt.kind == "sale" and receipt.state in RETURNABLE and may(request, May.WRITE_RECEIPTS),
        "can_cancel": receipt.kind == "sale" and receipt.state == "whole" and may(request, May.WRITE_RECEIPTS),
    }
    return render_page(request, "office/receipts/receipt.html", told)


def _rewards(request: OfficeRequest, receipt: Receipt) -> list[tuple[str, str]]:
    """The rewards for points whose money a sale has paid: what each is, and its page."""
    rows = redemptions.paid_by(receipt.pk) if receipt.kind == "sale" else ()
    return [
        (in_words(row.names), reverse("redemption", args=[request.club.slug, public_id("rdm", row.pk)])) for row in rows
    ]


def title_of(receipt: Receipt) -> SafeString:
    """What a receipt is called."""
    number = marks.isolated(receipt.number)
    if receipt.kind == "return":
        return format_html(_("Return {number}"), number=number)
    if receipt.kind == "cancel":
        return format_html(_("Cancellation of receipt {number}"), number=number)
    return format_html(_("Receipt {number}"), number=number)


def crumbs_of(request: OfficeRequest, receipt: Receipt, *further: Text) -> Crumbs:
    """The way down to a receipt and on to what is done with it; a return lies under its sale."""
    slug = request.club.slug
    crumbs = [Crumb(_("Receipts"), reverse("receipts", args=[slug]))]
    if receipt.of_receipt is not None:
        crumbs.append(Crumb(title_of(receipt.of_receipt), receipt_href(slug, receipt.of_receipt.pk)))
    crumbs.append(Crumb(title_of(receipt), receipt_href(slug, receipt.pk) if further else ""))
    return Crumbs([*crumbs, *(Crumb(label) for label in further)])


def _facts(request: OfficeRequest, receipt: Receipt, shop: Shop) -> list[Text]:
    """When, where, by whom, for whom."""
    facts: list[Text] = [marks.moment(receipt.at)]
    if branch := shop.branch(receipt.branch_id):
        facts.append(branch)
    if till := shop.till(receipt.till_id):
        facts.append(format_html(_("till {till}"), till=marks.isolated(till)))
    if employee := shop.employee(receipt.employee_id):
        facts.append(employee)
    if receipt.channel != "store":
        facts.append(channel_name(receipt.channel))
    facts.append(_member(request, receipt))
    return facts


def _member(request: OfficeRequest, receipt: Receipt) -> Text:
    found = members.members(request.club).filter(id=receipt.member_id).first() if receipt.member_id else None
    if found is None:
        return _("not a member")
    href = member_href(request.club.slug, found.pk)
    return format_html('<a class="fig" href="{}">{}</a>', href, called(found))


def _moves(receipt: Receipt, returns: Sequence[Receipt]) -> list[Move]:
    """The lines of the books that this receipt caused, newest first; a sale's with those of what came back of it."""
    if receipt.member_id is None:
        return []
    if receipt.kind != "sale":
        return moves_of_return(receipt.pk, receipt.of_receipt_id or 0, receipt.at)
    entries = ledger.entries_of_receipts([receipt.pk, *(one.pk for one in returns)])
    return gather(reversed(list(entries)))


def _figures(receipt: Receipt, moves: Sequence[Move], book: Programmes) -> list[Figure]:
    """The strip: what was paid, and what the member got or lost by it."""
    sale = receipt.kind == "sale"
    figures = [
        Figure(
            _("Paid") if sale else _("Goods that came back"), marks.money(receipt.to_pay if sale else receipt.total)
        ),
        Figure(_("Discounts"), marks.money(receipt.discount) if receipt.discount else marks.zero()),
    ]
    own = [move for move in moves if not sale or move.receipt == receipt.pk]
    kinds = ("award",) if sale else ("reversal", "restore")
    for code in book.holders:
        spent = -sum(move.amount for move in own if move.wallet == code and move.kind == "spend")
        given = sum(move.amount + move.pending for move in own if move.wallet == code and move.kind in kinds)
        if spent:
            label = format_html(_("Paid from {wallet}"), wallet=book.wallet_name(code))
            figures.append(Figure(label, book.amount(code, spent)))
        if given or (sale and not spent):
            label = format_html(_("{wallet} given") if sale else "{wallet}", wallet=book.wallet_name(code))
            figures.append(Figure(label, book.amount(code, given, signed=True) if given else marks.zero()))
    return figures[:4]


def _tree(
    request: OfficeRequest, receipt: Receipt, moves: Sequence[Move], book: Programmes, shop: Shop, statement: Statement
) -> object:
    """Why a member's sale earned what it earned; nothing for other receipts."""
    if receipt.kind != "sale" or receipt.member_id is None:
        return None
    told = retell(request.club, book.shelf, receipt, *_place(request, receipt, shop)) if receipt.answer else Told()
    earned = earned_at_once(receipt)
    own = [move for move in moves if move.receipt == receipt.pk]
    return Reasons(book, statement).tree(earned, own, told)


def _whys(request: OfficeRequest, receipt: Receipt, book: Programmes, shop: Shop) -> Branches | None:
    """Each programme's reasons in full, with the numbers of the sale's own moment; nothing for what is no sale."""
    return whys_of(request.club, why(request.club, book.shelf, receipt, *_place(request, receipt, shop)), book)


def _place(request: OfficeRequest, receipt: Receipt, shop: Shop) -> tuple[str | None, str]:
    """The code of its branch, and whose days count."""
    place = shop.places.get(receipt.branch_id or 0)
    return place.code if place else None, (place.time_zone if place else None) or request.club.time_zone
