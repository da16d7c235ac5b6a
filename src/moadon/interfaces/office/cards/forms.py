"""Forms of gift cards."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from moadon.flows.cards.posting import Addressee
from moadon.interfaces.office.shop.frame import LEFT_TO_RIGHT
from moadon.kernel.money import format_decimal
from moadon.ui.fields import DecimalField, MoneyField
from moadon.ui.forms import LookForm
from moadon.ui.reader import LANGUAGES


class _Sold(LookForm):
    """How much, and what sold it."""

    widths = {"amount": "sm", "pin": "xs", "code": "lg", "size": "xs"}  # noqa: RUF012 (as LookForm declares it)

    def __init__(self, exponent: int, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.exponent = exponent

    def said(self) -> str:
        """The amount as decimal text; empty where none was typed."""
        typed = self.cleaned_data.get("amount")
        return "" if typed is None else format_decimal(typed, self.exponent)


class CardForm(_Sold):
    """A card that is sold. `languages`: what a letter of the club can be written in."""

    amount = MoneyField(label=gettext_lazy("Amount"))
    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        help_text=gettext_lazy("What was paid with it: the number of a receipt or of an order."),
        widget=forms.TextInput({"dir": "auto"}),
    )
    with_pin = forms.BooleanField(
        label=gettext_lazy("With a PIN"),
        required=False,
        help_text=gettext_lazy("Four digits that are asked for besides the code."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        help_text=gettext_lazy("For whom it is, a word to go with it."),
        widget=forms.TextInput({"dir": "auto"}),
    )
    email = forms.CharField(
        label=gettext_lazy("Send it to this e-mail"),
        required=False,
        help_text=gettext_lazy("Then its code is told to nobody else. Left empty: you see it once, here."),
        widget=forms.TextInput(LEFT_TO_RIGHT),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the letter"), required=False)

    def __init__(self, languages: Sequence[str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = {str(code): name for code, name in LANGUAGES.items()}
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, names[code]) for code in languages]

    def to(self) -> Addressee | None:
        """Who gets it by e-mail, if anybody. The form is valid."""
        email = self.cleaned_data["email"]
        return Addressee(email, self.cleaned_data["language"] or None) if email else None


class SeriesForm(_Sold):
    """A series to print."""

    name = forms.CharField(label=gettext_lazy("Name"), widget=forms.TextInput({"dir": "auto"}))
    amount = MoneyField(label=gettext_lazy("Each worth"))
    size = DecimalField(label=gettext_lazy("How many cards"), help_text=gettext_lazy("At most 10,000."))
    with_pin = forms.BooleanField(label=gettext_lazy("With a PIN each"), required=False)


class CodeForm(LookForm):
    """A code, and a PIN if the card has one."""

    widths = {"pin": "xs"}  # noqa: RUF012 (as LookForm declares it)

    code = forms.CharField(label=gettext_lazy("Code"), widget=forms.TextInput(LEFT_TO_RIGHT))
    pin = forms.CharField(label=gettext_lazy("PIN"), required=False, widget=forms.TextInput(LEFT_TO_RIGHT))


class ActivationForm(LookForm):
    """A printed card that is sold."""

    code = forms.CharField(label=gettext_lazy("Code"), widget=forms.TextInput(LEFT_TO_RIGHT))
    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        help_text=gettext_lazy("What was paid with it: the number of a receipt or of an order."),
        widget=forms.TextInput({"dir": "auto"}),
    )


class ReasonForm(LookForm):
    """Why it is done."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("The audit log keeps it."),
        widget=forms.TextInput({"dir": "auto"}),
    )


class AttachForm(LookForm):
    """Whose account a card is put on."""

    member = forms.CharField(
        label=gettext_lazy("Member"),
        help_text=gettext_lazy("Phone, card, e-mail or number elsewhere."),
        widget=forms.TextInput(LEFT_TO_RIGHT),
    )
