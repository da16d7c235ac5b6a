"""The club: its name, colour, languages and clock, and what its manager decides for every till."""

from dataclasses import asdict

from django import forms
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moadon.apps.clubs import actions
from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import ClubChanges, ClubInfo, ClubSettings
from moadon.interfaces.office.parts.access import OfficeRequest, page
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.roles import PROOF_WORDS, ROLE_WORDS
from moadon.interfaces.office.settings.frame import tabs
from moadon.interfaces.office.shell import render_page
from moadon.interfaces.office.shop.frame import LEFT_TO_RIGHT
from moadon.kernel.refusals import Refused
from moadon.ui.fields import DecimalField, MoneyField, read_day
from moadon.ui.forms import LookForm
from moadon.ui.reader import LANGUAGES

OF_THE_CLUB = ("name", "brand_colour", "languages", "time_zone")
DECIDED = (
    "unknown_sku",
    "spent_before_return",
    "forgive_limit",
    "grace_days",
    "future_minutes",
    "stopped_receipts",
    "wrong_pins",
)
PROMISED = ("notice_months", "gift_months", "return_credit_months")
CHOSEN = ("cohort", "voucher_tax")
ACCOUNTS = ("account_sales", "account_owed", "account_redeemed", "account_breakage", "account_tax")
SAFE = ("second_factor", "requests_a_minute")
PROVEN = ("proof_floor_money", "proof_floor_points", "proof_kinds", "code_minutes")


class ClubForm(LookForm):
    """The club as typed; the action checks it."""

    widths = {  # noqa: RUF012 (as LookForm declares it)
        "brand_colour": "xs", "grace_days": "xs", "future_minutes": "xs", "notice_months": "xs",
        "gift_months": "xs", "return_credit_months": "xs", "wrong_pins": "xs", "unknown_sku": "lg",
        "stopped_receipts": "lg", "spent_before_return": "lg", "cohort": "lg", "voucher_tax": "lg",
        "requests_a_minute": "sm", "proof_floor_money": "sm", "proof_floor_points": "sm", "code_minutes": "xs",
    }  # fmt: skip

    name = forms.CharField(label=gettext_lazy("Name"), widget=forms.TextInput({"dir": "auto"}))
    brand_colour = forms.CharField(
        label=gettext_lazy("Colour"),
        help_text=gettext_lazy("Of the club's mark and of what members see, like #0b5f7a."),
        widget=forms.TextInput(LEFT_TO_RIGHT),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        choices=[(str(code), name) for code, name in LANGUAGES.items()],
        help_text=gettext_lazy("Every programme has to speak each of them."),
        widget=forms.CheckboxSelectMultiple,
    )
    time_zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Where the club's days begin and end. A change counts from now on."),
        widget=forms.TextInput(LEFT_TO_RIGHT),
    )
    unknown_sku = forms.ChoiceField(
        label=gettext_lazy("A sku that the catalogue does not list"),
        choices=[
            ("take", gettext_lazy("is taken, and waits in the catalogue")),
            ("refuse", gettext_lazy("refuses the receipt")),
        ],
    )
    spent_before_return = forms.ChoiceField(
        label=gettext_lazy("What a returned sale gave, when it is spent already,"),
        choices=[
            ("arrears", gettext_lazy("is taken from what the member earns next")),
            ("refund", gettext_lazy("is taken from the refund")),
            ("forgive", gettext_lazy("is forgiven, up to the limit below")),
        ],
    )
    forgive_limit = MoneyField(
        label=gettext_lazy("Forgiven at most"), required=False, help_text=gettext_lazy("For each returned sale.")
    )
    grace_days = DecimalField(
        label=gettext_lazy("Days to live for value that comes back after it expired"),
        required=False,
        help_text=gettext_lazy("With 0 it comes back expired."),
    )
    future_minutes = DecimalField(
        label=gettext_lazy("Minutes that a till's clock may be ahead"),
        required=False,
        help_text=gettext_lazy("A receipt further in the future is refused."),
    )

    stopped_receipts = forms.ChoiceField(
        label=gettext_lazy("What stopped employees and tills ring"),
        choices=[
            ("refuse", gettext_lazy("is refused")),
            ("review", gettext_lazy("is taken, and what it gives is set aside until somebody has looked")),
        ],
    )

    wrong_pins = DecimalField(
        label=gettext_lazy("Wrong PINs that lock a gift card"),
        required=False,
        help_text=gettext_lazy("A manager unlocks it. Only cards that are sold with a PIN are asked for one."),
    )

    notice_months = DecimalField(
        label=gettext_lazy("Months of notice before a change that is worse for members"),
        required=False,
        help_text=gettext_lazy("Left empty: what the law asks for. In Israel it is never less than three."),
    )

    gift_months = DecimalField(
        label=gettext_lazy("Months for which gift cards and loaded money are good"),
        required=False,
        help_text=gettext_lazy(
            "Left empty: what the law asks for, in Israel five years. Only longer counts; with 0 they never end."
        ),
    )
    return_credit_months = DecimalField(
        label=gettext_lazy("Months for which return credit is good"),
        required=False,
        help_text=gettext_lazy(
            "Left empty: what the law asks for, in Israel two years. Only longer counts; with 0 it never ends."
        ),
    )

    cohort = forms.ChoiceField(
        label=gettext_lazy("Value is followed by the"),
        choices=[
            ("month", gettext_lazy("month in which it was given")),
            ("year", gettext_lazy("year in which it was given")),
        ],
    )
    voucher_tax = forms.ChoiceField(
        label=gettext_lazy("Vouchers are taxed"),
        choices=[
            ("multi_purpose", gettext_lazy("when they are redeemed (many purposes)")),
            ("single_purpose", gettext_lazy("when they are sold (a single purpose)")),
        ],
    )
    expected_redemption = forms.CharField(
        label=gettext_lazy("Share that is expected to be redeemed"),
        required=False,
        help_text=gettext_lazy(
            "One a line: wallet, first day, share, like points 2026-01-01 0.95. Left empty: what ended lots say."
        ),
        widget=forms.Textarea({**LEFT_TO_RIGHT, "rows": 3}),
    )
    account_sales = forms.CharField(label=gettext_lazy("Account of sales"), required=False)
    account_owed = forms.CharField(label=gettext_lazy("Account of what is owed to members"), required=False)
    account_redeemed = forms.CharField(label=gettext_lazy("Account of redeemed value"), required=False)
    account_breakage = forms.CharField(label=gettext_lazy("Account of value not redeemed"), required=False)
    account_tax = forms.CharField(
        label=gettext_lazy("Account of tax on vouchers"),
        required=False,
        help_text=gettext_lazy("As your chart of accounts calls them. Left empty: our own words."),
    )

    second_factor = forms.MultipleChoiceField(
        label=gettext_lazy("Who comes in by a second factor only"),
        choices=[(role.value, words) for role, words in ROLE_WORDS.items()],
        required=False,
        help_text=gettext_lazy("They set it up at their next click; a password alone lets nobody of these roles in."),
        widget=forms.CheckboxSelectMultiple,
    )

    requests_a_minute = DecimalField(
        label=gettext_lazy("Requests a minute that one key may make"),
        required=False,
        help_text=gettext_lazy("With 0 as many as it likes. What is over is refused and told when to come again."),
    )

    proof_floor_money = MoneyField(
        label=gettext_lazy("Money that may be spent in 24 hours without proof"),
        required=False,
        help_text=gettext_lazy("Credit and gifts. With 0 proof is always asked for; left empty, never."),
    )
    proof_floor_points = DecimalField(
        label=gettext_lazy("Points that may be spent in 24 hours without proof"),
        required=False,
        help_text=gettext_lazy("With 0 proof is always asked for; left empty, never."),
    )
    proof_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Proofs that are taken"),
        choices=[(kind, words) for kind, words in PROOF_WORDS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    code_minutes = DecimalField(
        label=gettext_lazy("Minutes that a one-time code lives"),
        required=False,
        help_text=gettext_lazy("Codes go out by mail, once a mail server is set up."),
    )
    auditors = forms.CharField(
        label=gettext_lazy("Mailed to"),
        required=False,
        help_text=gettext_lazy("Addresses, one a line. Each gets the newest checkpoint of the books every morning."),
        widget=forms.Textarea({**LEFT_TO_RIGHT, "rows": 3}),
    )

    def clean_expected_redemption(self) -> str:
        """The estimates with their days in the ISO form, however they were typed."""
        return "\n".join(_with_iso_day(line) for line in self.cleaned_data["expected_redemption"].splitlines())

    def changes(self) -> ClubChanges:
        """What was typed; a figure left empty is 0. The form is valid. Raises `Refused` for what is no estimate."""
        typed = self.cleaned_data
        return ClubChanges(
            name=typed["name"],
            brand_colour=typed["brand_colour"].strip(),
            languages=tuple(typed["languages"]),
            time_zone=typed["time_zone"],
            settings={
                **{name: 0 if typed[name] is None else typed[name] for name in (*DECIDED, "requests_a_minute")},
                **{name: typed[name] for name in (*PROMISED, *CHOSEN, *ACCOUNTS, "second_factor")},
                "wrong_pins": typed["wrong_pins"] or ClubSettings().wrong_pins,
                **{name: typed[name] for name in PROVEN},
                "code_minutes": ClubSettings().code_minutes if typed["code_minutes"] is None else typed["code_minutes"],
                "auditors": tuple(typed["auditors"].split()),
                "expected_redemption": actions.read_expectations(typed["expected_redemption"]),
            },
        )


def _with_iso_day(line: str) -> str:
    wallet, _space, rest = line.strip().partition(" ")
    typed, _space, share = rest.strip().rpartition(" ")
    day = read_day(typed)
    return line if day is None else f"{wallet} {day.isoformat()} {share}"


def _values_of(club: ClubInfo) -> dict[str, object]:
    own = {name: getattr(club, name) for name in OF_THE_CLUB}
    expected = "\n".join(" ".join(one) for one in club.settings.expected_redemption)
    mailed = "\n".join(club.settings.auditors)
    told = {"languages": list(club.languages), "expected_redemption": expected, "auditors": mailed}
    return {**own, **asdict(club.settings), **told}


@page(May.MANAGE_CLUB)
def settings_page(request: OfficeRequest) -> HttpResponseBase:
    """The form with what is decided now; saving stays on it."""
    form = ClubForm(request.POST or None, initial=_values_of(request.club))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_club(club=request.club, changes=form.changes(), actor=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            toast(request, _("Saved."))
            return redirect(reverse("settings", args=[request.club.slug]))
    context = {
        **tabs(request, "settings"),
        "form": form,
        "own": [form[name] for name in OF_THE_CLUB],
        "decided": [form[name] for name in DECIDED],
        "promised": [form[name] for name in PROMISED],
        "accounted": [form[name] for name in (*CHOSEN, "expected_redemption", *ACCOUNTS)],
        "proven": [form[name] for name in PROVEN],
        "mailed": [form["auditors"]],
        "safe": [form[name] for name in SAFE],
    }
    return render_page(request, "office/settings/club.html", context, status=422 if form.errors else 200)
