"""Lists: a table over a QuerySet with filters in the address, search as one types, pages by key, and exports.

A page says what its list is (`ListSpec`) and hands over the rows; `list_page` does the rest. Nothing here counts or
sums more than `COUNTED` rows, however long the list is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet, Sum
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.apps.clubs.permissions import May
from moadon.interfaces.office.parts.access import OfficeRequest, may
from moadon.interfaces.office.parts.columns import Column, Kind, draw_value
from moadon.interfaces.office.parts.exports import export
from moadon.interfaces.office.parts.filters import Filter
from moadon.interfaces.office.parts.paging import Cursor, Order, Page, page_of
from moadon.interfaces.office.shell import render_page
from moadon.ui import marks
from moadon.ui.parts import Action, Empty, Text

COUNTED = 10_000
PAGE = 50
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Search:
    """The field that asks as one types. `label` says what may be typed; `find` picks the rows.

    `hint` tells, where nothing was found, what has to be typed in full.
    """

    label: Text
    find: Callable[[QuerySet[Any], str], QuerySet[Any]]
    hint: Text = ""


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of what is shown, at the end of the row of filters."""

    field: str
    kind: Kind = "money"


@dataclass(frozen=True, slots=True)
class ListSpec:
    """What a list is.

    `name` names it in ids and files. `noun(n)` says "{n} receipts" with its blank. `sort` is the key of the column
    that orders it at first, with a minus for downwards. `nullable` are sorted fields that may be empty.
    `empty` is shown while there is nothing at all. `actions` stand at the end of the head, the one action last.
    """

    name: str
    title: Text
    noun: Callable[[int], str]
    columns: Sequence[Column]
    sort: str
    filters: Sequence[Filter] = ()
    search: Search | None = None
    totals: Sequence[Total] = ()
    nullable: Sequence[str] = ()
    empty: Empty | None = None
    actions: Sequence[Action] = ()
    exported: bool = True
    tie: str = "id"


@dataclass(frozen=True, slots=True)
class Applied:
    """A filter that is on, as its sentence, and the address without it."""

    sentence: SafeString
    without: str


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column; `href` sorts by it, `sorted` is what aria-sort says."""

    column: Column
    href: str = ""
    sorted: Literal["", "ascending", "descending"] = ""


class ListView:
    """One list as one reader asked for it. Templates read it as `list`."""

    def __init__(self, spec: ListSpec, rows: QuerySet[Any], query: QueryDict) -> None:
        self.spec = spec
        self.all = rows
        self.query = query
        # QueryDict gives the last value of a name, which is all that filters read.
        given = cast(Mapping[str, str], query)
        self.search = query.get("q", "").replace("\0", "").strip()[:200] if spec.search else ""
        self.values = {f.key: value for f in spec.filters if (value := f.read(given))}
        self.order = self._order(query.get("sort", ""))

    # What was asked

    def _order(self, asked: str) -> Order:
        by_key = {column.key: column for column in self.spec.columns if column.sort}
        wanted = asked if asked.removeprefix("-") in by_key else self.spec.sort
        field = by_key[wanted.removeprefix("-")].sort
        return Order(field, wanted.startswith("-"), field in self.spec.nullable, self.spec.tie)

    @cached_property
    def sort(self) -> str:
        """The key of the sorted column, with a minus for downwards."""
        key = next(column.key for column in self.spec.columns if column.sort == self.order.field)
        return f"-{key}" if self.order.descending else key

    @cached_property
    def columns(self) -> list[Column]:
        """The columns that are shown: those asked for, else those shown at first."""
        asked = set(self.query.getlist("columns"))
        return [c for c in self.spec.columns if (c.key in asked if asked else c.shown)] or list(self.spec.columns)

    def address(self, **changes: str) -> str:
        """The address of this list with some of it changed; an empty value takes it off. Pages begin anew."""
        wanted = {"q": self.search, **self.values, "sort": self.sort, **changes}
        query = QueryDict(mutable=True)
        for name, value in wanted.items():
            if value and (name, value) != ("sort", self.spec.sort):
                query[name] = value
        if self.query.getlist("columns"):
            query.setlist("columns", [column.key for column in self.columns])
        return f"?{query.urlencode()}" if query else "?"

    # What is shown

    def rows_without(self, *keys: str) -> QuerySet[Any]:
        """The rows that pass every filter but those named."""
        rows = self.all
        if self.search and self.spec.search and "q" not in keys:
            rows = self.spec.search.find(rows, self.search)
        for one in self.spec.filters:
            if one.key in self.values and one.key not in keys:
                rows = one.apply(rows, self.values[one.key])
        return rows

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """Everything that passes, in no order yet."""
        return self.rows_without()

    @cached_property
    def page(self) -> Page:
        """The rows of this page."""
        return page_of(self.rows, self.order, Cursor.read(self.query.get("page", ""), self.order), PAGE)

    @cached_property
    def earlier(self) -> str:
        """The address of the page before, if there is one."""
        return self.address(page=self.page.earlier) if self.page.earlier else ""

    @cached_property
    def later(self) -> str:
        """The address of the next page, if there is one."""
        return self.address(page=self.page.later) if self.page.later else ""

    @property
    def next_words(self) -> SafeString:
        """ "Next 50"."""
        return format_html("<span>{}</span>", format_html(_("Next {n}"), n=marks.number(PAGE)))

    @property
    def csv(self) -> str:
        """The address of every row that passes, as CSV."""
        return self.address(format="csv")

    @property
    def xlsx(self) -> str:
        """The address of every row that passes, as an Excel file."""
        return self.address(format="xlsx")

    @cached_property
    def lines(self) -> list[list[tuple[str, Text, SafeString]]]:
        """The cells of each row: class, head and markup."""
        return [[(column.css, column.label, column.draw(row)) for column in self.columns] for row in self.page.rows]

    @cached_property
    def heads(self) -> list[Head]:
        """The head of the table. Sorting by a figure begins with the largest."""
        return [self._head(column) for column in self.columns]

    def _head(self, column: Column) -> Head:
        if not column.sort:
            return Head(column)
        now = self.sort.removeprefix("-") == column.key
        downwards = not self.order.descending if now else column.numeric or column.kind in ("day", "moment")
        href = self.address(sort=f"-{column.key}" if downwards else column.key)
        return Head(column, href, ("descending" if self.order.descending else "ascending") if now else "")

    # What it comes to

    @cached_property
    def figures(self) -> dict[str, Any]:
        """How many rows there are, up to one more than are counted, and the totals of those."""
        wanted = {f"sum_{total.field}": Sum(total.field) for total in self.spec.totals}
        counted: dict[str, Any] = self.rows.order_by()[: COUNTED + 1].aggregate(count=Count("pk"), **wanted)
        return counted

    @property
    def many(self) -> bool:
        """Whether there are more than are counted."""
        return bool(self.figures["count"] > COUNTED)

    @cached_property
    def summary(self) -> SafeString:
        """Count and totals of what passes: "1,284 receipts, ₪350,532.00"."""
        count = min(self.figures["count"], COUNTED)
        told = format_html(self.spec.noun(count), n=_strong(marks.number(count)))
        if self.many:
            return format_html(_("more than {count}"), count=told)
        for total in self.spec.totals:
            shown = draw_value(total.kind, self.figures[f"sum_{total.field}"] or 0)
            told = format_html("{}{}{}", told, _(", "), _strong(shown))
        return told

    @cached_property
    def span(self) -> SafeString:
        """Which rows these are: "1 - 50 of 1,284"."""
        count = min(self.figures["count"], COUNTED)
        whole = marks.number(count)
        if self.many:
            whole = format_html(_("more than {count}"), count=whole)
        start, end = marks.number(self.page.start), marks.number(self.page.end)
        return format_html(_("{start} – {end} of {whole}"), start=start, end=end, whole=whole)

    # Filters

    @cached_property
    def applied(self) -> list[Applied]:
        """The filters that are on."""
        return [
            Applied(one.tell(self.values[one.key]), self.address(**{one.key: ""}))
            for one in self.spec.filters
            if one.key in self.values
        ]

    @cached_property
    def offered(self) -> list[Filter]:
        """The filters that can be added."""
        return [one for one in self.spec.filters if one.key not in self.values]

    @cached_property
    def kept(self) -> list[tuple[str, str]]:
        """What a form that adds to this address must carry along."""
        return [(name, value) for name, values in QueryDict(self.address()[1:]).lists() for value in values]

    @cached_property
    def ways_out(self) -> list[Applied]:
        """When nothing passes: the filters without which something would."""
        ways = [
            Applied(one.tell(self.values[one.key]), self.address(**{one.key: ""}))
            for one in self.spec.filters
            if one.key in self.values and self.rows_without(one.key).exists()
        ]
        if self.search and self.rows_without("q").exists():
            words = format_html(_("Search is {value}"), value=format_html("<b>{}</b>", marks.foreign(self.search)))
            ways.append(Applied(words, self.address(q="")))
        return ways

    @property
    def narrowed(self) -> bool:
        """Whether a search or a filter is on."""
        return bool(self.search or self.values)


def list_page(
    request: OfficeRequest,
    spec: ListSpec,
    rows: QuerySet[Any],
    *,
    template: str = "office/list.html",
    context: Mapping[str, object] | None = None,
) -> HttpResponseBase:
    """The page of a list, its fragment when htmx asks for one, or its export (`?format=csv`, `xlsx`)."""
    view = ListView(spec, rows, request.GET)
    wanted = request.GET.get("format", "")
    if wanted in ("csv", "xlsx") and spec.exported:
        if not may(request, May.EXPORT):
            raise PermissionDenied
        ordered = view.rows.order_by(*_export_order(view.order))
        name = f"{request.club.slug}-{spec.name}"
        return export(cast(Literal["csv", "xlsx"], wanted), name, view.columns, ordered.iterator(CHUNK))
    fragment = request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers
    told = {"list": view, "spec": spec, "exportable": spec.exported and may(request, May.EXPORT), **(context or {})}
    response = render_page(request, "office/parts/list_fragment.html" if fragment else template, told)
    if fragment:
        response["HX-Push-Url"] = request.path + view.address(page=request.GET.get("page", "")).removesuffix("?")
    patch_vary_headers(response, ("HX-Request",))
    return response


def _export_order(order: Order) -> list[str]:
    sign = "-" if order.descending else ""
    return [f"{sign}{order.field}"] if order.field == order.tie else [f"{sign}{order.field}", f"{sign}{order.tie}"]


def _strong(value: SafeString) -> SafeString:
    return format_html('<span class="mo-600">{}</span>', value)
