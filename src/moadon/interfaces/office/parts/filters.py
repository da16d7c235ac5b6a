"""Filters of lists: each is a sentence with a value, lives in the address, and can be taken off."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from moadon.kernel.calendars import day_start
from moadon.ui import marks
from moadon.ui.fields import read_day
from moadon.ui.parts import Text
from moadon.ui.reader import shapes

LONGEST = 200
YEARS = range(1900, 2200)


class Filter(Protocol):
    """What a list asks of a filter."""

    @property
    def key(self) -> str:
        """Its name in the address."""

    @property
    def label(self) -> Text:
        """What it is called where one adds it."""

    @property
    def template(self) -> str:
        """Draws its field; finds it as `filter`."""

    def read(self, query: Mapping[str, str]) -> str:
        """Its value in an address, cleaned; nothing when it is absent or makes no sense."""

    def apply(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The rows that pass."""

    def tell(self, value: str) -> SafeString:
        """The sentence, with its value in bold."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few values. `sentence` has a blank: "Branch is {value}".

    `choices` are pairs of value and words, or a function that looks them up. `field` is compared with the value,
    unless `chosen` picks the rows.
    """

    template: ClassVar[str] = "office/parts/filter_choice.html"
    key: str
    label: Text
    sentence: str | Promise
    choices: Sequence[tuple[str, Text]] | Callable[[], Sequence[tuple[str, Text]]]
    field: str = ""
    chosen: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    _looked_up: list[Sequence[tuple[str, Text]]] = dataclasses.field(default_factory=list, init=False, compare=False)

    @property
    def options(self) -> Sequence[tuple[str, Text]]:
        """Value and words of each choice, looked up once."""
        if not self._looked_up:
            self._looked_up.append(self.choices() if callable(self.choices) else self.choices)
        return self._looked_up[0]

    def read(self, query: Mapping[str, str]) -> str:
        """A value among the choices, else nothing."""
        given = query.get(self.key, "")
        return given if given and any(given == value for value, _words in self.options) else ""

    def apply(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The rows of that value."""
        return self.chosen(rows, value) if self.chosen else rows.filter(**{self.field or self.key: value})

    def tell(self, value: str) -> SafeString:
        """ "Branch is Harbour, Jaffa"."""
        words = next((words for given, words in self.options if given == value), value)
        return _told(self.sentence, marks.foreign(words))


@dataclass(frozen=True, slots=True)
class Words:
    """Whatever one types. `field` holds it somewhere, unless `chosen` picks the rows."""

    template: ClassVar[str] = "office/parts/filter_words.html"
    key: str
    label: Text
    sentence: str | Promise
    field: str = ""
    chosen: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None

    def read(self, query: Mapping[str, str]) -> str:
        """What was typed, without its edges. A zero byte is nothing a database could find."""
        return query.get(self.key, "").replace("\0", "").strip()[:LONGEST]

    def apply(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The rows that hold it."""
        return (
            self.chosen(rows, value) if self.chosen else rows.filter(**{f"{self.field or self.key}__icontains": value})
        )

    def tell(self, value: str) -> SafeString:
        """ "Number has 100"."""
        return _told(self.sentence, marks.foreign(value))


@dataclass(frozen=True, slots=True)
class Days:
    """From a day to a day, both included, either may be open. In the address: `joined=2026-11-01..2026-11-30`.

    A day that nobody lives to see, or ever saw, leaves its side open.

    A `moment` field holds instants; they are compared with the club's own days.
    """

    template: ClassVar[str] = "office/parts/filter_days.html"
    key: str
    label: Text
    sentence: str | Promise
    field: str
    moment: bool = False

    def read(self, query: Mapping[str, str]) -> str:
        """`from..to` of the address, or of the two fields in which it is typed."""
        first, _dots, last = query.get(self.key, "").partition("..")
        days = [
            read_day(query.get(f"{self.key}.{side}", "") or given) for side, given in (("from", first), ("to", last))
        ]
        known = [day.isoformat() if day and day.year in YEARS else "" for day in days]
        return "..".join(known) if any(known) else ""

    def apply(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The rows of those days."""
        first, last = self.days(value)
        bounds: dict[str, dt.date] = {}
        if first:
            bounds[f"{self.field}__gte"] = self._start(first)
        if last:
            bounds[f"{self.field}__lt"] = self._start(last + dt.timedelta(days=1))
        return rows.filter(**bounds)

    def tell(self, value: str) -> SafeString:
        """ "Paid 1 Nov 2026 - 30 Nov 2026", "Paid from 1 Nov 2026"."""
        first, last = self.days(value)
        if first and last:
            return _told(self.sentence, marks.day(first) if first == last else marks.between(first, last))
        shown = _("from {day}") if first else _("until {day}")
        return _told(self.sentence, format_html(str(shown), day=marks.day(first or last)))

    @staticmethod
    def days(value: str) -> tuple[dt.date | None, dt.date | None]:
        """The two days of a value, as `read` wrote it."""
        first, _dots, last = value.partition("..")
        return (dt.date.fromisoformat(first) if first else None, dt.date.fromisoformat(last) if last else None)

    def _start(self, day: dt.date) -> dt.date:
        return day_start(day, shapes().zone) if self.moment else day


def _told(sentence: str | Promise, value: SafeString) -> SafeString:
    return format_html(str(sentence), value=format_html("<b>{}</b>", value))
