"""The head of a receipt that is entered by hand: for whom, where, when, by whom, under which number."""

import re
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from moadon.interfaces.office.members.naming import Shop
from moadon.kernel.calendars import zone_of
from moadon.kernel.digits import to_ascii_digits
from moadon.ui.fields import DayField
from moadon.ui.forms import LookForm
from moadon.ui.reader import shapes

_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)\Z")
NAMED = {"dir": "auto", "autocomplete": "off", "spellcheck": "false"}
LEFT_TO_RIGHT = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}


class TimeField(forms.Field):
    """A time of the club's wall clock, in digits of any script."""

    widget = forms.TextInput(attrs={**LEFT_TO_RIGHT, "inputmode": "numeric"})

    def to_python(self, value: object) -> time | None:
        """The time. Raises ValidationError with an example."""
        if value in self.empty_values:
            return None
        match = _TIME.match(to_ascii_digits(str(value)).strip())
        if match is None:
            raise ValidationError(_("Write the time like %(example)s."), params={"example": "17:20"})
        return time(int(match[1]), int(match[2]))


class HeadForm(LookForm):
    """The head as typed. Codes stand for branch and employee, as on a till."""

    widths = {"member": "md", "number": "sm", "day": "sm", "time": "xs", "branch": "md", "employee": "md", "till": "xs"}  # noqa: RUF012

    member = forms.CharField(
        label=_("Member"), required=False, widget=forms.TextInput(NAMED),
        help_text=_("Phone, card or number. Empty: nobody is named, and nothing is earned."),
    )  # fmt: skip
    number = forms.CharField(label=_("Number of the receipt"), max_length=64, widget=forms.TextInput(LEFT_TO_RIGHT))
    day = DayField(label=_("Day"))
    time = TimeField(label=_("Time"))
    branch = forms.ChoiceField(label=_("Branch"), required=False)
    till = forms.CharField(label=_("Till"), required=False, max_length=64, widget=forms.TextInput(LEFT_TO_RIGHT))
    employee = forms.ChoiceField(label=_("Employee"), required=False)

    def __init__(self, shop: Shop, own_branch: int | None, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        places = [p for p in shop.places.values() if p.active and own_branch in (None, p.id)]
        staff = [e for e in shop.staff.values() if e.active and own_branch in (None, e.branch_id)]
        none = [] if own_branch is not None else [("", "—")]
        self._choose("branch", [*none, *((p.code, p.name) for p in places)])
        self._choose("employee", [("", "—"), *((e.code, e.name) for e in staff)])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def head(self) -> dict[str, object]:
        """The head as a till would send it. The form is valid."""
        names = ("member", "number", "branch", "till", "employee")
        return {name: self.cleaned_data.get(name) or None for name in names}

    def moment(self) -> datetime:
        """When the receipt was paid. The form is valid."""
        day, clock = self.cleaned_data["day"], self.cleaned_data["time"]
        return datetime.combine(day, clock, zone_of(shapes().zone))
