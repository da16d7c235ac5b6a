"""One member: who they are, what they hold, what happened and why."""

from datetime import UTC, datetime

from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from moadon.apps.clubs.permissions import May
from moadon.apps.ledger import queries as ledger
from moadon.apps.members import queries as members
from moadon.apps.members.models import Member
from moadon.apps.members.types import Status
from moadon.interfaces.office.members.ladders import levels_of
from moadon.interfaces.office.members.moves import page_of
from moadon.interfaces.office.members.naming import Programmes, Shop, called, crumbs_to
from moadon.interfaces.office.members.purse import Purse
from moadon.interfaces.office.members.rulers import progress_of
from moadon.interfaces.office.members.side import events_told, facts_of, held_told, who, year_of, year_told
from moadon.interfaces.office.members.statement import Statement
from moadon.interfaces.office.members.stored import cards_told, terms_told
from moadon.interfaces.office.members.words import status_chip
from moadon.interfaces.office.parts.access import OfficeRequest, may, page
from moadon.interfaces.office.redemptions.choosing import in_reach
from moadon.interfaces.office.shell import render_page
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused
from moadon.ui.parts import Tab, Tabs

LINES = 60
"""About how many entries of the books a page of the statement shows."""


@page(May.READ_MEMBERS)
def member_page(request: OfficeRequest, member_id: str) -> HttpResponseBase:
    """The page of a member; only the statement when htmx asks for another wallet or for older lines."""
    member = members.member(request.club, member_id)
    book, shop = Programmes(request.club), Shop(request.club)
    told = _statement(request, member, book, shop)
    fragment = request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers
    if fragment:
        response = render_page(request, "office/members/statement.html", told)
    else:
        response = render_page(request, "office/members/member.html", {**told, **_holds(request, member, book, shop)})
    patch_vary_headers(response, ("HX-Request",))
    return response


def _holds(request: OfficeRequest, member: Member, book: Programmes, shop: Shop) -> dict[str, object]:
    club, now = request.club, datetime.now(UTC)
    purse = Purse(book, club.day_of(now))
    name = called(member)
    wallets = purse.wallets(ledger.accounts_of(member.pk), ledger.lots_of(member.pk))
    return {
        "name": name,
        "crumbs": crumbs_to(request, name),
        "chip": status_chip(member, always=True),
        "who": who(member, club, shop),
        "active": member.status == Status.ACTIVE,
        "wallets": wallets,
        "terms": terms_told(club, [code for code, _wallet in wallets], book),
        "gift_cards": cards_told(request, member.pk),
        "progress": progress_of(member.pk, book, now) if member.status == Status.ACTIVE else [],
        "year": year_told(year_of(club, member.pk, now)),
        "levels": levels_of(club, member.pk, now) if member.status == Status.ACTIVE else [],
        "held": held_told(member.pk, book, now),
        "rewards": in_reach(request, public_id("mbr", member.pk), book, now) if _redeeming(request, member) else None,
        "events": events_told(member.pk, book),
        "facts": facts_of(member, club, shop),
    }


def _redeeming(request: OfficeRequest, member: Member) -> bool:
    return member.status == Status.ACTIVE and may(request, May.WRITE_REDEMPTIONS)


def _statement(request: OfficeRequest, member: Member, book: Programmes, shop: Shop) -> dict[str, object]:
    """The lines of one wallet or of all, newest first, from where the reader has come to."""
    wallet = request.GET.get("wallet", "")
    entries = ledger.entries_of(member.pk)
    if wallet in book.holders:
        entries = entries.filter(account__wallet=wallet)
    else:
        wallet = ""
    found = page_of(entries, _before(request.GET.get("before", "")), LINES)
    public = public_id("mbr", member.pk)
    statement = Statement(book, shop, only_branch=request.role.branch_id, member=public)
    return {
        "member": member,
        "public": public,
        "statement": statement.entries(found.moves) if found.moves else None,
        "tabs": _tabs(book, wallet) if len(book.holders) > 1 else None,
        "wallet": wallet,
        "older": public_id("ent", found.older) if found.older else "",
        "first": not request.GET.get("before"),
    }


def _tabs(book: Programmes, wallet: str) -> Tabs:
    every = [Tab(_("All"), "?", not wallet)]
    own = [Tab(book.wallet_name(code), f"?wallet={code}", code == wallet) for code in book.holders]
    return Tabs([*every, *own], _("Wallets"), target="statement")


def _before(text: str) -> int | None:
    try:
        return row_id("ent", text) if text else None
    except Refused:
        return None
