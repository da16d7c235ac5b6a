"""From what was sent to a draft: every field checked, every fault named, before anything is looked up."""

from collections.abc import Container, Iterable, Mapping
from datetime import datetime

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members.types import MemberRef
from moadon.engine.cards.codes import parse_code, parse_pin
from moadon.engine.rules import GIFT_CARD
from moadon.flows.till.fields import (
    LONGEST,
    NEEDED,
    Faults,
    Known,
    at_least_0,
    items_of,
    needed_text,
    rate_of,
    read_fields,
    read_moment,
    read_object,
    read_quantity,
    read_text,
    text_of,
)
from moadon.flows.till.types import (
    DraftLine,
    DraftPayment,
    DraftRedeem,
    ReceiptDraft,
)
from moadon.kernel.money import LARGEST, PRICE_PLACES, line_total, parse_decimal
from moadon.kernel.refusals import Refused

MOST_LINES = 1000


def read_receipt(raw: object, club: ClubInfo, *, key: str | None = None, language: str | None = None) -> ReceiptDraft:
    """A basket as JSON values -> a draft. Raises RefusedMany that names each field at fault."""
    body = read_object(raw, RECEIPT_FIELDS, "")
    fields = read_fields(body, _RECEIPT, club.exponent, "")
    return ReceiptDraft._make([*fields, key, "", language, False, None, False, False])


def _lines(value: object, exponent: int, _: str, name: str) -> tuple[DraftLine, ...]:
    given = items_of(value, name, MOST_LINES)
    if not given:
        raise Refused("no_lines", field=name)
    faults = Faults()
    lines: list[DraftLine] = []
    seen: set[str] = set()
    named: set[str] | None = None
    total = 0
    for i, raw in enumerate(given):
        taken = faults.take(_line, None, raw, exponent, f"{name}.{i}")
        if taken is None:
            continue
        line, price = taken
        if not line.id:
            named = _ids(given) if named is None else named
            line = line._replace(id=_free_id(i + 1, seen, named))
        if line.id in seen:
            faults.found.append(Refused("line_twice", field=f"{name}.{i}.id", line=line.id))
        seen.add(line.id)
        lines.append(line)
        total += price
    faults.done()
    if total >= LARGEST:
        raise Refused("out_of_range", field=name, given="")
    return tuple(lines)


def _ids(given: Iterable[object]) -> set[str]:
    """The ids that lines were sent with."""
    return {str(raw["id"]).strip()[:LONGEST] for raw in given if isinstance(raw, Mapping) and raw.get("id")}


def _free_id(position: int, seen: Container[str], named: Container[object]) -> str:
    """The id of a line that came without one: its position, unless another line is called so."""
    wanted = str(position)
    while wanted in seen or wanted in named:
        wanted += "'"
    return wanted


def _line(raw: object, exponent: int, where: str) -> tuple[DraftLine, int]:
    """A line, and its price in minor units."""
    body = read_object(raw, LINE_FIELDS, where)
    line = DraftLine(*read_fields(body, _LINE, exponent, where + "."))
    price = line_total(line.quantity, line.unit_price, exponent)
    if line.discount > price:
        raise Refused("discount_above_price", field=f"{where}.discount")
    return line, price


def _quantity(value: object, _: int, dot: str, name: str) -> int:
    return read_quantity(value, dot + name)


def _price(value: object, _: int, dot: str, name: str) -> int:
    return at_least_0(value, PRICE_PLACES, dot + name)


def _amount(value: object, exponent: int, dot: str, name: str) -> int:
    return at_least_0(value, exponent, dot + name)


def _rate(value: object, _: int, dot: str, name: str) -> int:
    return rate_of(value, dot + name)


def _named(value: object, _: int, dot: str, name: str) -> object:
    return text_of(value, 0, dot, name) or NEEDED


def _line_id(value: object, _: int, dot: str, name: str) -> str:
    return text_of(value, 0, dot, name) or ""


def _channel(value: object, _: int, dot: str, name: str) -> str:
    return text_of(value, 0, dot, name) or _STORE


def _moment(value: object, _: int, dot: str, name: str) -> datetime:
    return read_moment(value, dot + name)


def _member(value: object, _: int, __: str, name: str) -> MemberRef | None:
    if isinstance(value, str):
        text = text_of(value, 0, "", name) or ""
        return MemberRef("id" if text.startswith("mbr_") else "any", text)
    if isinstance(value, Mapping) and len(value) == 1:
        ((kind, text),) = value.items()
        if kind in ("id", "phone", "card", "email", "external_id"):
            return MemberRef(kind, needed_text(value, kind, f"{name}."))
    raise Refused("not_a_member_reference", field=name)


def _payments(value: object, exponent: int, _: str, name: str) -> tuple[DraftPayment, ...]:
    payments = []
    for i, raw in enumerate(items_of(value, name, 50)):
        one = read_object(raw, frozenset({"kind", "amount"}), f"{name}.{i}")
        kind = needed_text(one, "kind", f"{name}.{i}.")
        payments.append(DraftPayment(kind, at_least_0(one.get("amount"), exponent, f"{name}.{i}.amount")))
    return tuple(payments)


def _redeem(value: object, _: int, __: str, name: str) -> tuple[DraftRedeem, ...]:
    wanted: list[DraftRedeem] = []
    for i, raw in enumerate(items_of(value, name, 20)):
        where = f"{name}.{i}."
        one = read_object(raw, _REDEEM, f"{name}.{i}")
        amount = needed_text(one, "amount", where)
        if parse_decimal(amount, 4, field=where + "amount") <= 0:
            raise Refused("not_above_zero", field=where + "amount")
        wallet = needed_text(one, "wallet", where)
        more = (read_text(one, "proof", where), read_text(one, "promotion", where), read_text(one, "hold", where))
        code, pin = _card(one, wallet, where)
        redeem = DraftRedeem(wallet, amount, *more, code=code, pin=pin)
        if any((wallet, redeem.code) == (other.wallet, other.code) for other in wanted):
            raise Refused("wallet_twice", field=where + "wallet", wallet=wallet)
        wanted.append(redeem)
    if len({one.proof for one in wanted if one.proof}) > 1:
        raise Refused("proofs_differ", field=name)
    return tuple(wanted)


def _card(one: Mapping[str, object], wallet: str, where: str) -> tuple[str | None, str | None]:
    """The code of a gift card and its PIN, where one pays."""
    code, pin = read_text(one, "code", where), read_text(one, "pin", where)
    if code is None and pin is None:
        return None, None
    if wallet != GIFT_CARD or code is None:
        raise Refused("code_of_a_card", field=where + ("pin" if code is None else "code"), wallet=GIFT_CARD)
    return parse_code(code, field=where + "code"), parse_pin(pin, field=where + "pin") if pin else None


def _coupons(value: object, _: int, __: str, name: str) -> tuple[str, ...]:
    given = items_of(value, name, 20)
    return tuple([needed_text({f"{i}": text}, f"{i}", f"{name}.") for i, text in enumerate(given)])


_STORE = "store"
_REDEEM = frozenset({"wallet", "amount", "proof", "promotion", "hold", "code", "pin"})
_RECEIPT = (
    Known("number", NEEDED, _named),
    Known("at", NEEDED, _moment),
    Known("lines", NEEDED, _lines),
    Known("branch", None, text_of),
    Known("till", None, text_of),
    Known("employee", None, text_of),
    Known("channel", _STORE, _channel),
    Known("member", None, _member),
    Known("payments", None, _payments),
    Known("redeem", (), _redeem),
    Known("coupons", (), _coupons),
)
"""In the order of `ReceiptDraft`."""
_LINE = (
    Known("id", "", _line_id),
    Known("sku", NEEDED, _named),
    Known("quantity", NEEDED, _quantity),
    Known("unit_price", NEEDED, _price),
    Known("discount", 0, _amount),
    Known("tax_rate", None, _rate),
    Known("unit_cost", None, _price),
    Known("name", None, text_of),
    Known("category", None, text_of),
    Known("brand", None, text_of),
)
"""In the order of `DraftLine`."""
RECEIPT_FIELDS = frozenset(one.name for one in _RECEIPT)
LINE_FIELDS = frozenset(one.name for one in _LINE)
