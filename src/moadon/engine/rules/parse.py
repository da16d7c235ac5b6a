"""From a text to a document that can be run, or to everything that is wrong with it."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from moadon.engine.rules import document as parts
from moadon.engine.rules.check import check
from moadon.engine.rules.document import Document
from moadon.engine.rules.findings import Finding, InvalidDocument, error, nearest, pointer
from moadon.engine.rules.reading import read_document
from moadon.kernel.sentences import LANGUAGES

_EARN: dict[str, type[BaseModel]] = {
    "linear": parts.LinearPart,
    "targets": parts.TargetsPart,
    "rate_by_value": parts.RatesPart,
    "per_amount": parts.PerAmountPart,
}
_WALLETS: dict[str, type[BaseModel]] = {"points": parts.PointsWallet, "credit": parts.CreditWallet}

_LATER_KEYS = frozenset(
    ("tiers", "groups", "promotions", "margin", "for", "tier", "segment", "budget", "birthday_within", "coupon")
)
_LATER_TYPES = frozenset(("per_event", "per_visit", "gift"))
"""What the format promises and this version cannot do yet: refused by name, never skipped."""

_UNION = 2
"""Where pydantic names the member of a union, in `earn` and `wallets`."""

_CODES = {
    "missing": "missing",
    "union_tag_not_found": "missing",
    "string_type": "not_text",
    "list_type": "not_a_list",
    "dict_type": "not_a_mapping",
    "model_type": "not_a_mapping",
    "model_attributes_type": "not_a_mapping",
    "too_short": "empty",
    "string_too_short": "empty",
    "too_long": "too_long",
    "string_too_long": "too_long",
    "string_pattern_mismatch": "not_an_id",
    "int_type": "not_whole",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
}


def parse(document: str | bytes | Mapping[str, object], languages: tuple[str, ...] = LANGUAGES) -> Document:
    """The programme written in `document` (YAML or JSON text, or a mapping).

    `languages` are the club's: every text of the document must be there in each. Raises `InvalidDocument`
    with all findings, and nothing else whatever comes in. Warnings of a good document are `check`'s to tell.
    """
    plain = read_document(document)
    try:
        parsed = Document.model_validate(plain)
    except ValidationError as invalid:
        raise InvalidDocument(_finding(details, plain) for details in invalid.errors()) from None
    findings = check(parsed, languages)
    if any(finding.level == "error" for finding in findings):
        raise InvalidDocument(findings)
    return parsed


def _finding(details: ErrorDetails, plain: dict[str, Any]) -> Finding:
    path = _path(details["loc"])
    kind, where = details["type"], pointer(*path)
    given = str(details.get("input"))[:40]
    if kind == "extra_forbidden":
        return _unknown_key(path, plain)
    if kind == "union_tag_invalid":
        return _unknown_type(path, str(details.get("ctx", {}).get("tag", ""))[:40])
    if kind == "union_tag_not_found":
        where += "/kind" if path[0] == "wallets" else "/type"
    if kind == "literal_error":
        expected = str(details.get("ctx", {}).get("expected", ""))
        return error(where, "unknown_value", given=given, expected=expected)
    if kind in _CODES:
        return error(where, _CODES[kind], given=given)
    context = details.get("ctx", {})
    if "code" in context and "params" in context:
        return error(where, context["code"], **context["params"])
    return error(where, "not_valid", given=given)


def _path(location: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """pydantic's place without the names of union members and the marks of mapping keys."""
    path = list(location)
    if path[0] in ("earn", "wallets"):
        del path[_UNION : _UNION + 1]
    return tuple(part for part in path if part != "[key]")


def _unknown_key(path: tuple[int | str, ...], plain: dict[str, Any]) -> Finding:
    key = str(path[-1])
    if key in _LATER_KEYS:
        return error(pointer(*path), "not_in_this_version", key=key)
    meant = nearest(key, _known_keys(path[:-1], plain))
    return error(pointer(*path), "unknown_key", key=key[:40], meant=meant)


def _unknown_type(path: tuple[int | str, ...], tag: str) -> Finding:
    wallet = path[0] == "wallets"
    where = pointer(*path, "kind" if wallet else "type")
    if tag in _LATER_TYPES:
        return error(where, "not_in_this_version", key=tag)
    known = _WALLETS if wallet else _EARN
    return error(where, "unknown_value", given=tag, expected=", ".join(known))


def _known_keys(path: tuple[int | str, ...], plain: dict[str, Any]) -> list[str]:
    """The keys that the part at `path` may have, found by walking the models along it."""
    model: Any = Document
    value: Any = plain
    for depth, part in enumerate(path):
        value = value[part]
        if depth == 1 and path[0] in ("earn", "wallets"):
            known = _EARN if path[0] == "earn" else _WALLETS
            model = known.get(str(value.get("type" if path[0] == "earn" else "kind")))
        elif depth or path[0] not in ("earn", "wallets"):
            model = _inside(model, part)
    return [field.alias or name for name, field in model.model_fields.items()] if _is_part(model) else []


def _inside(model: Any, part: int | str) -> Any:
    if not _is_part(model):
        return model if isinstance(part, int) else None
    field = next((f for name, f in model.model_fields.items() if part in (name, f.alias)), None)
    return _first_part(field.annotation) if field else None


def _first_part(annotation: Any) -> Any:
    if _is_part(annotation):
        return annotation
    return next((found for arg in getattr(annotation, "__args__", ()) if (found := _first_part(arg))), None)


def _is_part(model: Any) -> bool:
    return isinstance(model, type) and issubclass(model, BaseModel)
