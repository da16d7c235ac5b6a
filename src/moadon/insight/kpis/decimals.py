"""Exact figures as decimal text. Nothing here is a float."""

from decimal import ROUND_HALF_UP, Context, Decimal

SIGNIFICANT = 12
"""A quotient is rounded half up to so many significant digits."""
SHOWN = 6
"""Zeros at its end are left out down to so many."""
_CONTEXT = Context(prec=SIGNIFICANT, rounding=ROUND_HALF_UP)


def quotient(over: int, under: int) -> str | None:
    """`over / under` as decimal text; None when there is nothing to divide by."""
    if under == 0:
        return None
    if over == 0:
        return "0"
    value = _CONTEXT.divide(Decimal(over), Decimal(under))
    exponent = value.adjusted() - SIGNIFICANT + 1
    text = format(value.quantize(Decimal(1).scaleb(min(exponent, 0)), context=Context(prec=60)), "f")
    return _trimmed(text, keep=max(SHOWN - 1 - value.adjusted(), 0))


def _trimmed(text: str, keep: int) -> str:
    whole, point, part = text.partition(".")
    if not point:
        return text
    part = part[:keep] + part[keep:].rstrip("0")
    return f"{whole}.{part}" if part else whole
