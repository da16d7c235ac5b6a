"""What members asked for: the list of it, found by pick-up code or member."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members import queries as members
from moadon.apps.members.models import Member
from moadon.apps.redemptions import queries
from moadon.apps.redemptions.models import Redemption
from moadon.engine.redemptions import OPEN
from moadon.interfaces.office.members.beside import member_beside, names_beside
from moadon.interfaces.office.members.filters import OfMember
from moadon.interfaces.office.members.naming import Programmes, Shop, called, in_words, member_href, plain_name
from moadon.interfaces.office.parts.access import OfficeRequest, may, page
from moadon.interfaces.office.parts.columns import Column
from moadon.interfaces.office.parts.filters import Choice, Days, Filter
from moadon.interfaces.office.parts.guessing import found_or_counted
from moadon.interfaces.office.parts.lists import ListSpec, Search, list_page
from moadon.interfaces.office.parts.masking import hides_people
from moadon.interfaces.office.parts.refusals import words_of
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.redemptions.words import STATES, price_told, state_chip, tabs
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.ui.parts import Empty

MOST_FOUND = 1000
"""How many members a search may stand for."""


def redemption_href(slug: str, row: int) -> str:
    """The address of a redemption's page."""
    return reverse("redemption", args=[slug, public_id("rdm", row)])


def seen_by(request: OfficeRequest) -> QuerySet[Redemption]:
    """The redemptions that this reader may see: people of one branch see what their branch hands over."""
    return queries.of_branch(queries.redemptions(request.club), request.role.branch_id)


@page(May.READ_REDEMPTIONS)
def redemption_list(request: OfficeRequest) -> HttpResponseBase:
    """Redemptions, newest first; those that wait for somebody are one filter away."""
    if request.GET.get("format") and not may(request, May.EXPORT):
        raise PermissionDenied
    rows = seen_by(request).annotate(called=names_beside())
    return list_page(
        request, _spec(request), rows, template="office/shop/list.html", context=tabs(request, "redemptions")
    )


def _spec(request: OfficeRequest) -> ListSpec:
    club, book, shop = request.club, Programmes(request.club), Shop(request.club)
    return ListSpec(
        name="redemptions",
        title=_("Rewards for points"),
        noun=lambda n: ngettext("{n} redemption", "{n} redemptions", n),
        columns=[
            Column(
                "reward", _("Reward"), "name", lambda r: in_words(r.names),
                href=lambda r: redemption_href(club.slug, r.pk),
            ),
            Column("member", _("Member"), "name", lambda r: plain_name(_member(r)), lambda r: _member_cell(club, r)),
            Column("state", _("State"), "state", lambda r: state_chip(r.state)),
            Column("asked", _("Asked for"), "moment", lambda r: r.asked_at, sort="id"),
            Column("branch", _("Branch"), "name", lambda r: shop.branches.get(r.branch_id), quiet=True),
            Column("price", _("Price"), value=lambda r: str(_price(book, r)), cell=lambda r: _price(book, r)),
            Column("money", _("Money"), "money", shown=False),
            Column("reference", _("Reference"), "name", shown=False),
        ],
        sort="-asked",
        filters=_filters(request, shop),
        search=Search(
            _("Pick-up code") if hides_people() else _("Pick-up code, member, phone"),
            lambda rows, text: _find(request, rows, text),
        ),
        empty=Empty(
            _("Nothing was asked for yet"),
            _("What members have for what they saved stands here, until it is handed over and after."),
        ),
    )  # fmt: skip


def _filters(request: OfficeRequest, shop: Shop) -> tuple[Filter, ...]:
    waiting = [("yes", _("waits for somebody")), ("no", _("is done"))]
    every: tuple[Filter, ...] = (
        Choice("open", _("Waiting"), _("It {value}"), waiting, chosen=_open),
        Choice("state", _("State"), _("State is {value}"), list(STATES.items())),
        OfMember(request.club, _("Member"), _("Member is {value}")),
        Days("on", _("Asked for"), _("Asked for {value}"), "asked_at", moment=True),
    )
    if request.role.branch_id is not None:
        return every
    names = [(str(number), name) for number, name in shop.branches.items()]
    return (*every, Choice("branch", _("Branch"), _("Branch is {value}"), names, "branch_id"))


def _open(rows: QuerySet[Redemption], value: str) -> QuerySet[Redemption]:
    return rows.filter(state__in=OPEN) if value == "yes" else rows.exclude(state__in=OPEN)


def _find(request: OfficeRequest, rows: QuerySet[Redemption], text: str) -> QuerySet[Redemption]:
    """The one whose whole pick-up code this is, else those of the members whom the text fits.

    What is as long as a code and is neither was a guess; a number is a phone.
    """
    code = queries.plain_code(text)
    by_code = rows.filter(code=code)
    people: list[int] = []
    if not hides_people():
        people = list(members.search(request.club, text).order_by().values_list("id", flat=True)[:MOST_FOUND])
    if not people and len(code) == queries.CODE_LENGTH and not code.isdigit():
        try:
            found_or_counted(request, "pick-up", by_code.exists)
        except Refused as refused:
            toast(request, words_of(refused), failed=True)
            return rows.none()
    return by_code | rows.filter(member_id__in=people)


def _member(row: Any) -> Member:
    return member_beside(row) or Member(id=row.member_id)


def _member_cell(club: ClubInfo, row: Redemption) -> SafeString:
    return format_html('<a class="fig" href="{}">{}</a>', member_href(club.slug, row.member_id), called(_member(row)))


def _price(book: Programmes, row: Redemption) -> SafeString:
    return price_told(book, {"wallet": row.wallet, "amount": row.amount, "money": row.money})
