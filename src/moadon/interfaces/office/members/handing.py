"""Value that a member hands to another one, entered in the office for them, as far as the club lets members."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moadon.apps.clubs.permissions import May
from moadon.apps.corrections import queries as corrections
from moadon.apps.corrections.types import TransferTerms
from moadon.apps.members import queries as members
from moadon.apps.members.models import Member
from moadon.apps.members.types import MemberRef
from moadon.flows.corrections.transferring import TransferDraft, fee_of, transfer
from moadon.interfaces.office.members.naming import Programmes, called, crumbs_to, member_href
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.once import once
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shell import render_page
from moadon.kernel.digits import to_ascii_digits
from moadon.kernel.ids import public_id
from moadon.kernel.money import parse_decimal
from moadon.kernel.refusals import Refused
from moadon.ui.forms import LookForm
from moadon.ui.parts import Text


class HandingForm(LookForm):
    """To whom, how much of which wallet, and the giver's word for it."""

    widths = {"amount": "sm", "wallet": "sm"}  # noqa: RUF012 (as LookForm declares it)

    to = forms.CharField(
        label=gettext_lazy("To which member"),
        max_length=200,
        help_text=gettext_lazy("Phone, card, e-mail or number of a member."),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    wallet = forms.ChoiceField(label=gettext_lazy("Wallet"))
    amount = forms.CharField(
        label=gettext_lazy("Amount"), max_length=40, widget=forms.TextInput({"inputmode": "decimal", "dir": "ltr"})
    )
    note = forms.CharField(
        label=gettext_lazy("In their words"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    proof = forms.CharField(
        label=gettext_lazy("Proof of who gives"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Their PIN, a code that was sent to them, or what their phone shows."),
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off"}),
    )

    def __init__(self, book: Programmes, terms: Mapping[str, TransferTerms], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        wallets = self.fields["wallet"]
        assert isinstance(wallets, forms.ChoiceField)
        wallets.choices = [(code, str(book.wallet_name(code))) for code in terms]

    def draft(self, giver: Member, receiver: Member) -> TransferDraft:
        """What was typed. The form is valid."""
        typed = self.cleaned_data
        amount = to_ascii_digits(typed["amount"]).replace("٫", ".").strip()
        people = [MemberRef("id", public_id("mbr", one.pk)) for one in (giver, receiver)]
        return TransferDraft(people[0], people[1], typed["wallet"], amount, typed["note"], typed["proof"] or None)


@page(May.TRANSFER)
def hand_over(request: OfficeRequest, member_id: str) -> HttpResponseBase:
    """The form, then the question with both names, then the deed."""
    with reading(request):
        giver = members.member(request.club, member_id)
        book = Programmes(request.club)
        allowed = corrections.policy(request.club).transfers
    terms = {code: one for code, one in allowed.items() if code in book.holders}
    form, question = HandingForm(book, terms, request.POST or None), None
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        try:
            receiver = _receiver(request, form.cleaned_data["to"].strip())
            question = _question(book, giver, receiver, form.draft(giver, receiver), terms)
            if "do" in request.POST:
                return _hand(request, giver, receiver, form, question["amount"])
        except Refused as refused:
            refuse(form, refused)
            question = None
    context: dict[str, Any] = {
        "form": form,
        "question": question,
        "crumbs": crumbs_to(request, _("Hand over to another member"), giver),
        "back": member_href(request.club.slug, giver.pk),
    }
    return render_page(request, "office/members/hand_over.html", context, status=422 if form.errors else 200)


def _receiver(request: OfficeRequest, text: str) -> Member:
    ref = MemberRef("id" if text.startswith("mbr_") else "any", text)
    with reading(request):
        found = members.find_refs(request.club, {ref}).get(ref)
        if found is None or not found.active:
            raise Refused("unknown_member", field="to")
        return members.member(request.club, public_id("mbr", found.id))


def _question(
    book: Programmes, giver: Member, receiver: Member, draft: TransferDraft, terms: Mapping[str, TransferTerms]
) -> dict[str, Text]:
    """What is about to be done, with its figures. Raises `Refused` for an amount that is none."""
    wallet = book.holders[draft.wallet].wallets[draft.wallet]
    units = parse_decimal(draft.amount, wallet.places, field="amount")
    if units <= 0:
        raise Refused("not_above_zero", field="amount")
    fee = fee_of(terms[draft.wallet], units)
    return {
        "amount": book.amount(draft.wallet, units),
        "giver": called(giver),
        "receiver": called(receiver),
        "fee": book.amount(draft.wallet, fee) if fee else "",
        "received": book.amount(draft.wallet, units - fee),
    }


def _hand(request: OfficeRequest, giver: Member, receiver: Member, form: HandingForm, amount: Text) -> HttpResponseBase:
    draft = form.draft(giver, receiver)
    once(request, lambda: {"row": transfer(request.club, draft, request.actor, datetime.now(UTC))})
    words = {"amount": amount, "name": called(receiver)}
    toast(request, format_html(_("{amount} went to {name}. To undo it, hand it back from their page."), **words))
    return redirect(member_href(request.club.slug, giver.pk))
