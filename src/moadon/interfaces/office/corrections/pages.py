"""One correction: who asked for what and why, what the balance was and would be; approved, refused, taken back."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.apps.clubs.permissions import May
from moadon.apps.corrections import queries
from moadon.apps.corrections.models import Request
from moadon.apps.ledger import queries as ledger
from moadon.apps.members import queries as members
from moadon.flows import corrections
from moadon.flows.corrections.deciding import asked_by as is_asker
from moadon.interfaces.office.corrections.lists import correction_href, seen_by
from moadon.interfaces.office.corrections.words import asked_by, hand_of, reason_name, role_words, state_chip
from moadon.interfaces.office.members.naming import Programmes, called, member_href
from moadon.interfaces.office.parts.access import OfficeRequest, may, page
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shell import render_page
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused
from moadon.ui import marks
from moadon.ui.parts import Crumb, Crumbs, Pair, Pairs, Text


@page(May.READ_CORRECTIONS)
def correction_page(request: OfficeRequest, correction_id: str) -> HttpResponseBase:
    """What is asked for, and the buttons of who may end it."""
    row, now = _row(request, correction_id), datetime.now(UTC)
    book = Programmes(request.club)
    waits, mine = queries.stage(row, now) == "waiting", is_asker(row, hand_of(request))
    wallet = format_html(_("{wallet}: {amount}"), wallet=book.wallet_name(row.wallet), amount=_signed(book, row))
    told = {
        "row": row,
        "public": correction_id,
        "title": wallet,
        "crumbs": crumbs(request, marks.isolated(correction_id[-6:])),
        "chip": state_chip(queries.stage(row, now)),
        "asked": Pairs(_asked(request, row, book)),
        "balance": Pairs(_balance(row, book)),
        "ended": Pairs(_ended(row, now)) if not waits else None,
        "can_decide": waits and not mine and may(request, May.DECIDE_CORRECTIONS),
        "can_withdraw": waits and mine and may(request, May.ASK_CORRECTIONS),
        "mine": mine,
        "undo": _undo(request, row),
    }
    return render_page(request, "office/corrections/correction.html", told)


@page(May.DECIDE_CORRECTIONS)
def approve(request: OfficeRequest, correction_id: str) -> HttpResponseBase:
    """Do what was asked for."""

    def end(row: int) -> None:
        corrections.approve(request.club, row, _said(request), hand_of(request), datetime.now(UTC))

    return _end(request, correction_id, end, _("The balance is corrected."))


@page(May.DECIDE_CORRECTIONS)
def refuse(request: OfficeRequest, correction_id: str) -> HttpResponseBase:
    """Refuse it with words."""

    def end(row: int) -> None:
        corrections.refuse(request.club, row, _said(request), hand_of(request), datetime.now(UTC))

    return _end(request, correction_id, end, _("The correction is refused."))


@page(May.ASK_CORRECTIONS)
def withdraw(request: OfficeRequest, correction_id: str) -> HttpResponseBase:
    """Take back what one asked for."""

    def end(row: int) -> None:
        corrections.withdraw(request.club, row, hand_of(request), datetime.now(UTC))

    return _end(request, correction_id, end, _("The request is taken back."))


def crumbs(request: OfficeRequest, label: Text) -> Crumbs:
    """The way down to something of this room."""
    return Crumbs([Crumb(_("Corrections"), reverse("corrections", args=[request.club.slug])), Crumb(label)])


def _row(request: OfficeRequest, correction_id: str) -> Request:
    found = seen_by(request).filter(id=row_id("cor", correction_id)).first()
    if found is None:
        raise Refused("unknown_id", status=404, given=correction_id[:40])
    return found


def _said(request: OfficeRequest) -> str:
    return request.POST.get("said", "")


def _end(request: OfficeRequest, correction_id: str, end: Callable[[int], None], words: str) -> HttpResponseBase:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    row = row_id("cor", correction_id)
    end(row)
    toast(request, words)
    return redirect(correction_href(request.club.slug, row))


def _signed(book: Programmes, row: Request) -> SafeString:
    return book.amount(row.wallet, row.amount, signed=True)


def _asked(request: OfficeRequest, row: Request, book: Programmes) -> list[Pair]:
    club = request.club
    member = members.members(club).get(id=row.member_id)
    link = format_html('<a class="fig" href="{}">{}</a>', member_href(club.slug, member.pk), called(member))
    by = format_html(_("{name}, {role}"), name=asked_by(row), role=role_words(row.asker_role))
    pairs: list[tuple[Text, Text]] = [
        (_("Member"), link),
        (_("Wallet"), book.wallet_name(row.wallet)),
        (_("Amount"), _signed(book, row)),
        (_("Reason"), marks.foreign(reason_name(queries.policy(club), row.reason))),
        (_("In your words"), marks.foreign(row.note) if row.note else ""),
        (_("Good until"), marks.day(row.expires_on) if row.expires_on else ""),
        (_("Corrects the line"), marks.isolated(public_id("ent", row.corrects)) if row.corrects else ""),
        (_("What is not there"), _("is owed") if row.amount < 0 and row.shortage == "arrears" else ""),
        (_("Asked by"), by),
        (_("Asked"), marks.moment(row.asked_at)),
    ]
    return [Pair(label, value) for label, value in pairs if value]


def _balance(row: Request, book: Programmes) -> list[Pair]:
    """What the wallet stood at before and after, or stands at and would."""
    if row.before is not None and row.after is not None:
        return [
            Pair(_("Before"), book.amount(row.wallet, row.before)),
            Pair(_("After"), book.amount(row.wallet, row.after)),
        ]
    account = ledger.accounts_of(row.member_id).filter(wallet=row.wallet).first()
    stands = account.balance - account.owed if account else 0
    return [
        Pair(_("Stands at"), book.amount(row.wallet, stands)),
        Pair(_("Would be"), book.amount(row.wallet, stands + row.amount)),
    ]


def _ended(row: Request, now: datetime) -> list[Pair]:
    overdue = queries.stage(row, now) != row.state
    pairs: list[tuple[Text, Text]] = [
        (_("Decided by"), "" if overdue or row.state == "expired" else marks.isolated(row.decider_name)),
        (_("When"), marks.moment(row.ends_at if overdue else row.decided_at)),
        (_("What was said"), marks.foreign(row.said) if row.said else ""),
    ]
    return [Pair(label, value) for label, value in pairs if value]


def _undo(request: OfficeRequest, row: Request) -> str:
    """Where the form that undoes a correction stands, filled in."""
    if row.transaction_id is None or not may(request, May.ASK_CORRECTIONS):
        return ""
    line = ledger.entries_of(row.member_id).filter(transaction_id=row.transaction_id).order_by("id").first()
    form = reverse("correction-add", args=[request.club.slug, public_id("mbr", row.member_id)])
    return f"{form}?entry={public_id('ent', line.pk)}" if line else ""
