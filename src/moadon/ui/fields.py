"""Form fields for what people type: money, days, decimals, phones. Digits of any script are taken."""

import datetime as dt
import re
from typing import Any

import jdatetime
from babel.dates import format_date
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from moadon.kernel.digits import to_ascii_digits, without_marks
from moadon.kernel.money import exponent_of, format_decimal, parse_decimal
from moadon.kernel.refusals import Refused
from moadon.kernel.shape_words import PERSIAN_DIGITS
from moadon.ui.reader import shapes

_GROUPS = re.compile(r"(?<=\d)[,٬](?=\d{3}(?!\d))")
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\Z|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\Z")
_CLOCK = re.compile(r"(.+?)[T\s]+([01]?\d|2[0-3]):([0-5]\d)\Z")
_JALALI_BEFORE = 1700
"""A year below this was meant in the Jalali calendar."""


class MoneyInput(forms.TextInput):
    """A field with the currency's sign inside, as wide as a sum."""

    template_name = "ui/money_input.html"

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The template's context with the sign."""
        context = super().get_context(name, value, {"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})
        return {**context, "symbol": shapes().symbol}


class MoneyField(forms.Field):
    """A sum of the club's currency; its value is a whole number of minor units."""

    widget = MoneyInput

    def __init__(self, *, least: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.least = least

    def prepare_value(self, value: object) -> object:
        """Minor units as digits in the reader's script; what was typed stays as it was."""
        return shapes().amount(value) if isinstance(value, int) else value

    def to_python(self, value: object) -> int | None:
        """Minor units. Raises ValidationError with the way out."""
        if value in self.empty_values:
            return None
        places = exponent_of(shapes().currency)
        minor = _decimal(str(value), places)
        if self.least is not None and minor < self.least:
            least = shapes().money(self.least)
            raise ValidationError(_("The least is %(least)s."), code="too_little", params={"least": least})
        return minor


class DecimalField(forms.Field):
    """A plain decimal of at most `places`; its value is a whole number of units of 10**-places."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "dir": "ltr"})

    def __init__(self, *, places: int = 0, **options: Any) -> None:
        super().__init__(**options)
        self.places = places

    def prepare_value(self, value: object) -> object:
        """The number as one types it."""
        return format_decimal(value, self.places) if isinstance(value, int) else value

    def to_python(self, value: object) -> int | None:
        """The number in units of 10**-places. Raises ValidationError with the way out."""
        return None if value in self.empty_values else _decimal(str(value), self.places)


class DayInput(forms.DateInput):
    """The browser's own day picker; for Persian readers a plain field, since browsers know no Jalali. What is typed in
    that stands under it as a Gregorian day as well, while it is typed."""

    template_name = "ui/day_input.html"
    native = "date"
    example = "۱۴۰۵/۰۹/۰۸"

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The template's context for the reader's calendar."""
        persian = shapes().language == "fa"
        extra = {"dir": "ltr", "placeholder": self.example} if persian else {}
        shown = self.shown(value, persian) if isinstance(value, dt.date) else value
        context = super().get_context(name, shown, {**extra, "autocomplete": "off", **(attrs or {})})
        context["widget"]["type"] = "text" if persian else self.native
        return {**context, "persian": persian}

    def shown(self, value: dt.date, persian: bool) -> str:
        """A value as the field holds it."""
        return shapes().date(value, narrow=True) if persian else value.isoformat()

    def format_value(self, value: object) -> str | None:
        """What was given, already in the reader's form."""
        return None if value in (None, "") else str(value)


class MomentInput(DayInput):
    """A day with a time of the club's wall clock, as `DayInput`; its value is a datetime without a zone."""

    native = "datetime-local"
    example = "۱۴۰۵/۰۹/۰۸ ۰۹:۰۰"

    def shown(self, value: dt.date, persian: bool) -> str:
        """A value as the field holds it, to the minute."""
        clock = f"{value:%H:%M}"
        if persian:
            return f"{shapes().date(value, narrow=True)} {clock.translate(PERSIAN_DIGITS)}"
        return f"{value:%Y-%m-%d}T{clock}"


class DayField(forms.Field):
    """A day: ISO, the reader's own order, or Jalali; its value is a date."""

    widget = DayInput

    def to_python(self, value: object) -> dt.date | None:
        """The date. Raises ValidationError with an example."""
        if isinstance(value, dt.date):
            return value
        if value in self.empty_values:
            return None
        day = read_day(str(value))
        if day is None:
            example = shapes().date(dt.date(2026, 11, 29), narrow=True)
            raise ValidationError(_("Write the day like %(example)s."), code="not_a_day", params={"example": example})
        return day


class MomentField(forms.Field):
    """A day with a time of the club's wall clock; without a time, where the day begins. Its value has no zone."""

    widget = MomentInput

    def to_python(self, value: object) -> dt.datetime | None:
        """The moment. Raises ValidationError with an example."""
        if isinstance(value, dt.datetime):
            return value
        if value in self.empty_values:
            return None
        moment = read_moment(str(value))
        if moment is None:
            example = (
                MomentInput()
                .shown(dt.datetime.combine(dt.date(2026, 11, 29), dt.time(9)), shapes().language == "fa")
                .replace("T", " ")
            )
            words = _("Write day and time like %(example)s.")
            raise ValidationError(words, code="not_a_moment", params={"example": example})
        return moment


def read_moment(text: str) -> dt.datetime | None:
    """A day as `read_day` takes it, with or without a time after it: "1405/09/08 9:30". None when it is none."""
    plain = to_ascii_digits(without_marks(text)).strip()
    match = _CLOCK.match(plain)
    day = read_day(match[1] if match else plain)
    if day is None:
        return None
    return dt.datetime.combine(day, dt.time(int(match[2]), int(match[3])) if match else dt.time())


def gregorian(text: str) -> str:
    """The day that was typed as a Persian reader writes it in the Gregorian calendar; nothing when it is none."""
    moment = read_moment(text)
    return format_date(moment, "d MMMM y", locale="fa").translate(PERSIAN_DIGITS) if moment else ""


def read_day(text: str) -> dt.date | None:
    """A day as people type it: 2026-11-29, 29.11.2026, 1405/09/08, digits of any script. None when it is none."""
    match = _DAY.match(to_ascii_digits(without_marks(text)).strip())
    if not match:
        return None
    groups = [int(group) for group in match.groups() if group]
    year, month, day = groups if match.group(1) else reversed(groups)
    try:
        if year < _JALALI_BEFORE:
            given: dt.date = jdatetime.date(year, month, day).togregorian()
        else:
            given = dt.date(year, month, day)
    except ValueError:
        return None
    return given


def _decimal(text: str, places: int) -> int:
    try:
        return parse_decimal(_GROUPS.sub("", text), places)
    except Refused as refused:
        words = {
            "too_many_decimals": _("At most %(places)s digits after the point."),
            "out_of_range": _("This is more than can be kept."),
        }
        message = words.get(refused.code, _("Write a number, like %(example)s."))
        example = shapes().number(format_decimal(12 * 10**places, places), None)
        params = {"places": shapes().number(places), "example": example}
        raise ValidationError(message, code=refused.code, params=params) from None
