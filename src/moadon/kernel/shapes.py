"""How figures, money, days and phones are written in each language, for one club.

A *day* is written in the reader's own calendar (Persian readers: Jalali), a *period* in the club's, because the
club's rules run on it. Values come in as whole minor units or decimal strings; floats are refused.
"""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

import jdatetime
import phonenumbers
from babel.core import get_global
from babel.numbers import get_currency_name, get_currency_symbol

from moadon.kernel import shape_words as words
from moadon.kernel.calendars import Calendar, PeriodKind, zone_of
from moadon.kernel.money import exponent_of
from moadon.kernel.shape_words import Language

MINUS = "\u2212"
NO_BREAK = "\u00a0"
_LTR, _AUTO, _END = "\u2066", "\u2068", "\u2069"

type_of_number = int | str | Decimal


class Shaped(NamedTuple):
    """A figure and the unit after it. The figure reads left to right by itself; the unit joins the sentence."""

    figure: str
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.figure}{NO_BREAK}{self.unit}" if self.unit else self.figure


@dataclass(frozen=True)
class Shapes:
    """Writes values for a reader of `language` in a club with `currency`, `calendar` and time `zone` (IANA).

    With `isolating`, every parameter of a sentence comes between Unicode isolates, so that it keeps its own
    direction inside any other; pages turn these into markup.
    """

    language: Language
    currency: str
    calendar: Calendar
    zone: str
    isolating: bool = False

    def in_page(self) -> "Shapes":
        """The same shapes with isolates around what `say` gives."""
        return replace(self, isolating=True)

    # Numbers

    def number(self, value: type_of_number, places: int | None = 0) -> str:
        """`value` with groups of three, rounded half up to `places` (None: as many as it has)."""
        return self._digits(_decimal(value), places)

    def percent_parts(self, share: type_of_number, places: int | None = None, *, narrow: bool = False) -> Shaped:
        """A share (0.48) as a percentage; `narrow` is for tables. Without `places`: at most two, no idle zeros."""
        hundred = _decimal(share) * 100
        if places is None:
            hundred, places = hundred.quantize(Decimal("0.01"), ROUND_HALF_UP).normalize(), None
        figure = self._digits(hundred, places)
        if self.language == "fa":
            return Shaped(figure + "٪") if narrow else Shaped(figure, words.PERCENT_FA)
        return Shaped(figure + "%")

    def percent(self, share: type_of_number, places: int | None = None, *, narrow: bool = False) -> str:
        """A share (0.48) in words or, `narrow`, for a table: 48%, ۴۸ درصد, ۴۸٪."""
        return str(self.percent_parts(share, places, narrow=narrow))

    def points_change_parts(self, change: type_of_number, places: int = 0) -> Shaped:
        """The difference of two shares (0.02) in percentage points, without its sign."""
        figure = self._digits(abs(_decimal(change)) * 100, places)
        return Shaped(figure, self._one_or_more(words.SHARE_POINTS, figure))

    def points_change(self, change: type_of_number, places: int = 0) -> str:
        """The difference of two shares (0.02) in percentage points, without its sign: "2 points"."""
        return str(self.points_change_parts(change, places))

    def points_parts(self, value: int, places: int = 0, *, narrow: bool = False, signed: bool = False) -> Shaped:
        """Loyalty points in units of 10**-places; `narrow` is for tables."""
        figure = self._digits(Decimal(value).scaleb(-places), places)
        unit = self._one_or_more(words.POINTS_NARROW if narrow else words.POINTS, figure)
        return Shaped(_plus(figure, value) if signed else figure, unit)

    def points(self, value: int, places: int = 0, *, narrow: bool = False) -> str:
        """Loyalty points with their word: "1,240 points"."""
        return str(self.points_parts(value, places, narrow=narrow))

    def short_axis(self, value: type_of_number) -> str:
        """`value` shortened for the axis of a chart, one decimal at most: 2M."""
        number = _decimal(value)
        for size, word in words.AXIS[self.language]:
            if abs(number) >= size:
                short = (number / size).quantize(Decimal("0.1"), ROUND_HALF_UP).normalize()
                return self._digits(short, None) + word.replace(" ", NO_BREAK)
        return self._digits(number, None)

    # Money: whole minor units of the club's currency unless another is named

    def money_parts(
        self, minor: int, *, currency: str | None = None, signed: bool = False, headline: bool = False
    ) -> Shaped:
        """A sum with sign and currency. `headline`: from 1,000 up without decimals. `signed`: a plus where it gains."""
        code = currency or self.currency
        places = exponent_of(code)
        amount = Decimal(minor).scaleb(-places)
        shown = 0 if headline and abs(amount) >= 1000 else places
        figure = self._digits(abs(amount), shown)
        if self.language == "fa":
            return Shaped(_minus(_plus(figure, minor) if signed else figure, minor), _currency_word(code))
        symbol = _currency_symbol(code)
        whole = f"{symbol}{NO_BREAK}{figure}" if symbol[-1].isalpha() else f"{symbol}{figure}"
        return Shaped(_minus(_plus(whole, minor) if signed else whole, minor))

    def money(self, minor: int, currency: str | None = None) -> str:
        """A sum with all its decimals: ₪1,234.50."""
        return str(self.money_parts(minor, currency=currency))

    def money_headline(self, minor: int) -> str:
        """A sum for a headline: from 1,000 up without decimals."""
        return str(self.money_parts(minor, headline=True))

    def signed_money(self, minor: int) -> str:
        """A movement of value: +₪20.00 or −₪40.00."""
        return str(self.money_parts(minor, signed=True))

    def amount(self, minor: int) -> str:
        """A sum as it stands in a field: digits only, no sign of currency, no groups."""
        places = exponent_of(self.currency)
        return self._digits(Decimal(minor).scaleb(-places), places).replace(",", "").replace("٬", "")

    @property
    def symbol(self) -> str:
        """What stands beside a money field: ₪, IRR, or the currency's word in Persian."""
        return _currency_word(self.currency) if self.language == "fa" else _currency_symbol(self.currency)

    # Days, times, periods

    def date(self, day: dt.date, *, narrow: bool = False) -> str:
        """A day: 29 Nov 2026, 29.11.2026, ۸ آذر ۱۴۰۵ (narrow ۱۴۰۵/۰۹/۰۸)."""
        if self.language == "en":
            return f"{day.day} {words.MONTHS_SHORT['en'][day.month - 1]} {day.year}"
        if self.language == "he":
            return f"{day.day}.{day.month}.{day.year}"
        j = jdatetime.date.fromgregorian(date=day)
        if narrow:
            return self._own(f"{j.year}/{j.month:02}/{j.day:02}")
        return self._own(f"{j.day} {words.JALALI_MONTHS['fa'][j.month - 1]} {j.year}")

    def date_long(self, day: dt.date) -> str:
        """A day with its weekday: Sunday 29 November 2026."""
        weekday = words.WEEKDAYS[self.language][day.weekday()]
        if self.language == "en":
            return f"{weekday} {day.day} {words.MONTHS['en'][day.month - 1]} {day.year}"
        if self.language == "he":
            return f"{weekday}, {day.day} ב{words.MONTHS['he'][day.month - 1]} {day.year}"
        return f"{weekday} {self.date(day)}"

    def day_month(self, day: dt.date) -> str:
        """A day without its year: 29 Nov, 29 בנובמבר, ۸ آذر."""
        if self.language == "en":
            return f"{day.day} {words.MONTHS_SHORT['en'][day.month - 1]}"
        if self.language == "he":
            return f"{day.day} ב{words.MONTHS['he'][day.month - 1]}"
        j = jdatetime.date.fromgregorian(date=day)
        return self._own(f"{j.day} {words.JALALI_MONTHS['fa'][j.month - 1]}")

    def local(self, moment: dt.datetime) -> dt.datetime:
        """`moment` (aware) on the club's wall clock. Raises ValueError when it has no offset."""
        if moment.tzinfo is None:
            raise ValueError("a moment needs its offset")
        return moment.astimezone(zone_of(self.zone))

    def time(self, moment: dt.datetime) -> str:
        """The club's wall clock at `moment`: 17:20."""
        return self._own(f"{self.local(moment):%H:%M}")

    def moment(self, moment: dt.datetime) -> str:
        """Day and time on the club's wall clock: 29 Nov 2026, 17:20."""
        return self.date(self.local(moment).date()) + words.COMMA[self.language] + self.time(moment)

    def month(self, month: dt.date | str, *, short: bool = False) -> str:
        """A month of the club's calendar, by any of its days or by its key ("2026-11", "j1405-09")."""
        year, number, jalali = self._month_of(month)
        if short:
            names = words.JALALI_MONTHS if jalali else words.MONTHS_SHORT
            return names[self.language][number - 1]
        names = words.JALALI_MONTHS if jalali else words.MONTHS
        return self._own(f"{names[self.language][number - 1]} {year}")

    def period(self, kind: PeriodKind, first: dt.date) -> str:
        """A period of the club's calendar by its first day: November 2026, Q4 2026, پاییز ۱۴۰۵."""
        if kind == "month":
            return self.month(first)
        if kind == "ever":
            return words.EVER[self.language]
        if kind == "day":
            return self.date(first)
        if kind == "week":
            return words.WEEK[self.language].format(day=self.date(first))
        year, month, jalali = self._month_of(first)
        if kind == "year":
            return self._own(str(year))
        quarter = (month - 1) // 3
        if jalali:
            return self._own(f"{words.SEASONS[self.language][quarter]} {year}")
        return self._own(words.QUARTER[self.language].format(n=quarter + 1, year=year))

    # Phones

    def phone(self, e164: str) -> str:
        """A phone as it is dialled from the club's country; a foreign one keeps its country code."""
        try:
            number = phonenumbers.parse(e164)
        except phonenumbers.NumberParseException:
            return self._own_digits(e164)
        home = phonenumbers.region_code_for_number(number) == _country_of(self.zone)
        style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
        return self._own_digits(phonenumbers.format_number(number, style))

    # Parameters of sentences

    def say(self, value: object) -> str:
        """One parameter of a message in words (the typed lists of `sentences.Message`), isolated if asked for."""
        if isinstance(value, list | tuple) and value:
            kind, given = str(value[0]), value[1:]
            if kind == "list":
                return self._join([self.say(item) for item in given[0]])
            return self._isolated(self._typed(kind, given))
        if isinstance(value, int) and not isinstance(value, bool):
            return self._isolated(Shaped(self.number(value)))
        return f"{_AUTO}{value}{_END}" if self.isolating else str(value)

    def _typed(self, kind: str, given: "list[object] | tuple[object, ...]") -> Shaped:
        match kind, *given:
            case "money", int(minor), str(currency):
                return self.money_parts(minor, currency=currency)
            case "points", int(amount), int(places):
                return self.points_parts(amount, places)
            case "number", int() | str() as number:
                return Shaped(self.number(number, None))
            case "percent", int() | str() as share:
                return self.percent_parts(share)
            case "date", str(day):
                return Shaped("", self.date(dt.date.fromisoformat(day)))
            case "moment", str(moment):
                return Shaped("", self.moment(dt.datetime.fromisoformat(moment)))
            case "period", str(period), str(first):
                return Shaped("", self.period(period, dt.date.fromisoformat(first)))  # type: ignore[arg-type]
            case "text", dict(texts):
                return Shaped("", str(texts.get(self.language) or texts.get("en") or next(iter(texts.values()), "")))
        raise ValueError(f"no shape for {kind} {given}")

    def _isolated(self, shaped: Shaped) -> str:
        figure, unit = shaped
        if self.isolating:
            figure = f"{_LTR}{figure}{_END}" if figure else ""
            unit = unit if figure else f"{_AUTO}{unit}{_END}"
        return f"{figure}{NO_BREAK}{unit}" if figure and unit else figure + unit

    def _join(self, told: list[str]) -> str:
        if len(told) < 2:
            return "".join(told)
        return words.COMMA[self.language].join(told[:-1]) + words.LIST_END[self.language] + told[-1]

    def _month_of(self, month: dt.date | str) -> tuple[int, int, bool]:
        if isinstance(month, str):
            year, _, number = month.removeprefix("j").partition("-")
            return int(year), int(number), month.startswith("j")
        if self.calendar == "jalali":
            j = jdatetime.date.fromgregorian(date=month)
            return j.year, j.month, True
        return month.year, month.month, False

    def _digits(self, value: Decimal, places: int | None) -> str:
        if places is not None:
            value = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        text = f"{abs(value):,f}"
        return self._own_digits(_minus(text, -1 if value < 0 else 0), marks=True)

    def _own(self, text: str) -> str:
        return self._own_digits(text)

    def _own_digits(self, text: str, *, marks: bool = False) -> str:
        if self.language != "fa":
            return text
        return text.translate(words.PERSIAN_DIGITS if marks else words.PERSIAN_DIGITS_ONLY)

    def _one_or_more(self, forms: dict[Language, tuple[str, str]], figure: str) -> str:
        one, more = forms[self.language]
        return one if figure in ("1", MINUS + "1") else more


def _decimal(value: type_of_number) -> Decimal:
    if isinstance(value, float):
        raise TypeError("floats have no shape: give whole units or a decimal string")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"not a number: {value!r}") from None
    if not number.is_finite():
        raise ValueError(f"not a number: {value!r}")
    return number


def _plus(figure: str, value: int) -> str:
    return f"+{figure}" if value > 0 else figure


def _minus(figure: str, value: int) -> str:
    return f"{MINUS}{figure}" if value < 0 else figure


@lru_cache(maxsize=64)
def _currency_symbol(code: str) -> str:
    return str(get_currency_symbol(code, "en"))


@lru_cache(maxsize=64)
def _currency_word(code: str) -> str:
    return words.CURRENCY_WORDS_FA.get(code) or str(get_currency_name(code, locale="fa"))


@lru_cache(maxsize=64)
def _country_of(zone: str) -> str:
    canonical = get_global("zone_aliases").get(zone, zone)
    return str(get_global("zone_territories").get(canonical, ""))
