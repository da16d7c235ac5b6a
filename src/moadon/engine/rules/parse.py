"""From a text to a document that can be run, or to everything that is wrong with it."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from moadon.engine.rules.check import check
from moadon.engine.rules.document import Document
from moadon.engine.rules.findings import Finding, InvalidDocument, error, first_errors, nearest, pointer
from moadon.engine.rules.reading import read_document
from moadon.kernel.sentences import LANGUAGES

_LATER_TYPES = frozenset(("gift",))
"""What the format promises and this version cannot do yet: refused by name, never skipped."""

_TAGGED = {("earn", 1): "type", ("wallets", 1): "kind", ("promotions", 2): "kind", ("tiers", 2): "kind"}
"""The parts that are one of several, by their section and depth, and the key that says which.

There pydantic's place names the one chosen as well.
"""

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
    with the findings (of very many errors the first), and nothing else whatever comes in. Warnings of a good document
    are `parse_and_check`'s to tell.
    """
    return parse_and_check(document, languages)[0]


def parse_and_check(
    document: str | bytes | Mapping[str, object], languages: tuple[str, ...] = LANGUAGES
) -> tuple[Document, tuple[Finding, ...]]:
    """`parse`, and with it the warnings of a good document. Raises what `parse` does."""
    plain = read_document(document)
    try:
        parsed = Document.model_validate(plain)
    except ValidationError as invalid:
        wrong = invalid.errors(include_url=False)
        raise InvalidDocument(first_errors(_finding(details, plain) for details in wrong)) from None
    findings = check(parsed, languages)
    if any(finding.level == "error" for finding in findings):
        raise InvalidDocument(findings)
    return parsed, findings


def _finding(details: ErrorDetails, plain: dict[str, Any]) -> Finding:
    path = _path(details["loc"], plain)
    kind, where = details["type"], pointer(*path)
    given = str(details.get("input"))[:40]
    if kind == "extra_forbidden":
        return _unknown_key(path, plain)
    if kind == "union_tag_invalid":
        context = details.get("ctx", {})
        expected = str(context.get("expected_tags", "")).replace("'", "")
        return _unknown_type(path, str(context.get("tag", ""))[:40], expected)
    if kind == "union_tag_not_found":
        where += f"/{_tag_key(path)}"
    if kind == "literal_error":
        expected = str(details.get("ctx", {}).get("expected", ""))
        return error(where, "unknown_value", given=given, expected=expected)
    if kind in _CODES:
        return error(where, _CODES[kind], given=given)
    context = details.get("ctx", {})
    if "code" in context and "params" in context:
        return error(where, context["code"], **context["params"])
    return error(where, "not_valid", given=given)


def _path(location: tuple[int | str, ...], plain: dict[str, Any]) -> tuple[int | str, ...]:
    """pydantic's place without the names of union members, marks of mapping keys, and lists that were never written."""
    path: list[int | str] = []
    value: Any = plain
    chosen = False
    for part in location:
        if chosen or part == "[key]" or (isinstance(part, int) and not isinstance(value, list)):
            chosen = False
            continue
        path.append(part)
        value = _within(value, part)
        chosen = _is_tagged(path)
    return tuple(path)


def _within(value: Any, part: int | str) -> Any:
    if isinstance(value, dict):
        return value.get(part)
    return value[part] if isinstance(value, list) and isinstance(part, int) and part < len(value) else None


def _is_tagged(path: Sequence[int | str]) -> bool:
    """Whether the part at `path` is one of several."""
    return (path[0], len(path) - 1) in _TAGGED and (len(path) == 2 or path[2] in ("get", "window"))


def _tag_key(path: Sequence[int | str]) -> str:
    return _TAGGED[(str(path[0]), len(path) - 1)]


def _unknown_key(path: tuple[int | str, ...], plain: dict[str, Any]) -> Finding:
    key = str(path[-1])
    meant = nearest(key, _known_keys(path[:-1], plain))
    return error(pointer(*path), "unknown_key", key=key[:40], meant=meant)


def _unknown_type(path: tuple[int | str, ...], tag: str, expected: str) -> Finding:
    where = pointer(*path, _tag_key(path))
    if tag in _LATER_TYPES and path[0] == "wallets":
        return error(where, "not_in_this_version", key=tag)
    return error(where, "unknown_value", given=tag, expected=expected)


def _known_keys(path: tuple[int | str, ...], plain: dict[str, Any]) -> list[str]:
    """The keys that the part at `path` may have, found by walking the models along it."""
    models: list[type[BaseModel]] = [Document]
    value: Any = plain
    for depth, part in enumerate(path):
        value = _within(value, part)
        if isinstance(part, str) and not (depth == 1 and path[0] == "wallets"):
            fields = [f for m in models for name, f in m.model_fields.items() if part in (name, f.alias)]
            models = [found for field in fields[:1] for found in _parts_in(field.annotation)]
        if _is_tagged(path[: depth + 1]):
            tag = value.get(_tag_key(path[: depth + 1])) if isinstance(value, dict) else None
            models = [m for m in models if tag in get_args(_tag_of(m))]
    return [field.alias or name for model in models[:1] for name, field in model.model_fields.items()]


def _tag_of(model: type[BaseModel]) -> Any:
    field = model.model_fields.get("type") or model.model_fields.get("kind")
    return field.annotation if field else None


def _parts_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for arg in get_args(annotation) for found in _parts_in(arg)]
