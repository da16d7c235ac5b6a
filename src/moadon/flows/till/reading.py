"""From what was sent to a draft: every field checked, every fault named, before anything is looked up."""

from collections.abc import Container, Mapping

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members.types import MemberRef
from moadon.flows.till.fields import (
    EARLIEST,
    Faults,
    Raw,
    Take,
    at_least_0,
    needed_text,
    optional,
    read_items,
    read_moment,
    read_object,
    read_quantity,
    read_rate,
    read_text,
    straight,
)  # fmt: skip
from moadon.flows.till.types import (
    DraftLine,
    DraftPayment,
    DraftRedeem,
    ReceiptDraft,
)
from moadon.kernel.money import LARGEST, PRICE_PLACES, line_total, parse_decimal
from moadon.kernel.refusals import Refused

MOST_LINES = 1000

RECEIPT_FIELDS = frozenset(
    ("till", "branch", "employee", "number", "at", "channel", "member", "coupons", "lines", "redeem", "payments")
)
LINE_FIELDS = frozenset(
    ("id", "sku", "name", "category", "brand", "quantity", "unit_price", "discount", "tax_rate", "unit_cost")
)


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
        take(at_least_0, 0, body.get("unit_price"), PRICE_PLACES, dot + "unit_price"),
        take(optional, None, body.get("discount"), club.exponent, dot + "discount") or 0,
        take(read_rate, None, body.get("tax_rate"), dot + "tax_rate"),
        take(optional, None, body.get("unit_cost"), PRICE_PLACES, dot + "unit_cost"),
        take(read_text, None, body, "name", dot),
        take(read_text, None, body, "category", dot),
        take(read_text, None, body, "brand", dot),
    )


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
        payments.append(DraftPayment(kind, at_least_0(one.get("amount"), club.exponent, f"payments.{i}.amount")))
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
