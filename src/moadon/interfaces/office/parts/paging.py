"""Pages of a list by key: the next page begins after the last row of this one, however many rows there are.

A cursor holds the sorted value, the row and its place in the list. It is signed: what comes back is what went out.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import Combinable, OrderBy

from moadon.interfaces.office.parts.columns import at_path
from moadon.kernel.ids import public_id, row_id

_SIGNER = Signer(salt="moadon.list")
_KINDS: dict[str, Any] = {
    "day": dt.date.fromisoformat,
    "moment": dt.datetime.fromisoformat,
    "decimal": Decimal,
    "row": lambda text: row_id("row", text),
}


@dataclass(frozen=True, slots=True)
class Order:
    """By what a list is sorted: a field, and the row's id in the same direction where it is equal.

    Rows without a value come last in both directions.
    """

    field: str
    descending: bool = False
    nullable: bool = False
    tie: str = "id"

    @property
    def name(self) -> str:
        """The order as cursors remember it."""
        return f"{'-' if self.descending else ''}{self.field}"


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two rows: after (or, `backwards`, before) the row with `value` and `tie`, number `place`."""

    order: str
    value: Any
    tie: Any
    place: int
    backwards: bool = False

    def text(self) -> str:
        """As it stands in an address."""
        told = [self.order, *_told(self.value), *_told_row(self.tie), self.place, self.backwards]
        return _SIGNER.sign_object(told)

    @classmethod
    def read(cls, text: str, order: Order) -> "Cursor | None":
        """The cursor in an address; None when there is none, it was altered, or the list is sorted otherwise now."""
        try:
            name, kind, value, tie_kind, tie, place, backwards = _SIGNER.unsign_object(text)
        except (BadSignature, ValueError, TypeError, UnicodeError):
            return None
        if name != order.name:
            return None
        return cls(name, _read(kind, value), _read(tie_kind, tie), place, backwards)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page: the first is number `start` of the list; `earlier` and `later` lead on, where there is more."""

    rows: Sequence[Any]
    start: int
    earlier: str = ""
    later: str = ""

    @property
    def end(self) -> int:
        """The number of the last row."""
        return self.start + len(self.rows) - 1


def page_of(rows: QuerySet[Any], order: Order, cursor: Cursor | None, size: int) -> Page:
    """One page of `rows` in `order`, in one query that reads `size` rows and one more."""
    backwards = bool(cursor and cursor.backwards)
    chosen = rows.filter(_beyond(order, cursor)) if cursor else rows
    found = list(chosen.order_by(*_ordering(order, backwards))[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if cursor is None or (backwards and not more):
        start = 1
    else:
        start = max(1, cursor.place - len(found)) if backwards else cursor.place + 1
    if not found:
        return Page((), start)
    before = more if backwards else cursor is not None
    after = True if backwards else more
    return Page(
        found,
        start,
        earlier=_cursor(order, found[0], start, backwards=True) if before else "",
        later=_cursor(order, found[-1], start + len(found) - 1, backwards=False) if after else "",
    )


def _cursor(order: Order, row: Any, place: int, *, backwards: bool) -> str:
    return Cursor(order.name, at_path(row, order.field), at_path(row, order.tie), place, backwards).text()


def _ordering(order: Order, backwards: bool) -> list[OrderBy]:
    down = order.descending != backwards
    nulls: dict[str, Any] = {}
    if order.nullable:
        nulls = {"nulls_first": True} if backwards else {"nulls_last": True}
    by = [OrderBy(F(order.field), descending=down, **nulls)]
    return by if order.field == order.tie else [*by, OrderBy(F(order.tie), descending=down)]


class _RowBeyond(Func):
    """`(field, id) > (value, id)`: one comparison of rows, which one index answers from its middle on."""

    output_field = BooleanField()

    def __init__(self, *parts: Combinable, sign: str) -> None:
        super().__init__(*parts)
        self.sign = sign

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        told = [compiler.compile(part) for part in self.source_expressions]
        (field, tie, value, limit), params = [sql for sql, _ in told], [p for _, given in told for p in given]
        return f"({field}, {tie}) {self.sign} ({value}, {limit})", params


def _beyond(order: Order, cursor: Cursor) -> Q:
    up = order.descending == cursor.backwards
    sign, tie = (">" if up else "<"), {f"{order.tie}__{'gt' if up else 'lt'}": cursor.tie}
    if order.field == order.tie:
        return Q(**tie)
    if cursor.value is None:
        without = Q(**{f"{order.field}__isnull": True}, **tie)
        return without | Q(**{f"{order.field}__isnull": False}) if cursor.backwards else without
    parts = (F(order.field), F(order.tie), Value(cursor.value), Value(cursor.tie))
    beyond = Q(_RowBeyond(*parts, sign=sign))
    if order.nullable and not cursor.backwards:
        return beyond | Q(**{f"{order.field}__isnull": True})
    return beyond


def _told(value: Any) -> tuple[str, Any]:
    if isinstance(value, dt.datetime):
        return "moment", value.isoformat()
    if isinstance(value, dt.date):
        return "day", value.isoformat()
    if isinstance(value, Decimal):
        return "decimal", str(value)
    return "", value


def _told_row(tie: Any) -> tuple[str, Any]:
    # Row numbers stay inside.
    return ("row", public_id("row", tie)) if isinstance(tie, int) and tie > 0 else _told(tie)


def _read(kind: str, value: Any) -> Any:
    return _KINDS[kind](value) if kind else value
