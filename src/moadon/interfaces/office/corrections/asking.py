"""Correcting a balance: the form on a member's page."""

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moadon.apps.clubs.permissions import May
from moadon.apps.corrections import queries
from moadon.apps.corrections.policy import limit_of
from moadon.apps.corrections.types import Limit, Policy
from moadon.apps.ledger import queries as ledger
from moadon.apps.ledger.models import Entry
from moadon.apps.members import queries as members
from moadon.apps.members.models import Member
from moadon.flows.corrections import CorrectionDraft, ask_correction
from moadon.interfaces.office.corrections.lists import correction_href
from moadon.interfaces.office.corrections.words import hand_of, reason_name
from moadon.interfaces.office.members.moves import gather
from moadon.interfaces.office.members.naming import Programmes, Shop, crumbs_to, member_href
from moadon.interfaces.office.members.statement import Statement
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.once import once
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shell import render_page
from moadon.kernel.digits import to_ascii_digits
from moadon.kernel.ids import row_id
from moadon.kernel.money import format_decimal, parse_decimal
from moadon.kernel.refusals import Refused
from moadon.ui import marks
from moadon.ui.fields import DayField
from moadon.ui.forms import LookForm
from moadon.ui.parts import Text


class CorrectionForm(LookForm):
    """Which wallet, which way, how much, and why."""

    widths = {"wallet": "md", "way": "md", "amount": "sm", "reason": "lg", "note": "lg", "expires_on": "sm"}  # noqa: RUF012 (as LookForm declares it)

    wallet = forms.ChoiceField(label=gettext_lazy("Wallet"))
    way = forms.ChoiceField(
        label=gettext_lazy("Give or take"), choices=[("give", gettext_lazy("give")), ("take", gettext_lazy("take"))]
    )
    amount = forms.CharField(
        label=gettext_lazy("Amount"),
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "dir": "ltr"}),
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), help_text=gettext_lazy("The member reads it on the statement, in their language.")
    )
    note = forms.CharField(
        label=gettext_lazy("In your words"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("For the office alone. Whoever approves reads it."),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    expires_on = DayField(
        label=gettext_lazy("Good until"),
        required=False,
        help_text=gettext_lazy("Of what is given. Left empty: by the wallet’s own terms."),
    )
    shortage = forms.BooleanField(
        label=gettext_lazy("Let what is not there be owed"),
        required=False,
        help_text=gettext_lazy("Of what is taken. Otherwise no more is taken than can be spent."),
    )

    def __init__(self, book: Programmes, policy: Policy, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        wallets, reasons = self.fields["wallet"], self.fields["reason"]
        assert isinstance(wallets, forms.ChoiceField)
        assert isinstance(reasons, forms.ChoiceField)
        wallets.choices = [(code, str(book.wallet_name(code))) for code in book.holders]
        reasons.choices = [(one.code, reason_name(policy, one.code)) for one in policy.reasons]

    def draft(self, member: str, entry: str | None) -> CorrectionDraft:
        """What was typed. The form is valid."""
        typed = self.cleaned_data
        taking = typed["way"] == "take"
        amount = to_ascii_digits(typed["amount"]).replace("٫", ".").strip()
        if amount.startswith(("-", "+")):
            raise Refused("not_a_number", field="amount", given=amount[:40])
        expires_on: date | None = None if taking else typed["expires_on"]
        return CorrectionDraft(
            member,
            typed["wallet"],
            f"-{amount}" if taking else amount,
            typed["reason"],
            typed["note"],
            expires_on,
            entry,
            "arrears" if taking and typed["shortage"] else "refuse",
        )


class _Named:
    """The line of the statement that is corrected, if one is named."""

    def __init__(self, request: OfficeRequest, member: Member, book: Programmes) -> None:
        self.request, self.member, self.book = request, member, book
        self.public = request.GET.get("entry", "")

    @cached_property
    def entry(self) -> Entry | None:
        """Its entry. Raises `Refused("unknown_id", status=404)` for one of somebody else."""
        if not self.public:
            return None
        found = ledger.entries_of(self.member.pk).filter(id=row_id("ent", self.public)).first()
        if found is None:
            raise Refused("unknown_id", status=404, given=self.public[:40])
        return found

    @property
    def line(self) -> object:
        """The line as the statement has it."""
        if self.entry is None:
            return None
        statement = Statement(self.book, Shop(self.request.club), only_branch=self.request.role.branch_id)
        lines = ledger.entries_of(self.member.pk).filter(transaction=self.entry.transaction_id)
        return statement.entries(gather(lines.filter(wallet=self.entry.wallet)))

    def initial(self) -> dict[str, object]:
        """The form that takes back exactly what the line gave, or gives back what it took."""
        if self.entry is None:
            return {"reason": "goodwill"}
        moved = gather(ledger.entries_of(self.member.pk).filter(transaction=self.entry.transaction_id))
        units = sum(one.amount + one.pending for one in moved if one.wallet == self.entry.wallet)
        wallet = self.book.wallet(self.entry.wallet)
        amount = format_decimal(abs(units), wallet.places if wallet else self.request.club.exponent)
        way = "take" if units > 0 else "give"
        undone = self.entry.transaction.kind == "correction"
        return {
            "wallet": self.entry.wallet,
            "way": way,
            "amount": amount,
            "reason": "undo" if undone else "wrong_amount",
        }


@page(May.ASK_CORRECTIONS)
def correct(request: OfficeRequest, member_id: str) -> HttpResponseBase:
    """The form; then the member's page, or the request that waits."""
    club = request.club
    with reading(request):
        member = members.member(club, member_id)
        book, policy = Programmes(club), queries.policy(club)
        named = _Named(request, member, book)
        form = CorrectionForm(book, policy, request.POST or None, initial=named.initial())
        valid = form.is_valid()
    if request.method == "POST" and valid:
        try:
            draft = form.draft(member_id, named.public or None)
            told = once(request, lambda: {"row": ask_correction(club, draft, hand_of(request), datetime.now(UTC))})
        except Refused as refused:
            refuse(form, refused)
        else:
            return _after(request, member, told["row"])
    told = {
        "form": form,
        "crumbs": crumbs_to(request, _("Correct a balance"), member),
        "back": member_href(club.slug, member.pk),
        "limits": _limits(request, policy, book),
        "named": named,
    }
    return render_page(request, "office/corrections/ask.html", told, status=422 if form.errors else 200)


def _after(request: OfficeRequest, member: Member, row: int) -> HttpResponseBase:
    slug = request.club.slug
    with reading(request):
        done = queries.request(request.club, row).state == "done"
    toast(request, _("The balance is corrected.") if done else _("It waits for a second person."))
    return redirect(member_href(slug, member.pk) if done else correction_href(slug, row))


def _limits(request: OfficeRequest, policy: Policy, book: Programmes) -> list[SafeString]:
    """What the reader may do alone, by kind of the wallets that there are."""
    kinds = sorted({wallet.kind for code in book.holders if (wallet := book.wallet(code))})
    return [_told(request, kind, limit_of(policy, hand_of(request).role, kind)) for kind in kinds]


def _told(request: OfficeRequest, kind: str, limit: Limit) -> SafeString:
    name = _("Points") if kind == "points" else _("Credit")
    if limit == Limit(None, None):
        return format_html(_("{wallet}: you may correct any amount alone."), wallet=name)
    if "0" in limit:
        return format_html(_("{wallet}: every correction waits for a second person."), wallet=name)
    single, day = (_amount(request, kind, text) for text in limit)
    return format_html(
        _("{wallet}: alone {single} at once and {day} a day; more waits for a second person."),
        wallet=name,
        single=single,
        day=day,
    )


def _amount(request: OfficeRequest, kind: str, text: str | None) -> Text:
    if text is None:
        return _("any amount")
    if kind == "points":
        return marks.points(parse_decimal(text, 2), 2) if "." in text else marks.points(parse_decimal(text, 0))
    return marks.money(parse_decimal(text, request.club.exponent), brief=True)
