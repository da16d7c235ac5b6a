"""From what was sent to a draft: every field checked, every fault named, before anything is looked up."""

from collections.abc import Callable, Container, Mapping, Sequence
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members.types import MemberRef
from moadon.flows.till.types import (
    DraftLine,
    DraftPayment,
    DraftRedeem,
    ReceiptDraft,
)
from moadon.kernel.money import LARGEST, PRICE_PLACES, QUANTITY_PLACES, RATE_PLACES, line_total, parse_decimal
from moadon.kernel.refusals import Refused, RefusedMany

T = TypeVar("T")
Raw = Mapping[str, object]

MOST_LINES = 1000
LONGEST = 200
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
ONE = 10**RATE_PLACES

RECEIPT_FIELDS = frozenset(
    ("till", "branch", "employee", "number", "at", "channel", "member", "coupons", "lines", "redeem", "payments")
)
LINE_FIELDS = frozenset(
    ("id", "sku", "name", "category", "brand", "quantity", "unit_price", "discount", "tax_rate", "unit_cost")
)


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


class Take(Protocol):
    """How one field is read: `Faults.take`, or `straight`."""

    def __call__(self, read: Callable[..., T], instead: T, *given: object) -> T:
        """What `read` gives for `given`."""
        ...


def straight(read: Callable[..., T], instead: T, *given: object) -> T:
    """What `read` gives for `given`; the first refusal ends the reading.

    Nearly everything that tills send is right: it is read so first, and only what is not is read again with care.
    """
    return read(*given)


def read_receipt(raw: object, club: ClubInfo, *, key: str | None = None, language: str | None = None) -> ReceiptDraft:
    """A basket as JSON values -> a draft. Raises RefusedMany that names each field at fault."""
    body = read_object(raw, RECEIPT_FIELDS, "")
    try:
        return _receipt(body, club, straight, key, language)
    except Refused:
        faults = Faults()
        draft = _receipt(body, club, faults.take, key, language)
        faults.done()
        return draft


def _receipt(body: Raw, club: ClubInfo, take: Take, key: str | None, language: str | None) -> ReceiptDraft:
    nothing: tuple[DraftLine, ...] = ()
    lines = take(_lines, nothing, body, club)
    return ReceiptDraft(
        number=take(needed_text, "", body, "number"),
        at=take(read_moment, EARLIEST, body.get("at"), "at"),
        lines=lines,
        branch=take(read_text, None, body, "branch"),
        till=take(read_text, None, body, "till"),
        employee=take(read_text, None, body, "employee"),
        channel=take(read_text, None, body, "channel") or "store",
        member=take(_member, None, body),
        payments=take(_payments, None, body, club),
        redeem=take(_redeem, (), body),
        coupons=take(_coupons, (), body),
        key=key,
        language=language,
    )


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
    field = f"{where}{name}"
    if not isinstance(value, str):
        raise Refused("not_text", field=field)
    value = value.strip()
    if len(value) > LONGEST:
        raise Refused("too_long", field=field, most=LONGEST)
    if not value.isprintable():
        raise Refused("not_printable", field=field)
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
    if value is None:
        return ()
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        raise Refused("not_a_list", field=name)
    if len(value) > most:
        raise Refused("too_many", field=name, most=most, given=len(value))
    return value


def _lines(body: Raw, club: ClubInfo) -> tuple[DraftLine, ...]:
    given = read_items(body, "lines", MOST_LINES)
    if not given:
        raise Refused("no_lines", field="lines")
    faults = Faults()
    lines: list[DraftLine] = []
    named = {raw["id"] for raw in given if isinstance(raw, Mapping) and isinstance(raw.get("id"), str)}
    seen: set[str] = set()
    for i, raw in enumerate(given):
        line = faults.take(_line, None, raw, club, i)
        if line is None:
            continue
        if not line.id:
            line = line._replace(id=_free_id(i + 1, seen, named))
        if line.id in seen:
            faults.found.append(Refused("line_twice", field=f"lines.{i}.id", line=line.id))
        seen.add(line.id)
        lines.append(line)
    faults.done()
    if sum(line_total(line.quantity, line.unit_price, club.exponent) for line in lines) >= LARGEST:
        raise Refused("out_of_range", field="lines", given="")
    return tuple(lines)


def _free_id(position: int, seen: Container[str], named: Container[object]) -> str:
    """The id of a line that came without one: its position, unless another line is called so."""
    wanted = str(position)
    while wanted in seen or wanted in named:
        wanted += "'"
    return wanted


def _line(raw: object, club: ClubInfo, position: int) -> DraftLine:
    where = f"lines.{position}"
    body = read_object(raw, LINE_FIELDS, where)
    dot = f"{where}."
    try:
        line = _line_fields(body, club, straight, dot)
    except Refused:
        faults = Faults()
        line = _line_fields(body, club, faults.take, dot)
        faults.done()
    if line.discount > line_total(line.quantity, line.unit_price, club.exponent):
        raise Refused("discount_above_price", field=dot + "discount")
    return line


def _line_fields(body: Raw, club: ClubInfo, take: Take, dot: str) -> DraftLine:
    return DraftLine(
        take(read_text, None, body, "id", dot) or "",
        take(needed_text, "", body, "sku", dot),
        take(read_quantity, 1, body.get("quantity"), dot + "quantity"),
        take(_at_least_0, 0, body.get("unit_price"), PRICE_PLACES, dot + "unit_price"),
        take(_optional, None, body.get("discount"), club.exponent, dot + "discount") or 0,
        take(_rate, None, body.get("tax_rate"), dot + "tax_rate"),
        take(_optional, None, body.get("unit_cost"), PRICE_PLACES, dot + "unit_cost"),
        take(read_text, None, body, "name", dot),
        take(read_text, None, body, "category", dot),
        take(read_text, None, body, "brand", dot),
    )


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


def _at_least_0(value: object, places: int, field: str) -> int:
    if value is None:
        raise Refused("missing", field=field)
    number = parse_decimal(value, places, field=field)
    if number < 0:
        raise Refused("below_zero", field=field)
    if number >= 10**13:
        raise Refused("out_of_range", field=field, given=str(value)[:40])
    return number


def _optional(value: object, places: int, field: str) -> int | None:
    return None if value is None or value == "" else _at_least_0(value, places, field)


def _rate(value: object, field: str) -> int | None:
    rate = _optional(value, RATE_PLACES, field)
    if rate is not None and rate > ONE:
        raise Refused("rate_above_one", field=field)
    return rate


def _member(body: Raw) -> MemberRef | None:
    value = body.get("member")
    if value is None or value == "":
        return None
    if isinstance(value, str):
        text = read_text(body, "member") or ""
        return MemberRef("id" if text.startswith("mbr_") else "any", text)
    if isinstance(value, Mapping) and len(value) == 1:
        ((kind, text),) = value.items()
        if kind in ("id", "phone", "card", "email", "external_id"):
            return MemberRef(kind, needed_text(value, kind, "member."))
    raise Refused("not_a_member_reference", field="member")


def _payments(body: Raw, club: ClubInfo) -> tuple[DraftPayment, ...] | None:
    if body.get("payments") is None:
        return None
    payments = []
    for i, raw in enumerate(read_items(body, "payments", 50)):
        one = read_object(raw, frozenset({"kind", "amount"}), f"payments.{i}")
        kind = needed_text(one, "kind", f"payments.{i}.")
        payments.append(DraftPayment(kind, _at_least_0(one.get("amount"), club.exponent, f"payments.{i}.amount")))
    return tuple(payments)


def _redeem(body: Raw) -> tuple[DraftRedeem, ...]:
    wanted: list[DraftRedeem] = []
    for i, raw in enumerate(read_items(body, "redeem", 20)):
        where = f"redeem.{i}."
        one = read_object(raw, frozenset({"wallet", "amount", "proof"}), f"redeem.{i}")
        amount = needed_text(one, "amount", where)
        if parse_decimal(amount, 4, field=where + "amount") <= 0:
            raise Refused("not_above_zero", field=where + "amount")
        wallet = needed_text(one, "wallet", where)
        if any(wallet == other.wallet for other in wanted):
            raise Refused("wallet_twice", field=where + "wallet", wallet=wallet)
        wanted.append(DraftRedeem(wallet, amount, read_text(one, "proof", where)))
    return tuple(wanted)


def _coupons(body: Raw) -> tuple[str, ...]:
    found = []
    for i, value in enumerate(read_items(body, "coupons", 20)):
        found.append(needed_text({f"{i}": value}, f"{i}", "coupons."))
    return tuple(found)
