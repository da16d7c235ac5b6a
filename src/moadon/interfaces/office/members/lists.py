"""The list of members: search by whatever they are known by, filters, columns, export."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.ledger import queries as ledger
from moadon.apps.members import queries as members
from moadon.apps.members.models import Member
from moadon.apps.members.types import Status
from moadon.interfaces.office.members.filters import OfMember
from moadon.interfaces.office.members.naming import Programmes, Shop, called, how_found, member_href, plain_name
from moadon.interfaces.office.members.words import STATUS_WORDS, language_name, status_chip
from moadon.interfaces.office.parts.access import OfficeRequest, may, page
from moadon.interfaces.office.parts.columns import Column, Kind
from moadon.interfaces.office.parts.filters import Choice, Days, Filter
from moadon.interfaces.office.parts.lists import ListSpec, Search, list_page
from moadon.interfaces.office.parts.masking import hides_people
from moadon.ui import marks
from moadon.ui.parts import Action, Empty

WHO = ("phone", "card", "email", "external_id", "birth_date")
"""Columns that say who somebody is."""
SHOWN_WALLETS = 2
"""How many wallets have a column before the reader asks for more."""


@page(May.READ_MEMBERS)
def member_list(request: OfficeRequest) -> HttpResponseBase:
    """The members of the club."""
    book = Programmes(request.club)
    held = {f"held_{i}": _stands_at(code) for i, code in enumerate(book.holders)}
    return list_page(request, _spec(request, book), members.members(request.club).annotate(**held))


def _spec(request: OfficeRequest, book: Programmes) -> ListSpec:
    club, shop = request.club, Shop(request.club)
    brought = OfMember(club, _("Brought by"), _("Brought by {value}"), "referred_by", "referred_by")
    adding = may(request, May.WRITE_MEMBERS)
    add = Action(_("Add a member"), reverse("member-add", args=[club.slug]), primary=True)
    return ListSpec(
        name="members",
        title=_("Members"),
        noun=lambda n: ngettext("{n} member", "{n} members", n),
        columns=_columns(club, book, shop),
        sort="-joined",
        filters=(*_filters(shop), brought),
        search=None
        if hides_people()
        else Search(_("Name, phone, card, e-mail"), lambda r, text: _known_as(club, r, text), how_found()),
        empty=Empty(
            _("No members yet"),
            _("A member is known by a phone, a card or an e-mail, and earns with every purchase that names them."),
            add if adding else None,
        ),
        actions=(add,) if adding else (),
    )


def _columns(club: ClubInfo, book: Programmes, shop: Shop) -> list[Column]:
    hidden = hides_people()
    # Whoever may not read names is not shown their order either.
    by_name = "" if hidden else "last_name"
    columns = [
        Column("name", _("Member"), "name", plain_name, called, lambda m: member_href(club.slug, m.pk), by_name),
        Column("phone", _("Phone"), "phone", quiet=True),
        Column("status", _("State"), "state", status_chip),
        Column("branch", _("Branch"), "name", lambda m: shop.branches.get(m.branch_id), quiet=True),
        Column("joined", _("Joined"), "day", lambda m: club.day_of(m.joined_at), sort="joined_at", quiet=True),
        *[_wallet_column(book, i, code) for i, code in enumerate(book.holders)],
        Column("employee", _("Signed up by"), "name", lambda m: shop.employees.get(m.employee_id), shown=False),
        Column("card", _("Card"), "code", shown=False),
        Column("email", _("E-mail"), "code", shown=False),
        Column("external_id", _("Number elsewhere"), "code", shown=False),
        Column("birth_date", _("Birthday"), "day", shown=False),
        Column("language", _("Language"), "name", language_name, shown=False),
    ]
    return [column for column in columns if not (hidden and column.key in WHO)]


def _wallet_column(book: Programmes, place: int, code: str) -> Column:
    """What members stand at in one wallet."""
    wallet = book.wallet(code)
    assert wallet is not None, "the programme that holds a wallet describes it"
    points, places, held = wallet.kind == "points", wallet.places, f"held_{place}"

    def units(member: Any) -> int | Decimal:
        amount = getattr(member, held) or 0
        return Decimal(amount).scaleb(-places) if points else amount

    def draw(member: Any) -> SafeString:
        amount = getattr(member, held) or 0
        return book.bare(code, amount) if amount else marks.zero()

    kind: Kind = "number" if points else "money"
    return Column(code, book.wallet_name(code), kind, units, draw, shown=place < SHOWN_WALLETS)


def _filters(shop: Shop) -> tuple[Filter, ...]:
    states = [(status.value, STATUS_WORDS[status]) for status in Status]
    holds = [("yes", _("has something to spend")), ("no", _("has nothing to spend")), ("owes", _("owes from a return"))]
    return (
        Choice("branch", _("Branch"), _("Branch is {value}"), lambda: _pairs(shop.branches), "branch_id"),
        Days("joined", _("Joined"), _("Joined {value}"), "joined_at", moment=True),
        Choice("status", _("State"), _("State is {value}"), states),
        Choice("employee", _("Signed up by"), _("Signed up by {value}"), lambda: _pairs(shop.employees), "employee_id"),
        Choice("holds", _("Value"), _("Member {value}"), holds, chosen=_holding),
    )


def _pairs(names: Mapping[int, str]) -> Sequence[tuple[str, str]]:
    return [(str(number), name) for number, name in names.items()]


def _holding(rows: QuerySet[Member], value: str) -> QuerySet[Member]:
    accounts = ledger.accounts_of(OuterRef("pk"))
    if value == "owes":
        return rows.filter(Exists(accounts.filter(owed__gt=0)))
    some = Exists(accounts.filter(balance__gt=0))
    return rows.filter(some if value == "yes" else ~some)


def _stands_at(code: str) -> Subquery:
    account = ledger.accounts_of(OuterRef("pk")).filter(wallet=code)
    return Subquery(account.order_by().values_list(F("balance") - F("owed"))[:1])


def _known_as(club: ClubInfo, rows: QuerySet[Member], text: str) -> QuerySet[Member]:
    return rows.filter(id__in=members.search(club, text).order_by().values("id"))
