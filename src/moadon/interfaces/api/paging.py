"""Lists in pages: a cursor names the last row seen, so that nothing is counted and nothing is skipped."""

import base64
import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from moadon.kernel.refusals import Refused

M = TypeVar("M", bound=Model)
MOST = 200
USUAL = 50
_UNFIT = re.compile("[\x00\ud800-\udfff]")


class Wanted(Protocol):
    """Which page of a list is asked for."""

    limit: int
    cursor: str | None


def page(
    rows: QuerySet[M], order: Sequence[str], wanted: Wanted, show: Callable[[Sequence[M]], list[Any]]
) -> dict[str, object]:
    """`{"items": [...], "next": cursor or null}`. `order` names columns without nulls, `-` before those that fall.

    The last of them tells rows apart. `show` turns the rows of the page into JSON values.
    Raises `Refused("bad_cursor")`.
    """
    if wanted.cursor:
        try:
            rows = rows.filter(_after(order, _opened(wanted.cursor, len(order))))
        except (ValueError, TypeError, ValidationError):
            raise Refused("bad_cursor", field="cursor") from None
    found = list(rows.order_by(*order)[: wanted.limit + 1])
    shown = found[: wanted.limit]
    more = _closed(shown[-1], order) if len(found) > wanted.limit else None
    return {"items": show(shown), "next": more}


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows behind `values`; the first condition repeats what the rest implies, for the index."""
    name, value = order[0].removeprefix("-"), values[0]
    beyond = "lt" if order[0].startswith("-") else "gt"
    past = Q(**{f"{name}__{beyond}": value})
    if len(order) == 1:
        return past
    return Q(**{f"{name}__{beyond}e": value}) & (past | _after(order[1:], values[1:]))


def _closed(row: Model, order: Sequence[str]) -> str:
    values = [getattr(row, name.removeprefix("-")) for name in order]
    plain = [["t", v.isoformat()] if isinstance(v, datetime) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _opened(cursor: str, length: int) -> list[Any]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        plain = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        values = [datetime.fromisoformat(v[1]) if isinstance(v, list) else v for v in plain]
    except (ValueError, TypeError, IndexError, RecursionError):
        raise Refused("bad_cursor", field="cursor") from None
    if len(values) != length or not all(map(_is_ours, values)):
        raise Refused("bad_cursor", field="cursor")
    return values


def _is_ours(value: object) -> bool:
    if isinstance(value, str):
        return not _UNFIT.search(value)
    if isinstance(value, datetime):
        return value.tzinfo is not None and 1 < value.year < 9999
    return type(value) is int and abs(value) < 1 << 63
