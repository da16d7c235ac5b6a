"""How figures, money, days and phones are written in each language, for one club.

A *day* is written in the reader's own calendar (Persian readers: Jalali), a *period* in the club's, because the
club's rules run on it. Values come in as whole minor units or decimal strings; floats are refused.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import cast

import jdatetime
import phonenumbers

from moadon.kernel import shape_words as words
from moadon.kernel.calendars import Calendar, PeriodKind, zone_of
from moadon.kernel.figures import (
    MINUS,
    NO_BREAK,
    Numeric,
    Shaped,
    country_of,
    currency_symbol,
    currency_word,
    exact,
    grouped,
    grouped_minor,
    minus,
    plus,
    rounded,
)
from moadon.kernel.money import exponent_of
from moadon.kernel.shape_words import Language

_LTR, _AUTO, _END = "\u2066", "\u2068", "\u2069"
_MARKS = _LTR + _AUTO
_HEADLINE_FROM = 1000
_MOST_SAID = 65536
_MONEY = ("money", "sum")


@dataclass(frozen=True)
class Shapes:
    """Writes values for a reader of `language` in a club with `currency`, `calendar` and time `zone` (IANA).

    `region` is the country from which phones are dialled; without it, the zone's own. With `isolating`, every
    parameter of a sentence comes between Unicode isolates, so that it keeps its own direction inside any other.
    `names` is what the club calls its codes, by kind and code: ("category", "jeans") -> "ג׳ינסים".
    """

    language: Language
    currency: str
    calendar: Calendar
    zone: str
    region: str = ""
    isolating: bool = False
    names: Mapping[tuple[str, str], str] = field(default_factory=dict, compare=False)
    _said: dict[object, str] = field(init=False, repr=False, compare=False, default_factory=dict)
    """The same sums and steps are told in receipt after receipt; shaping one costs more than finding it."""
    _signs: dict[str, tuple[int, str, str]] = field(init=False, repr=False, compare=False, default_factory=dict)
    """By currency: minor units in one of it, and what stands before and after a figure."""

    def calling(self, names: Mapping[tuple[str, str], str]) -> "Shapes":
        """The same shapes with what the club calls its codes."""
        return replace(self, names=names)

    def in_page(self) -> "Shapes":
        """The same shapes with isolates around what `say` gives; pages turn these into markup."""
        return replace(self, isolating=True)

    # Numbers

    def number(self, value: Numeric, places: int | None = 0) -> str:
        """`value` in groups of three, rounded half up to `places` (None: as many as it has)."""
        return self._own(grouped(exact(value), places))

    def percent_parts(self, share: Numeric, places: int | None = None, *, narrow: bool = False) -> Shaped:
        """A share (0.48) as a percentage; `narrow` is for tables. Without `places`: at most two, none idle."""
        hundred = exact(share) * 100
        figure = self._own(grouped(rounded(hundred, 2), None) if places is None else grouped(hundred, places))
        if self.language != "fa":
            return Shaped(f"{figure}%")
        return Shaped(f"{figure}٪") if narrow else Shaped(figure, words.PERCENT_FA)

    def percent(self, share: Numeric, places: int | None = None, *, narrow: bool = False) -> str:
        """A share (0.48) in words or, `narrow`, for a table: 48%, ۴۸ درصد, ۴۸٪."""
        return str(self.percent_parts(share, places, narrow=narrow))

    def points_change_parts(self, change: Numeric, places: int = 0) -> Shaped:
        """The difference of two shares (0.02) in percentage points, without its sign."""
        figure = grouped(abs(exact(change)) * 100, places)
        return Shaped(self._own(figure), self._one_or_more(words.SHARE_POINTS, figure))

    def points_change(self, change: Numeric, places: int = 0) -> str:
        """The difference of two shares (0.02) in percentage points, without its sign: "2 points"."""
        return str(self.points_change_parts(change, places))

    def points_parts(self, value: int, places: int = 0, *, narrow: bool = False, signed: bool = False) -> Shaped:
        """Loyalty points in units of 10**-places; `narrow` is for tables."""
        figure = grouped(Decimal(value).scaleb(-places), places)
        unit = self._one_or_more(words.POINTS_NARROW if narrow else words.POINTS, figure)
        return Shaped(self._own(plus(figure, value) if signed else figure), unit)

    def points(self, value: int, places: int = 0, *, narrow: bool = False) -> str:
        """Loyalty points with their word: "1,240 points"."""
        return str(self.points_parts(value, places, narrow=narrow))

    def short_axis(self, value: Numeric) -> str:
        """`value` shortened for the axis of a chart, one decimal at most: 2M."""
        number = exact(value)
        for size, word in words.AXIS[self.language]:
            if abs(number) >= max(size, words.AXIS_FROM):
                return self._own(grouped(rounded(number / size, 1), None)) + word.replace(" ", NO_BREAK)
        return self._own(grouped(number, None))

    # Money: whole minor units of the club's currency, unless another is named

    def money_parts(
        self,
        minor: int,
        *,
        currency: str | None = None,
        signed: bool = False,
        headline: bool = False,
        brief: bool = False,
    ) -> Shaped:
        """A sum with its currency, and with a plus where it gains if `signed`.

        `headline`: from 1,000 up without decimals. `brief`: whole sums without decimals, for sentences.
        """
        code = currency or self.currency
        places = exponent_of(code)
        if headline and abs(minor) >= _HEADLINE_FROM * 10**places:
            figure = grouped(Decimal(abs(minor)).scaleb(-places), 0)
        else:
            figure = grouped_minor(abs(minor), places, brief=brief)
        if self.language != "fa":
            symbol = currency_symbol(code)
            figure = f"{symbol}{NO_BREAK if symbol[-1].isalpha() else ''}{figure}"
        if signed or minor < 0:
            figure = minus(plus(figure, minor) if signed else figure, minor)
        return Shaped(self._own(figure), currency_word(code)) if self.language == "fa" else Shaped(figure)

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
        """A sum as it stands in a field: digits alone, without groups."""
        places = exponent_of(self.currency)
        return self._own(grouped(Decimal(minor).scaleb(-places), places).replace(",", ""))

    @property
    def symbol(self) -> str:
        """What stands beside a money field: ₪, IRR, or in Persian the currency's word."""
        return currency_word(self.currency) if self.language == "fa" else currency_symbol(self.currency)

    # Days, times, periods

    def date(self, day: dt.date, *, narrow: bool = False) -> str:
        """A day: 29 Nov 2026, 29.11.2026, ۸ آذر ۱۴۰۵ (narrow ۱۴۰۵/۰۹/۰۸)."""
        if self.language == "en":
            return f"{day.day} {words.MONTHS_SHORT['en'][day.month - 1]} {day.year}"
        if self.language == "he":
            return f"{day.day}.{day.month}.{day.year}"
        j = _jalali(day)
        if narrow or isinstance(j, dt.date):
            return self._digits(f"{j.year}/{j.month:02}/{j.day:02}")
        return self._digits(f"{j.day} {words.JALALI_MONTHS['fa'][j.month - 1]} {j.year}")

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
        j = _jalali(day)
        if isinstance(j, dt.date):
            return self._digits(f"{j.month:02}/{j.day:02}")
        return self._digits(f"{j.day} {words.JALALI_MONTHS['fa'][j.month - 1]}")

    def local(self, moment: dt.datetime) -> dt.datetime:
        """`moment` (aware) on the club's wall clock. Raises ValueError when it has no offset."""
        if moment.tzinfo is None:
            raise ValueError("a moment needs its offset")
        return moment.astimezone(zone_of(self.zone))

    def time(self, moment: dt.datetime) -> str:
        """The club's wall clock at `moment`: 17:20."""
        return self._digits(f"{self.local(moment):%H:%M}")

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
        return self._digits(f"{names[self.language][number - 1]} {year}")

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
            return self._digits(str(year))
        quarter = (month - 1) // 3
        if jalali:
            return self._digits(f"{words.SEASONS[self.language][quarter]} {year}")
        return self._digits(words.QUARTER[self.language].format(n=quarter + 1, year=year))

    # Phones

    def phone(self, e164: str) -> str:
        """A phone as it is dialled from the club's country; a foreign one keeps its country code."""
        try:
            number = phonenumbers.parse(e164)
        except phonenumbers.NumberParseException:
            return self._digits(e164)
        home = phonenumbers.region_code_for_number(number) == (self.region or country_of(self.zone))
        style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
        return self._digits(phonenumbers.format_number(number, style))

    # Parameters of sentences

    def say(self, value: object) -> str:
        """One parameter of a message in words (the typed lists of `sentences.Message`), isolated if asked for.

        Beside these, `["sum", minor_units, currency]` is money as one says it: ₪400, but ₪400.50.
        """
        if (
            type(value) is tuple and value and value[0] == "money"
        ):  # a sum is seldom told again: to remember it costs more
            return self._shaped(value)
        said = self._said
        try:
            found = said.get(value)
        except TypeError:  # a list, as read from JSON
            return self._shaped(value)
        if found is None:
            if len(said) >= _MOST_SAID:
                said.clear()
            found = said[value] = self._shaped(value)
        return found

    def _shaped(self, value: object) -> str:
        if isinstance(value, (list, tuple)) and value:
            if value[0] == "list":
                return self._join([self.say(item) for item in value[1]])
            if value[0] in _MONEY and len(value) == 3:
                _, minor, currency = value
                if isinstance(minor, int) and isinstance(currency, str):
                    return self._sum(minor, currency, brief=value[0] == "sum")
            return self._isolated(self._typed(str(value[0]), value[1:]))
        if isinstance(value, int) and not isinstance(value, bool):
            return self._isolated(Shaped(self.number(value)))
        return self._isolated(Shaped("", str(value)))

    def _typed(self, kind: str, given: Sequence[object]) -> Shaped:
        match kind, *given:
            case "points", int(amount), int(places):
                return self.points_parts(amount, places)
            case "number", int() | str() as number:
                return Shaped(self.number(number, None))
            case "percent", int() | str() as share:
                return self.percent_parts(share)
        return Shaped("", self._worded(kind, given))

    def _sum(self, minor: int, currency: str, *, brief: bool) -> str:
        """What `money_parts` says, isolated if asked for. Nothing is told so often."""
        signs = self._signs.get(currency)
        if signs is None:
            signs = self._signs[currency] = self._signs_of(currency)
        scale, before, after = signs
        whole, part = abs(minor) // scale, abs(minor) % scale
        figure = before + (str(whole) if whole < _HEADLINE_FROM else f"{whole:,}")
        if scale > 1 and (part or not brief):
            figure += "." + str(scale + part)[1:]
        figure = self._own(minus(figure, minor))
        return f"{_LTR}{figure}{_END}{after}" if self.isolating else figure + after

    def _signs_of(self, currency: str) -> tuple[int, str, str]:
        scale = 10 ** exponent_of(currency)
        if self.language == "fa":
            return scale, "", NO_BREAK + currency_word(currency)
        symbol = currency_symbol(currency)
        return scale, symbol + NO_BREAK if symbol[-1].isalpha() else symbol, ""

    def _worded(self, kind: str, given: Sequence[object]) -> str:
        match kind, *given:
            case "date", str(day):
                return self.date(dt.date.fromisoformat(day))
            case "moment", str(moment):
                return self.moment(dt.datetime.fromisoformat(moment))
            case "period", str(period), str(first):
                return self.period(cast(PeriodKind, period), dt.date.fromisoformat(first))
            case "code", str(kind_of), str(code):
                return self.names.get((kind_of, code)) or code
            case "text", dict(texts):
                return str(texts.get(self.language) or next(filter(None, texts.values()), ""))
        raise ValueError(f"no shape for {kind} {list(given)}")

    def _isolated(self, shaped: Shaped) -> str:
        if not self.isolating:
            return str(shaped)
        if not shaped.figure:
            return f"{_AUTO}{shaped.unit}{_END}"
        return str(Shaped(f"{_LTR}{shaped.figure}{_END}", shaped.unit))

    def _join(self, told: Sequence[str]) -> str:
        if len(told) < 2:
            return "".join(told)
        end = words.LIST_END[self.language]
        if self.language == "he" and "א" <= told[-1].lstrip(_MARKS)[:1] <= "ת":
            end = end.rstrip("־")  # a Hebrew word takes its prefix without a maqaf
        return words.COMMA[self.language].join(told[:-1]) + end + told[-1]

    def _month_of(self, month: dt.date | str) -> tuple[int, int, bool]:
        if isinstance(month, str):
            year, _, number = month.removeprefix("j").partition("-")
            return int(year), int(number), month.startswith("j")
        if self.calendar == "jalali":
            j = _jalali(month)
            return j.year, j.month, not isinstance(j, dt.date)
        return month.year, month.month, False

    def _digits(self, text: str) -> str:
        return text.translate(words.PERSIAN_DIGITS) if self.language == "fa" else text

    def _own(self, figure: str) -> str:
        return figure.translate(words.PERSIAN_FIGURES) if self.language == "fa" else figure

    def _one_or_more(self, forms: dict[Language, tuple[str, str]], figure: str) -> str:
        one, more = forms[self.language]
        return one if figure in ("1", f"{MINUS}1") else more


def _jalali(day: dt.date) -> jdatetime.date | dt.date:
    """The day in the Jalali calendar; as it is where that calendar does not reach."""
    try:
        return jdatetime.date.fromgregorian(date=day)
    except ValueError:
        return day
