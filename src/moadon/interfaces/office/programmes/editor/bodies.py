"""What the editor sends: a document as JSON, with what the page knows of it."""

import json
from collections.abc import Mapping
from typing import Any

from moadon.engine.rules import InvalidDocument
from moadon.engine.rules.reading import MAX_BYTES, read_document
from moadon.interfaces.office.parts.access import OfficeRequest
from moadon.interfaces.office.programmes.editor.format import Group, Listing, Mapped, OneOf, Shape, document_shape
from moadon.kernel.refusals import Refused

Json = Mapping[str, Any]


def body_of(request: OfficeRequest) -> Json:
    """The JSON object sent. Raises `Refused("body_not_json")`."""
    if len(request.body) > 2 * MAX_BYTES:
        raise Refused("body_not_json", line=1, column=1)
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Refused("body_not_json", line=1, column=1) from None
    if not isinstance(body, dict):
        raise Refused("body_not_json", line=1, column=1)
    return body


def document_of(body: Json) -> dict[str, Any]:
    """The document in it, as plain values. Raises `InvalidDocument` where it is none."""
    return plain(body.get("document"))


def plain(given: object) -> dict[str, Any]:
    """A text or mapping as the plain document that the page works on. Raises `InvalidDocument`."""
    document: dict[str, Any] = _listed(read_document(given), document_shape())
    return document


def readable(given: object) -> dict[str, Any] | None:
    """The same; None for what cannot be read at all."""
    try:
        return plain(given)
    except InvalidDocument:
        return None


def _listed(value: Any, shape: Shape | None) -> Any:
    """`value` with lists wherever the format lets a single one stand for a list."""
    if isinstance(shape, OneOf):
        shape = shape.group(value)
    if isinstance(shape, Listing):
        several = value if isinstance(value, list) else [value] if isinstance(value, str | dict) else value
        return [_listed(one, shape.item) for one in several] if isinstance(several, list) else several
    if isinstance(shape, Group) and isinstance(value, dict):
        fields = {field.key: field.shape for field in shape.fields}
        return {key: _listed(one, fields.get(key)) for key, one in value.items()}
    if isinstance(shape, Mapped) and isinstance(value, dict):
        return {key: _listed(one, shape.value) for key, one in value.items()}
    return value
