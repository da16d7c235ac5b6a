"""The list of receipts: search by number or member, filters, sums, export."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.db.models import BigIntegerField, Case, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.ledger import queries as ledger
from moadon.apps.members import queries as members
from moadon.apps.receipts import queries as receipts
from moadon.apps.receipts.models import ParkedReturn, Receipt
from moadon.interfaces.office.members.beside import member_beside, names_beside
from moadon.interfaces.office.members.filters import OfMember
from moadon.interfaces.office.members.naming import (
    Programmes,
    Shop,
    called,
    how_found,
    member_href,
    plain_name,
    receipt_href,
)
from moadon.interfaces.office.parts.access import OfficeRequest, may, page
from moadon.interfaces.office.parts.columns import Column, Kind
from moadon.interfaces.office.parts.filters import Choice, Days, Filter
from moadon.interfaces.office.parts.lists import ListSpec, Search, Total, list_page
from moadon.interfaces.office.parts.masking import hides_people
from moadon.interfaces.office.receipts.words import KIND_WORDS, STATE_WORDS, state_chip
from moadon.ui import marks
from moadon.ui.parts import Action, Empty, Text

MOST_FOUND = 200
"""How many members a search may stand for; more are too vague to list the receipts of."""
SHOWN_WALLETS = 1


@page(May.READ_RECEIPTS)
def receipt_list(request: OfficeRequest) -> HttpResponseBase:
    """The receipts of the club, or of the reader's own branch."""
    book, shop = Programmes(request.club), Shop(request.club)
    given = {f"given_{i}": _given(code) for i, code in enumerate(book.holders)}
    rows = seen_by(request).annotate(paid=_signed("to_pay"), called=names_beside(), **given)
    waiting = waiting_for(request, shop).count()
    return list_page(
        request, _spec(request, book), rows, template="office/receipts/list.html", context={"waiting": waiting}
    )


def seen_by(request: OfficeRequest) -> QuerySet[Receipt]:
    """The receipts that this reader may see: those of the club, for people of one branch those of the branch."""
    rows = receipts.receipts().filter(club_id=request.club.id)
    return rows if request.role.branch_id is None else rows.filter(branch_id=request.role.branch_id)


def waiting_for(request: OfficeRequest, shop: Shop) -> QuerySet[ParkedReturn]:
    """The returns waiting for their sale that this reader may see, oldest first; where goods came back counts."""
    rows = receipts.parked().filter(club_id=request.club.id)
    if request.role.branch_id is None:
        return rows
    code = shop.places[request.role.branch_id].code
    return rows.filter(Q(body__branch=code) | Q(body__branch=None, body__of__1=code))


def _spec(request: OfficeRequest, book: Programmes) -> ListSpec:
    club, shop = request.club, Shop(request.club)
    entering = may(request, May.WRITE_RECEIPTS)
    enter = Action(_("Enter a receipt"), reverse("receipt-enter", args=[club.slug]), primary=True)
    return ListSpec(
        name="receipts",
        title=_("Receipts"),
        noun=lambda n: ngettext("{n} receipt", "{n} receipts", n),
        columns=_columns(club, book, shop),
        sort="-at",
        filters=_filters(request, shop),
        search=Search(
            _("Number") if hides_people() else _("Number, member, phone"),
            lambda rows, text: _found(club, rows, text),
            "" if hides_people() else how_found(),
        ),
        totals=(Total("paid"),),
        empty=Empty(
            _("No receipts yet"),
            _("Receipts come from the tills, from an import, or are entered here. Each says what it earned and why."),
            enter if entering else None,
        ),
        actions=(enter,) if entering else (),
    )


def _columns(club: ClubInfo, book: Programmes, shop: Shop) -> list[Column]:
    return [
        Column("number", _("Receipt"), "code", href=lambda r: receipt_href(club.slug, r.pk)),
        Column("at", _("When"), "moment", sort="at", quiet=True),
        Column("member", _("Member"), "name", _name, lambda r: _member_cell(club, r)),
        Column("branch", _("Branch"), "name", lambda r: shop.branches.get(r.branch_id), quiet=True),
        Column("till", _("Till"), "name", lambda r: _till(shop, r), lambda r: _till_cell(shop, r), quiet=True),
        Column("state", _("State"), "state", state_chip),
        Column("items", _("Items"), "thousandths", lambda r: _way(r) * r.items),
        Column("discount", _("Discount"), "movement", lambda r: -_way(r) * r.discount, quiet=True),
        *[_given_column(book, i, code) for i, code in enumerate(book.holders)],
        Column("paid", _("Paid"), "money", cell=_paid_cell),
        Column("redeemed", _("Paid by the club"), "money", lambda r: _way(r) * r.redeemed, shown=False),
        Column("kind", _("Kind"), value=lambda r: str(KIND_WORDS.get(r.kind, r.kind)), shown=False),
        Column("channel", _("Channel"), shown=False),
    ]


def _given_column(book: Programmes, place: int, code: str) -> Column:
    """What receipts gave in one wallet; what returns took is below zero."""
    wallet = book.wallet(code)
    points, name = wallet is not None and wallet.kind == "points", f"given_{place}"

    def draw(receipt: Any) -> SafeString:
        units = getattr(receipt, name)
        if not units:
            return marks.zero()
        css = "mo-good" if units > 0 else ""
        return format_html('<span class="{}">{}</span>', css, book.amount(code, units, signed=True))

    kind: Kind = "number" if points else "money"
    label = format_html(_("{wallet} given"), wallet=book.wallet_name(code))
    return Column(f"given-{code}", label, kind, lambda r: getattr(r, name), draw, shown=place < SHOWN_WALLETS)


def _filters(request: OfficeRequest, shop: Shop) -> tuple[Filter, ...]:
    kinds, states = list(KIND_WORDS.items()), list(STATE_WORDS.items())
    members_or_not = [("yes", _("with a member")), ("no", _("without a member"))]
    branch = Choice("branch", _("Branch"), _("Branch is {value}"), lambda: _pairs(shop.branches), "branch_id")
    filters: tuple[Filter, ...] = (
        Days("paid", _("Paid"), _("Paid {value}"), "at", moment=True),
        Choice("employee", _("Employee"), _("Served by {value}"), lambda: _pairs(shop.employees), "employee_id"),
        Choice("who", _("Member or not"), _("Receipt {value}"), members_or_not, chosen=_with_member),
        OfMember(request.club, _("Member"), _("Member is {value}")),
        Choice("state", _("State"), _("State is {value}"), states),
        Choice("kind", _("Kind"), _("Kind is {value}"), kinds),
    )
    return filters if request.role.branch_id is not None else (branch, *filters)


def _pairs(names: Mapping[int, str]) -> Sequence[tuple[str, Text]]:
    return [(str(number), name) for number, name in names.items()]


def _with_member(rows: QuerySet[Receipt], value: str) -> QuerySet[Receipt]:
    return rows.filter(member_id__isnull=value == "no")


def _found(club: ClubInfo, rows: QuerySet[Receipt], text: str) -> QuerySet[Receipt]:
    """Receipts of that number, and those of the members whom the text fits."""
    people = (
        [] if hides_people() else list(members.search(club, text).order_by().values_list("id", flat=True)[:MOST_FOUND])
    )
    return rows.filter(Q(number=text) | Q(member_id__in=people)) if people else rows.filter(number=text)


def _way(receipt: Receipt) -> int:
    """A return and a cancellation take away what a sale brings."""
    return 1 if receipt.kind == "sale" else -1


def _signed(field: str) -> Case:
    return Case(When(kind="sale", then=F(field)), default=-F(field), output_field=BigIntegerField())


def _given(code: str) -> Subquery:
    every = ledger.entries_of_receipts(cast(Sequence[int], [OuterRef("pk")]))
    entries = every.filter(wallet=code, transaction__kind__in=("award", "reversal"))
    return Subquery(entries.order_by().values("wallet").annotate(units=Sum("amount")).values("units")[:1])


def _name(receipt: Any) -> str | None:
    member = member_beside(receipt)
    return plain_name(member) if member else None


def _member_cell(club: ClubInfo, receipt: Any) -> SafeString:
    member = member_beside(receipt)
    if member is None:
        return format_html('<span class="mo-3">{}</span>', _("not a member"))
    return format_html('<a class="fig" href="{}">{}</a>', member_href(club.slug, member.pk), called(member))


def _paid_cell(receipt: Any) -> SafeString:
    paid = marks.money(receipt.paid) if receipt.paid else marks.zero()
    return format_html('<span class="mo-500">{}</span>', paid)


def _till(shop: Shop, receipt: Receipt) -> str:
    return ", ".join(filter(None, (shop.till(receipt.till_id), shop.employees.get(receipt.employee_id or 0, ""))))


def _till_cell(shop: Shop, receipt: Receipt) -> SafeString:
    till, person = shop.till(receipt.till_id), shop.employee(receipt.employee_id)
    if till and person:
        return format_html(_("{till}, {person}"), till=marks.isolated(till), person=person)
    return marks.isolated(till) if till else SafeString(person or marks.NONE)
