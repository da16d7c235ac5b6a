"""Single fields of what a till sends: each is read, or refused by name."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar

from moadon.kernel.money import QUANTITY_PLACES, RATE_PLACES, parse_decimal
from moadon.kernel.refusals import Refused, RefusedMany

T = TypeVar("T")
Raw = Mapping[str, object]

LONGEST = 200
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
ONE = 10**RATE_PLACES


class Faults:
    """Collects refusals so that a caller can mend all at once."""

    def __init__(self) -> None:
        self.found: list[Refused] = []

    def take(self, read: Callable[..., T], instead: T, *given: object) -> T:
        """What `read` gives for `given`, or `instead` when it refuses; the refusal is kept."""
        try:
            return read(*given)
        except RefusedMany as many:
            self.found.extend(many.refusals)
        except Refused as one:
            self.found.append(one)
        return instead

    def done(self) -> None:
        """Raise everything that was refused, if anything was."""
        if self.found:
            raise RefusedMany(self.found)


class Known(NamedTuple):
    """A field that an object may have: what stands for it where it is missing, and how it is read.

    `read` takes the value, the currency's decimals, where the object is ("lines.3.") and the field's name.
    """

    name: str
    instead: Any
    read: Callable[[object, int, str, str], object]


NEEDED = object()
"""`Known.instead` of a field that must be there."""


def read_fields(body: Raw, known: Sequence[Known], exponent: int, dot: str) -> list[Any]:
    """The fields of `body` in the order of `known`. Raises RefusedMany that names each one at fault."""
    found: list[Refused] = []
    values: list[object] = []
    get = body.get
    for name, instead, read in known:
        value = get(name)
        try:
            value = instead if value is None or value == "" else read(value, exponent, dot, name)
        except RefusedMany as many:
            found.extend(many.refusals)
        except Refused as one:
            found.append(one)
        if value is NEEDED:
            found.append(Refused("missing", field=dot + name))
        values.append(value)
    if found:
        raise RefusedMany(found)
    return values


def read_object(raw: object, fields: frozenset[str], where: str) -> Raw:
    """`raw` as an object that has none but these fields. Raises RefusedMany."""
    if not isinstance(raw, Mapping):
        raise RefusedMany([Refused("not_an_object", field=where or None)])
    unknown = [name for name in raw if name not in fields]
    if unknown:
        prefix = f"{where}." if where else ""
        raise RefusedMany([Refused("unknown_field", field=f"{prefix}{name}"[:LONGEST]) for name in unknown[:20]])
    return raw


def read_text(body: Raw, name: str, where: str = "") -> str | None:
    """Printable text of bearable length, or None where there is none."""
    value = body.get(name)
    if value is None or value == "":
        return None
    return text_of(value, 0, where, name)


def text_of(value: object, _: int, where: str, name: str) -> str | None:
    """`value` as printable text of bearable length, or None where nothing but space is in it."""
    if not isinstance(value, str):
        raise Refused("not_text", field=where + name)
    value = value.strip()
    if len(value) > LONGEST:
        raise Refused("too_long", field=where + name, most=LONGEST)
    if not value.isprintable():
        raise Refused("not_printable", field=where + name)
    return value or None


def needed_text(body: Raw, name: str, where: str = "") -> str:
    """`read_text` of a field that must not be empty. Raises `Refused("missing")` too."""
    value = read_text(body, name, where)
    if value is None:
        raise Refused("missing", field=f"{where}{name}")
    return value


def read_moment(value: object, field: str) -> datetime:
    """An RFC 3339 time with its offset, as an aware moment in UTC."""
    if value is None:
        raise Refused("missing", field=field)
    if isinstance(value, datetime):
        moment = value
    else:
        if not isinstance(value, str) or not 16 <= len(value) <= 40:
            raise Refused("not_a_time", field=field)
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise Refused("not_a_time", field=field) from None
    if moment.tzinfo is None:
        raise Refused("time_without_offset", field=field)
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        raise Refused("not_a_time", field=field) from None
    if moment < EARLIEST:
        raise Refused("too_long_ago", field=field)
    return moment


def read_items(body: Raw, name: str, most: int) -> Sequence[object]:
    """A list of at most `most` items; an empty one where there is none."""
    value = body.get(name)
    return () if value is None else items_of(value, name, most)


def items_of(value: object, name: str, most: int) -> Sequence[object]:
    """`value` as a list of at most `most` items."""
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        raise Refused("not_a_list", field=name)
    if len(value) > most:
        raise Refused("too_many", field=name, most=most, given=len(value))
    return value


def read_quantity(value: object, field: str) -> int:
    """A quantity above 0, in thousandths."""
    if value is None:
        raise Refused("missing", field=field)
    quantity = parse_decimal(value, QUANTITY_PLACES, field=field)
    if quantity <= 0:
        raise Refused("not_above_zero", field=field)
    if quantity >= 10**9:
        raise Refused("out_of_range", field=field, given=str(value)[:40])
    return quantity


def at_least_0(value: object, places: int, field: str) -> int:
    """A decimal that is not below 0, as a whole number of units of 10**-places."""
    if value is None:
        raise Refused("missing", field=field)
    number = parse_decimal(value, places, field=field)
    if number < 0:
        raise Refused("below_zero", field=field)
    if number >= 10**13:
        raise Refused("out_of_range", field=field, given=str(value)[:40])
    return number


def rate_of(value: object, field: str) -> int:
    """A rate between 0 and 1 in ten-thousandths."""
    rate = at_least_0(value, RATE_PLACES, field)
    if rate > ONE:
        raise Refused("rate_above_one", field=field)
    return rate
