"""The forms of pools, and of what is done with their codes; flows and actions check what they hold."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.coupons.models import Pool
from moadon.apps.coupons.types import NewPool, PoolChanges
from moadon.engine.coupons import Pattern
from moadon.interfaces.office.coupons.words import KINDS
from moadon.interfaces.office.shop.frame import LEFT_TO_RIGHT
from moadon.kernel.calendars import day_end, day_start, local_day
from moadon.ui.fields import DayField, DecimalField, MoneyField
from moadon.ui.forms import LookForm

_LETTERS = [("letters", _("letters and digits, none that look alike")), ("digits", _("digits alone, for a keypad"))]
_RECEIPTS = [("", _("with none")), ("any", _("of any customer")), ("member", _("of members"))]


class PoolForm(LookForm):
    """A pool as typed. Days are whole days of the club, the last one included."""

    widths = {  # noqa: RUF012 (as LookForm declares it)
        "word": "sm", "begins": "xs", "length": "xs", "uses": "xs", "count": "sm", "days": "xs",
    }  # fmt: skip

    name = forms.CharField(label=_("Name"), widget=forms.TextInput({"dir": "auto"}), max_length=100)
    word = forms.ChoiceField(
        label=_("Coupon"),
        help_text=_("As a programme names it. From now on only codes open it: the bare word does not."),
    )
    kind = forms.ChoiceField(label=_("Codes are"), choices=list(KINDS.items()))
    count = DecimalField(label=_("Codes to make now"), required=False, help_text=_("Up to a million."))
    begins = forms.CharField(
        label=_("Every code begins with"), required=False, widget=forms.TextInput(LEFT_TO_RIGHT), max_length=12
    )
    alphabet = forms.ChoiceField(label=_("Made of"), choices=_LETTERS)
    length = DecimalField(
        label=_("Letters at random"), help_text=_("At least 13, or 19 digits; of personal codes 7, or 10 digits.")
    )
    uses = DecimalField(label=_("Each may be used so many times"))
    valid_from = DayField(label=_("Work from"), required=False)
    valid_until = DayField(label=_("Work until, included"), required=False)
    days = DecimalField(
        label=_("Work so many days"), required=False, help_text=_("From the day on which one was given out.")
    )
    receipts_for = forms.ChoiceField(
        label=_("Print one with receipts"),
        choices=_RECEIPTS,
        required=False,
        help_text=_("For the next visit. When the goods come back, a code that was not used goes with them."),
    )
    receipts_from = MoneyField(label=_("From so much to pay"), required=False, least=0)

    def __init__(self, club: ClubInfo, words: list[str], *args: Any, made: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.club = club
        field = self.fields["word"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(word, word) for word in words]
        if made:
            for name in ("word", "kind", "count", "begins", "alphabet", "length", "uses"):
                del self.fields[name]

    def new_pool(self) -> NewPool:
        """The pool to make. The form is valid."""
        typed = self.cleaned_data
        pattern = Pattern(typed["begins"], typed["length"], typed["alphabet"])
        terms = self.changes()
        return NewPool(
            word=typed["word"], kind=typed["kind"], pattern=pattern, uses=typed["uses"], count=typed["count"] or 0,
            **terms,
        )  # fmt: skip

    def changes(self) -> PoolChanges:
        """What may be changed of a pool. The form is valid."""
        typed, zone = self.cleaned_data, self.club.time_zone
        return PoolChanges(
            name=typed["name"],
            valid_from=day_start(typed["valid_from"], zone) if typed["valid_from"] else None,
            valid_until=day_end(typed["valid_until"], zone) if typed["valid_until"] else None,
            days=typed["days"],
            receipts_for=typed["receipts_for"],
            receipts_from=typed["receipts_from"] or 0,
        )


def values_of(row: Pool, zone: str) -> dict[str, object]:
    """A pool as its form shows it."""
    return {
        "name": row.name,
        "valid_from": _day(row.valid_from, zone),
        "valid_until": _last_day(row.valid_until, zone),
        "days": row.days,
        "receipts_for": row.receipts_for,
        "receipts_from": row.receipts_from,
    }


def _day(moment: datetime | None, zone: str) -> date | None:
    return None if moment is None else local_day(moment, zone)


def _last_day(moment: datetime | None, zone: str) -> date | None:
    """The last day on which something works that ends at `moment`."""
    return None if moment is None else local_day(moment - timedelta(microseconds=1), zone)


class CountForm(LookForm):
    """How many codes."""

    widths = {"count": "sm"}  # noqa: RUF012 (as LookForm declares it)

    count = DecimalField(label=_("Codes"))


class IssueForm(LookForm):
    """To whom codes are given."""

    widths = {"members": "lg"}  # noqa: RUF012 (as LookForm declares it)

    members = forms.CharField(
        label=_("Members"),
        required=False,
        help_text=_("Phones, cards or numbers elsewhere, one a line."),
        widget=forms.Textarea({**LEFT_TO_RIGHT, "rows": 5}),
    )
    segment = forms.CharField(label=_("Or a segment"), required=False, widget=forms.TextInput(LEFT_TO_RIGHT))

    def named(self) -> list[str] | None:
        """Who is named; None where nobody is. The form is valid."""
        lines = [line.strip() for line in self.cleaned_data["members"].splitlines() if line.strip()]
        return lines or None


class ReserveForm(CountForm):
    """For whom codes are set aside."""

    channel = forms.CharField(label=_("For a channel"), required=False, widget=forms.TextInput(LEFT_TO_RIGHT))
    partner = forms.CharField(label=_("Or a partner"), required=False, widget=forms.TextInput({"dir": "auto"}))
    member = forms.CharField(label=_("Or a member"), required=False, widget=forms.TextInput(LEFT_TO_RIGHT))
    until = DayField(label=_("Until, included"), required=False)


class LookUpForm(LookForm):
    """A code that somebody shows."""

    code = forms.CharField(
        label=_("Code"), widget=forms.TextInput({**LEFT_TO_RIGHT, "autofocus": True}), max_length=100
    )
