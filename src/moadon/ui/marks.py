"""Values as markup, each isolated so that it keeps its direction inside any sentence (`<span class="n">`).

Unknown (None) is a dash. Everything here escapes what it is given and returns safe HTML.
"""

import datetime as dt
import re

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from moadon.kernel.figures import NO_BREAK, Numeric, Shaped
from moadon.kernel.shape_words import PERSIAN_DIGITS
from moadon.kernel.shapes import Shapes
from moadon.ui.reader import shapes

NONE = SafeString('<span class="mo-3">—</span>')
"""What stands for an unknown value. Zero is never written so."""

_ISOLATES = re.compile("([\u2066\u2067\u2068])([^\u2066-\u2069]*)\u2069")


def isolated(text: object) -> SafeString:
    """A figure, code or number of any kind, left to right and never broken. Codes of digits are in the reader's own."""
    shown = str(text)
    if shapes().language == "fa" and not any(ch.isalpha() for ch in shown):
        shown = shown.translate(PERSIAN_DIGITS)
    return format_html('<span class="n">{}</span>', shown)


def zero() -> SafeString:
    """What stands for nothing in a column of figures."""
    return format_html('<span class="n mo-3">{}</span>', shapes().number(0))


def foreign(text: object) -> SafeString:
    """A name or word of unknown direction."""
    return format_html("<bdi>{}</bdi>", text)


def shaped(value: Shaped) -> SafeString:
    """A figure, isolated, and its unit, which joins the sentence."""
    if not value.unit:
        return isolated(value.figure)
    return format_html('<span class="n">{}</span>{}<span class="u">{}</span>', value.figure, NO_BREAK, value.unit)


def money(minor: int | None, *, signed: bool = False, headline: bool = False, brief: bool = False) -> SafeString:
    """A sum in minor units of the club's currency; see `Shapes.money_parts`."""
    if minor is None:
        return NONE
    return shaped(shapes().money_parts(minor, signed=signed, headline=headline, brief=brief))


def number(value: Numeric | None, places: int | None = 0) -> SafeString:
    """A number in groups of three."""
    return NONE if value is None else isolated(shapes().number(value, places))


def percent(share: Numeric | None, places: int | None = None, *, narrow: bool = False) -> SafeString:
    """A share (0.48) as a percentage: in words, or `narrow` for a table."""
    return NONE if share is None else shaped(shapes().percent_parts(share, places, narrow=narrow))


def points(value: int | None, places: int = 0, *, signed: bool = False, narrow: bool = False) -> SafeString:
    """Loyalty points in units of 10**-places with their word."""
    return NONE if value is None else shaped(shapes().points_parts(value, places, narrow=narrow, signed=signed))


def day(value: dt.date | None, *, narrow: bool = False) -> SafeString:
    """A day: 29 Nov 2026."""
    return NONE if value is None else _dated(value.isoformat(), shapes().date(value, narrow=narrow))


def day_long(value: dt.date | None) -> SafeString:
    """A day with its weekday."""
    return NONE if value is None else _dated(value.isoformat(), shapes().date_long(value))


def day_month(value: dt.date | None) -> SafeString:
    """A day without its year."""
    return NONE if value is None else _dated(value.isoformat(), shapes().day_month(value))


def time(value: dt.datetime | None) -> SafeString:
    """The club's wall clock at a moment: 17:20."""
    return NONE if value is None else isolated(shapes().time(value))


def moment(value: dt.datetime | None) -> SafeString:
    """Day and time on the club's wall clock."""
    return NONE if value is None else _dated(value.isoformat(), shapes().moment(value))


def between(first: dt.date, last: dt.date) -> SafeString:
    """A stretch of days, both included: two isolates and a dash, the earlier first in reading order."""
    return format_html("{} – {}", day(first), day(last))


def phone(e164: str | None) -> SafeString:
    """A phone as it is dialled here."""
    return NONE if not e164 else isolated(shapes().phone(e164))


def told(sentence: str) -> SafeString:
    """A sentence of `Catalogue.tell(message, shapes().in_page())`: its isolates become markup."""

    def mark(found: re.Match[str]) -> str:
        return f'<span class="n">{found[2]}</span>' if found[1] == "\u2066" else f"<bdi>{found[2]}</bdi>"

    return mark_safe(_ISOLATES.sub(mark, escape(sentence)))  # noqa: S308 (escaped just before)


def speaker() -> Shapes:
    """The shapes to tell a message with when it goes through `told`."""
    return shapes().in_page()


def _dated(iso: str, text: str) -> SafeString:
    # Digits with their stops run left to right; a date with words follows its own line.
    ltr = shapes().language == "en" or not any(ch.isalpha() for ch in text)
    return format_html('<time class="{}" datetime="{}">{}</time>', "n" if ltr else "mo-day", iso, text)
