"""What places in a document are called, for findings that are told away from their field."""

from collections.abc import Mapping
from typing import Any

from moadon.interfaces.office.programmes.editor import words
from moadon.interfaces.office.programmes.editor.format import Group, Listing, Mapped, OneOf, Shape, document_shape
from moadon.interfaces.office.programmes.editor.names import title_of
from moadon.ui.reader import shapes


def place_of(where: str, document: Mapping[str, Any]) -> str:
    """A JSON pointer as a person would say it: "Summer sale, What one gets, Off"."""
    told: list[str] = []
    shape: Shape | None = document_shape()
    value: Any = document
    parts = [part.replace("~1", "/").replace("~0", "~") for part in where.split("/")[1:]]
    for depth, part in enumerate(parts):
        group = shape.group(value) if isinstance(shape, OneOf) else shape
        value = _within(value, part)
        if isinstance(group, Group):
            field = group.field(part)
            shape = field.shape if field else None
            told.append(words.section(part) if depth == 0 else words.label(group.model, part))
        elif isinstance(group, Listing | Mapped):
            shape = group.item if isinstance(group, Listing) else group.value
            told.append(_one(shape, value, part))
        else:
            told.append(part)
    # The card and the field are enough to know where.
    return ", ".join((told[1], told[-1]) if len(told) > 2 else told[-1:])


def _one(shape: Shape, value: object, part: str) -> str:
    group = shape.group(value) if isinstance(shape, OneOf) else shape
    if isinstance(group, Group) and isinstance(value, dict):
        return title_of(value, group) if part.isdigit() else part
    return shapes().number(int(part) + 1) if part.isdigit() else part


def _within(value: Any, part: str) -> Any:
    if isinstance(value, dict):
        return value.get(part)
    if isinstance(value, list) and part.isdigit() and int(part) < len(value):
        return value[int(part)]
    return None
