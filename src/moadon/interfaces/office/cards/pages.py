"""Gift cards in the office: selling one, looking one up, activating a printed one, and the page of each."""

from datetime import UTC, datetime
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from moadon.apps.cards import queries
from moadon.apps.cards.models import Card
from moadon.apps.cards.types import Guesser, owner_of
from moadon.apps.clubs.permissions import May
from moadon.apps.credentials.queries import letters_of_cards
from moadon.apps.ledger import queries as ledger
from moadon.engine.cards.codes import grouped
from moadon.engine.rules import GIFT_CARD
from moadon.flows.cards import giving, looking
from moadon.flows.cards.coding import Secrets
from moadon.flows.cards.terms import terms_of
from moadon.interfaces.office.books.tables import Table, figures, texts
from moadon.interfaces.office.cards.forms import ActivationForm, CardForm, CodeForm
from moadon.interfaces.office.cards.words import ENDINGS, MAIL_STATES, called, good_until, state_chip
from moadon.interfaces.office.members.stored import terms_in_words
from moadon.interfaces.office.parts.access import OfficeRequest, may, page, reading
from moadon.interfaces.office.parts.once import once
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shell import render_page
from moadon.interfaces.office.shop.frame import FormPage, of_own_branch, show_form
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import Message
from moadon.store import club_transaction
from moadon.ui import marks
from moadon.ui.parts import Action, Crumb, Crumbs, Text
from moadon.ui.words import catalogue

_LINES = 200
"""Movements shown on a card's page, the newest."""


def found_card(request: OfficeRequest, card_id: str) -> Card:
    """The card of an address. Raises `Refused("unknown_id", status=404)`, also for one of another branch."""
    row = of_own_branch(request, queries.cards_with_left()).filter(id=row_id("gft", card_id)).first()
    if row is None:
        raise Refused("unknown_id", status=404)
    return row


def show_secret(request: OfficeRequest, made: Secrets) -> HttpResponseBase:
    """The code and PIN of a card, this once."""
    back = reverse("card", args=[request.club.slug, public_id("gft", made.card)])
    crumbs = Crumbs([Crumb(_("Gift cards"), reverse("cards", args=[request.club.slug])), Crumb(_("The new card"))])
    told = {"code": grouped(made.code), "pin": made.pin, "back": back, "crumbs": crumbs}
    response = render_page(request, "office/cards/secret.html", told)
    response["Cache-Control"] = "no-store"
    return response


@page(May.ISSUE_CARDS)
def add(request: OfficeRequest) -> HttpResponseBase:
    """Sell a card and show its code, this once."""
    form = CardForm(request.club.languages, request.club.exponent, request.POST or None)
    told = FormPage(_("Sell a gift card"), "cards", _("Gift cards"), _("Sell the card"))
    if request.method != "POST" or not form.is_valid():
        return show_form(request, told, form)
    typed = form.cleaned_data
    sold = giving.Sold(form.said(), reference=typed["reference"], branch_id=request.role.branch_id)
    new = giving.NewCard(sold, "" if typed["with_pin"] else None, note=typed["note"], to=form.to())
    try:
        made = _sell(request, new)
    except Refused as refused:
        refuse(form, refused)
        return show_form(request, told, form)
    if new.to is None and made.code:
        return show_secret(request, made)
    toast(request, _("The card can be spent.") if new.to is None else _("The card is on its way by e-mail."))
    return redirect(reverse("card", args=[request.club.slug, public_id("gft", made.card)]))


def _sell(request: OfficeRequest, new: giving.NewCard) -> Secrets:
    """Make the card, and wake whoever sends its letter. Whoever pressed twice gets the card without its code,
    which is remembered nowhere: `replace_card` gives it another.
    """
    now: list[Secrets] = []

    def work() -> dict[str, Any]:
        with club_transaction(request.club.id):
            made = giving.issue_card(request.club, new, request.actor, datetime.now(UTC))
            if new.to is not None:
                app.configure_task("send").defer(club_id=request.club.id)
            now[:] = [made]
            return {"card": made.card}

    told = once(request, work)
    return now[0] if now else Secrets(told["card"], "", None)


@page(May.USE_CARDS)
def look(request: OfficeRequest) -> HttpResponseBase:
    """What is on a card, by its code and PIN."""
    form = CodeForm(request.POST or None)
    told = FormPage(_("Look a gift card up"), "cards", _("Gift cards"), _("Look it up"))
    if request.method != "POST" or not form.is_valid():
        return show_form(request, told, form)
    typed, guesser = form.cleaned_data, Guesser(request.actor.caller, request.actor.address)
    try:
        found = looking.look_up(request.club, guesser, typed["code"], typed["pin"] or None, datetime.now(UTC))
    except Refused as refused:
        refuse(form, refused)
        return show_form(request, told, form)
    toast(request, _("{left} can be spent.").format(left=marks.money(found.available)))
    own = request.role.branch_id
    with reading(request):
        seen = own is None or queries.card(found.card.id).branch_id == own
    if not seen:
        return redirect(reverse("cards", args=[request.club.slug]))
    return redirect(reverse("card", args=[request.club.slug, public_id("gft", found.card.id)]))


@page(May.USE_CARDS)
def activate(request: OfficeRequest) -> HttpResponseBase:
    """Make a printed card worth its amount."""
    form = ActivationForm(request.POST or None)
    help_ = _("It becomes worth the amount of its series, and can be spent at once.")
    told = FormPage(_("Activate a printed card"), "cards", _("Gift cards"), _("Activate it"), help=help_)
    if request.method != "POST" or not form.is_valid():
        return show_form(request, told, form)
    sold = giving.Sold("", reference=form.cleaned_data["reference"], branch_id=request.role.branch_id)
    try:
        row = giving.activate_card(request.club, form.cleaned_data["code"], sold, request.actor, datetime.now(UTC))
    except Refused as refused:
        refuse(form, refused)
        return show_form(request, told, form)
    toast(request, _("The card can be spent."))
    return redirect(reverse("card", args=[request.club.slug, public_id("gft", row)]))


@page(May.READ_CARDS)
def card_page(request: OfficeRequest, card_id: str) -> HttpResponseBase:
    """One card: what is on it, where it came from, what moved, and what can be done."""
    row = found_card(request, card_id)
    told = {
        "card": row,
        "called": called(row),
        "chip": state_chip(row),
        "left": marks.money(getattr(row, "left", None) or 0, headline=True),
        "facts": _facts(request, row),
        "moved": _moved(row),
        "actions": _doing(request, row),
        "crumbs": Crumbs([Crumb(_("Gift cards"), reverse("cards", args=[request.club.slug])), Crumb(called(row))]),
    }
    return render_page(request, "office/cards/card.html", told)


def _link(address: str, words: Text) -> SafeString:
    return format_html('<a class="mo-link" href="{}">{}</a>', address, words)


def _facts(request: OfficeRequest, row: Card) -> list[tuple[Text, SafeString | Text]]:
    slug, terms = request.club.slug, terms_of(request.club, GIFT_CARD)
    assert terms is not None
    found: list[tuple[Text, SafeString | Text]] = [
        (_("Sold for"), marks.money(row.amount)), (_("Terms of stored value"), terms_in_words(terms)),
        *((_("By e-mail"), MAIL_STATES[mail]) for mail in letters_of_cards([row.pk]).values()),
    ]  # fmt: skip
    if row.expires_at:
        found.append((_("Good until"), marks.day(good_until(row, request.club))))
    if row.series:
        found.append((_("Series"), marks.foreign(row.series.name)))
    if row.sale:
        found.append((_("Receipt"), _link(reverse("receipt", args=[slug, public_id("rcp", row.sale)]), _("Open"))))
    if row.reference:
        found.append((_("Reference"), marks.foreign(row.reference)))
    if row.member_id and may(request, May.READ_MEMBERS):
        address = reverse("member", args=[slug, public_id("mbr", row.member_id)])
        found.append((_("Member"), _link(address, _("Open"))))
    if row.note and may(request, May.SEE_PEOPLE):
        found.append((_("Note"), marks.foreign(row.note)))
    if row.ending:
        found.append((_("Ended because"), ENDINGS.get(row.ending, row.ending)))
    if row.reason:
        found.append((_("Why"), marks.foreign(row.reason)))
    if row.replaced_by:
        address = reverse("card", args=[slug, public_id("gft", row.replaced_by)])
        found.append((_("The card in its place"), _link(address, _("Open"))))
    return found


def _moved(row: Card) -> Table:
    lines = ledger.entries_of(owner_of(row.pk)).filter(book="balance")[:_LINES]
    cells: list[list[SafeString | Text]] = [
        [
            marks.moment(line.transaction.at),
            marks.told(catalogue().tell(Message.from_json(line.why), marks.speaker())) if line.why else "",
            marks.money(line.amount, signed=True),
            marks.money(line.balance_after),
        ]
        for line in lines
    ]
    heads = [*texts(_("When"), _("Why")), *figures(_("Moved"), _("Left"))]
    return Table("moved", _("Movements"), heads, cells, _("Nothing has moved yet."))


def _doing(request: OfficeRequest, row: Card) -> list[Action]:
    """What this reader may do with a card in its state."""
    args = [request.club.slug, public_id("gft", row.pk)]
    if row.state == "dead":
        return []
    found = []
    if row.code_hash is None and row.state == "active" and may(request, May.ISSUE_CARDS):
        found.append(Action(_("Tell its code"), reverse("card-code", args=args), primary=True))
    if row.state == "active" and may(request, May.USE_CARDS):
        found.append(Action(_("Put on an account"), reverse("card-attach", args=args)))
    if may(request, May.MANAGE_CARDS):
        marks_of = {"active": [("block", _("Block"))], "blocked": [("unblock", _("Let it pay again"))]}
        marks_of |= {"locked": [("unlock", _("Unlock"))]}
        for what, label in [*marks_of.get(row.state, []), ("kill", _("End it"))]:
            found.append(Action(label, reverse("card-mark", args=[*args, what])))
        if row.state != "inactive":
            found.append(Action(_("Replace it"), reverse("card-replace", args=args)))
    return found
