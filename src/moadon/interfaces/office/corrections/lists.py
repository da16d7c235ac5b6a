"""What waits for a second person, and everything that was ever corrected."""

from datetime import UTC, datetime
from typing import Any, cast

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moadon.apps.clubs.permissions import May
from moadon.apps.corrections import queries
from moadon.apps.corrections.models import Request
from moadon.apps.corrections.types import STATES, Policy, State
from moadon.apps.ledger import queries as ledger
from moadon.apps.members.models import Member
from moadon.interfaces.office.corrections.words import STATE_WORDS, asked_by, reason_name, state_chip
from moadon.interfaces.office.members.filters import OfMember
from moadon.interfaces.office.members.naming import Programmes, called, member_href, plain_name
from moadon.interfaces.office.parts.access import OfficeRequest, may, page
from moadon.interfaces.office.parts.columns import Column
from moadon.interfaces.office.parts.filters import Choice, Days, Filter
from moadon.interfaces.office.parts.lists import ListSpec, list_page
from moadon.kernel.ids import public_id
from moadon.kernel.money import format_decimal
from moadon.ui.parts import Action, Empty, Tab, Tabs


@page(May.READ_CORRECTIONS)
def waiting_list(request: OfficeRequest) -> HttpResponseBase:
    """What waits for a second person: who, for whom, why, how much, and what the balance would be."""
    now = datetime.now(UTC)
    accounts = ledger.accounts_of(OuterRef("member_id")).filter(wallet=OuterRef("wallet")).order_by()
    stands = Subquery(accounts.annotate(stands=F("balance") - F("owed")).values("stands")[:1])
    rows = queries.only_in(seen_by(request), "waiting", now).annotate(names=_names(), stands=stands)
    return _page(request, _waiting_spec(request, now), rows, "corrections")


@page(May.READ_CORRECTIONS)
def every_list(request: OfficeRequest) -> HttpResponseBase:
    """Every correction, done or not."""
    now = datetime.now(UTC)
    return _page(request, _every_spec(request, now), seen_by(request).annotate(names=_names()), "corrections-all")


def seen_by(request: OfficeRequest) -> QuerySet[Request]:
    """The corrections that this reader may see: of people of one branch those that were asked for there; of who decides
    nothing and audits nothing, their own."""
    rows = queries.requests(request.club, request.role.branch_id)
    if may(request, May.DECIDE_CORRECTIONS) or may(request, May.READ_LOG):
        return rows
    return rows.filter(asker_kind="user", asker_id=request.actor.id)


def correction_href(slug: str, row: int) -> str:
    """The address of a correction's page."""
    return reverse("correction", args=[slug, public_id("cor", row)])


def _page(request: OfficeRequest, spec: ListSpec, rows: QuerySet[Request], here: str) -> HttpResponseBase:
    slug = request.club.slug
    words = (("corrections", _("Waiting")), ("corrections-all", _("All")))
    tabs = Tabs([Tab(label, reverse(name, args=[slug]), name == here) for name, label in words], _("Corrections"))
    return list_page(request, spec, rows, template="office/corrections/list.html", context={"tabs": tabs})


def _waiting_spec(request: OfficeRequest, now: datetime) -> ListSpec:
    book, policy = Programmes(request.club), queries.policy(request.club)
    return ListSpec(
        name="corrections-waiting",
        title=_("Corrections"),
        noun=_noun,
        columns=[*_common(request, book, policy), *_balances(book), Column("ends_at", _("Ends"), "moment", quiet=True)],
        sort="-at",
        filters=_filters(request, book, policy),
        empty=Empty(
            _("Nothing waits"),
            _("What is more than somebody may do alone waits here for a second person. Begin on a member’s page."),
        ),
        actions=_actions(request),
    )


def _every_spec(request: OfficeRequest, now: datetime) -> ListSpec:
    book, policy = Programmes(request.club), queries.policy(request.club)

    def one(code: State) -> tuple[str, Any]:
        return code, STATE_WORDS[code]

    def chosen(rows: QuerySet[Request], value: str) -> QuerySet[Request]:
        return queries.only_in(rows, cast(State, value), now)

    state = Choice("state", _("State"), _("State is {value}"), [one(code) for code in STATES], chosen=chosen)
    return ListSpec(
        name="corrections",
        title=_("Corrections"),
        noun=_noun,
        columns=[
            *_common(request, book, policy),
            Column("state", _("State"), "state", lambda r: state_chip(queries.stage(r, now))),
            Column("decider_name", _("Decided by"), "name", quiet=True),
            Column("decided_at", _("Decided"), "moment", quiet=True, shown=False),
            Column("said", _("What was said"), "name", quiet=True, shown=False),
            Column("before", _("Before"), "number", lambda r: _plain(book, r.wallet, r.before), shown=False),
            Column("after", _("After"), "number", lambda r: _plain(book, r.wallet, r.after), shown=False),
        ],
        sort="-at",
        filters=(state, *_filters(request, book, policy)),
        empty=Empty(
            _("Nothing was corrected yet"), _("Balances are corrected on a member’s page, each with its reason.")
        ),
        actions=_actions(request),
    )


def _noun(n: int) -> str:
    return ngettext("{n} correction", "{n} corrections", n)


def _actions(request: OfficeRequest) -> tuple[Action, ...]:
    slug = request.club.slug
    wanted = (
        (May.ASK_CORRECTIONS, _("Correct many balances"), "corrections-file"),
        (May.MANAGE_CLUB, _("Limits and reasons"), "corrections-rules"),
    )
    return tuple(Action(label, reverse(name, args=[slug])) for need, label, name in wanted if may(request, need))


def _common(request: OfficeRequest, book: Programmes, policy: Policy) -> list[Column]:
    slug = request.club.slug
    return [
        Column("id", _("Correction"), "code", _short, href=lambda r: correction_href(slug, r.pk)),
        Column("at", _("When"), "moment", lambda r: r.asked_at, sort="id", quiet=True),
        Column("member", _("Member"), "name", lambda r: plain_name(_member(r)), lambda r: _member_cell(slug, r)),
        Column("wallet", _("Wallet"), "name", lambda r: str(book.wallet_name(r.wallet)), shown=False),
        Column("amount", _("Amount"), "number", lambda r: _plain(book, r.wallet, r.amount), lambda r: _amount(book, r)),
        Column("reason", _("Reason"), "name", lambda r: reason_name(policy, r.reason)),
        Column("note", _("In your words"), "name", quiet=True),
        Column("asker_name", _("Asked by"), "name", None, asked_by, quiet=True),
    ]  # fmt: skip


def _short(row: Any) -> str:
    """What people call a correction by: the end of its id."""
    return public_id("cor", row.pk)[-6:]


def _balances(book: Programmes) -> list[Column]:
    def told(row: Any, more: int) -> SafeString:
        return book.amount(row.wallet, (row.stands or 0) + more)

    def plain(row: Any, more: int) -> object:
        return _plain(book, row.wallet, (row.stands or 0) + more)

    return [
        Column("stands", _("Stands at"), "number", lambda r: plain(r, 0), lambda r: told(r, 0)),
        Column("would", _("Would be"), "number", lambda r: plain(r, r.amount), lambda r: told(r, r.amount)),
    ]


def _filters(request: OfficeRequest, book: Programmes, policy: Policy) -> tuple[Filter, ...]:
    wallets = [(code, book.wallet_name(code)) for code in book.holders]
    reasons = [(one.code, reason_name(policy, one.code)) for one in policy.reasons]
    ways = [("give", _("given")), ("take", _("taken"))]
    return (
        Days("asked", _("Asked"), _("Asked {value}"), "asked_at", moment=True),
        Choice("wallet", _("Wallet"), _("Wallet is {value}"), wallets, "wallet"),
        Choice("way", _("Given or taken"), _("It is {value}"), ways, chosen=_way),
        Choice("reason", _("Reason"), _("Reason is {value}"), reasons, "reason"),
        OfMember(request.club, _("Member"), _("Member is {value}")),
    )


def _way(rows: QuerySet[Request], value: str) -> QuerySet[Request]:
    return rows.filter(amount__gt=0) if value == "give" else rows.filter(amount__lt=0)


def _names() -> Subquery:
    one = Member.objects.filter(id=OuterRef("member_id"))
    return Subquery(one.values(names=JSONObject(first_name="first_name", last_name="last_name"))[:1])


def _member(row: Any) -> Member:
    return Member(id=row.member_id, **cast(dict[str, Any], row.names or {}))


def _member_cell(slug: str, row: Any) -> SafeString:
    return format_html('<a class="fig" href="{}">{}</a>', member_href(slug, row.member_id), called(_member(row)))


def _amount(book: Programmes, row: Request) -> SafeString:
    css = "mo-good" if row.amount > 0 else ""
    return format_html('<span class="{}">{}</span>', css, book.amount(row.wallet, row.amount, signed=True))


def _plain(book: Programmes, code: str, units: int | None) -> str | None:
    wallet = book.wallet(code)
    if units is None:
        return None
    return format_decimal(units, wallet.places if wallet else book.club.exponent)
