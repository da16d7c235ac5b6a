"""From what was sent of goods brought back to a draft."""

from dataclasses import replace
from datetime import date

from moadon.engine.rules import RETURN_CREDIT
from moadon.flows.till.fields import (
    EARLIEST,
    Faults,
    Raw,
    at_least_0,
    needed_text,
    read_items,
    read_moment,
    read_object,
    read_quantity,
    read_text,
)
from moadon.flows.till.reading import MOST_LINES
from moadon.flows.till.types import ReturnDraft, ReturnLine, SaleRef
from moadon.kernel.refusals import Refused

RETURN_FIELDS = frozenset(("number", "at", "lines", "employee", "till", "branch", "of", "refund_to"))


def read_return(
    raw: object, sale: SaleRef | None, exponent: int, *, key: str | None = None, language: str | None = None
) -> ReturnDraft:
    """Goods brought back as JSON values -> a draft. Without `sale` the body names it under `of` and may come first.

    `exponent`: the decimals of the club's currency. Raises RefusedMany that names each field at fault.
    """
    body = read_object(raw, RETURN_FIELDS, "")
    faults = Faults()
    draft = ReturnDraft(
        sale=sale or faults.take(lambda: _sale(body), SaleRef()),
        number=faults.take(needed_text, "", body, "number"),
        at=faults.take(lambda: read_moment(body.get("at"), "at"), EARLIEST),
        lines=faults.take(lambda: _return_lines(body, exponent), None),
        till=faults.take(lambda: read_text(body, "till"), None),
        branch=faults.take(lambda: read_text(body, "branch"), None),
        employee=faults.take(lambda: read_text(body, "employee"), None),
        refund_to=faults.take(lambda: _refund_to(body), None),
        park=sale is None,
        key=key,
        language=language,
    )
    faults.done()
    return draft


def _refund_to(body: Raw) -> str | None:
    """Where money that was paid comes back to: a wallet, or None for the way it was paid."""
    wallet = read_text(body, "refund_to")
    if wallet not in (None, RETURN_CREDIT):
        raise Refused("unknown_wallet", field="refund_to", given=(wallet or "")[:40])
    return wallet


def _sale(body: Raw) -> SaleRef:
    raw = body.get("of")
    if raw is None:
        raise Refused("missing", field="of")
    one = read_object(raw, frozenset({"number", "branch", "till", "business_date"}), "of")
    ref = SaleRef(
        number=needed_text(one, "number", "of."),
        branch=read_text(one, "branch", "of."),
        till=read_text(one, "till", "of."),
    )
    day = read_text(one, "business_date", "of.")
    if day is None:
        return ref
    try:
        return replace(ref, business_date=date.fromisoformat(day))
    except ValueError:
        raise Refused("not_a_date", field="of.business_date") from None


def _return_lines(body: Raw, exponent: int) -> tuple[ReturnLine, ...] | None:
    if body.get("lines") is None:
        return None
    lines: list[ReturnLine] = []
    for i, raw in enumerate(read_items(body, "lines", MOST_LINES)):
        where = f"lines.{i}."
        one = read_object(raw, frozenset({"line", "quantity", "amount"}), f"lines.{i}")
        line = ReturnLine(needed_text(one, "line", where), *_how_much(one, where, exponent))
        if any(line.line == other.line for other in lines):
            raise Refused("line_twice", field=where + "line", line=line.line)
        lines.append(line)
    if not lines:
        raise Refused("no_lines", field="lines")
    return tuple(lines)


def _how_much(one: Raw, where: str, exponent: int) -> tuple[int, int]:
    """The quantity that comes back and the amount that is given back for goods that stay: one of the two."""
    if one.get("amount") is None:
        return read_quantity(one.get("quantity"), where + "quantity"), 0
    if one.get("quantity") is not None:
        raise Refused("quantity_or_amount", field=where + "amount")
    amount = at_least_0(one["amount"], exponent, where + "amount")
    if not amount:
        raise Refused("not_above_zero", field=where + "amount")
    return 0, amount
