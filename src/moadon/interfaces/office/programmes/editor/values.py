"""One value as it is typed: money with its sign, shares as percentages, choices with their words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from moadon.interfaces.office.programmes.editor import words
from moadon.interfaces.office.programmes.editor.controls import Control
from moadon.interfaces.office.programmes.editor.format import Field, Leaf
from moadon.interfaces.office.programmes.editor.names import PICKS, Names
from moadon.kernel.shape_words import PERSIAN_DIGITS
from moadon.ui.fields import read_day
from moadon.ui.reader import shapes

_FIGURES = ("amount", "share", "factor", "whole", "hour", "hours")
_PER_CENT = 2


def leaf_control(
    field: Field, value: object, at: str, part: Mapping[str, Any], names: Names, languages: Sequence[str]
) -> Control:
    """The control of one value. `part` is the rule, promotion or ladder it belongs to, which says its unit."""
    assert isinstance(field.shape, Leaf)
    kind, of = field.shape.kind, PICKS.get(field.key, "")
    options: Sequence[tuple[str, str]] = ()
    if kind in ("text", "id") and of in ("wallets", "groups"):
        kind, options = "choice", _with(names.known(of), str(value or ""), free=not field.required)
    elif kind == "choice":
        told = [(one, words.choice(field.owner, field.key, one)) for one in field.shape.options]
        options = told if field.default is not None or field.required else [("", "—"), *told]
    shown = value if value is not None else ""
    if kind in ("texts", "length"):
        shown = _held(value, kind, languages)
    elif kind in _FIGURES or kind == "day":
        shown = in_own_digits(_typed(kind, value))
    unit, after = _unit(field, part, names) if kind in ("amount", "share", "factor") else ("", "")
    of = of if kind in ("code", "member") else ""
    label, about = words.label(field.owner, field.key), words.help_of(field.owner, field.key)
    return Control(at, label, kind, shown, options, unit, after, of, help=about)


def _typed(kind: str, value: object) -> str:
    if value is None:
        return ""
    if kind == "share":
        return moved(str(value), _PER_CENT)
    if kind == "day" and shapes().language == "fa":
        day = read_day(str(value))
        return shapes().date(day, narrow=True) if day else str(value)
    return str(value)


def moved(text: str, places: int) -> str:
    """A decimal text with its point moved to the right: "0.125" by two is "12.5". Other texts stay as they are."""
    whole, _dot, rest = text.partition(".")
    if not (whole + rest).isascii() or not (whole + rest).isdigit():
        return text
    rest = rest.ljust(places, "0")
    whole, rest = (whole + rest[:places]).lstrip("0") or "0", rest[places:].rstrip("0")
    return f"{whole}.{rest}" if rest else whole


def in_own_digits(text: str) -> str:
    """Digits as the reader writes them."""
    return text.translate(PERSIAN_DIGITS).replace(".", "٫") if shapes().language == "fa" and text.isascii() else text


def _held(value: object, kind: str, languages: Sequence[str]) -> object:
    held = value if isinstance(value, dict) else {}
    if kind == "texts":
        return [(language, held.get(language) or "") for language in languages]
    unit = "days" if "days" in held and "months" not in held else "months"
    return {"unit": unit, "n": in_own_digits(str(held.get(unit, "")))}


def _with(known: Sequence[tuple[str, str]], given: str, *, free: bool) -> list[tuple[str, str]]:
    """What can be chosen: what is known, what stands there though nobody knows it, and nothing where that is free."""
    options = [("", _("none")), *known] if free else list(known)
    return options if given in dict(options) else [(given, given or "—"), *options]


def _unit(field: Field, part: Mapping[str, Any], names: Names) -> tuple[str, str]:
    """What stands before and after a value: the currency's sign, a percent sign, points."""
    assert isinstance(field.shape, Leaf)
    if field.shape.kind == "share":
        return "", "٪" if shapes().language == "fa" else "%"
    if field.shape.kind == "factor":
        return "×", ""
    if field.key == "points":
        return "", _("points")
    in_wallet = field.key == "give" or field.owner in ("PerMember", "PerReceipt", "Together", "Limits")
    if field.key == "from" and "basis" in part and "levels" in part:
        return _of_ladder(str(part["basis"]))
    if in_wallet and "wallet" in part and _is_points(str(part["wallet"]), names):
        return "", _("points")
    return shapes().symbol, ""


def _of_ladder(basis: str) -> tuple[str, str]:
    after = {"points": _("points"), "visits": _("purchases"), "tenure": _("months")}.get(basis, "")
    return ("", after) if after else (shapes().symbol, "")


def _is_points(wallet: str, names: Names) -> bool:
    wallets = names.document.get("wallets")
    held = wallets.get(wallet) if isinstance(wallets, dict) else None
    return isinstance(held, dict) and held.get("kind") == "points"
