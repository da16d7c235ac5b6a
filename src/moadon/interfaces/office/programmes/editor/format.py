"""The format of a programme document as fields to be drawn, read off the models themselves.

A new key of a model is a new field here, without anybody writing it down a second time.
"""

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from moadon.engine.rules import values
from moadon.engine.rules.document import After, Document, Text

LeafKind = Literal[
    "amount", "share", "factor", "id", "event", "member", "code", "words", "hour", "hours", "day", "weekday",
    "whole", "flag", "mark", "choice", "fixed", "texts", "length", "text",
]  # fmt: skip

_ALIASES: tuple[tuple[Any, LeafKind], ...] = (
    (values.Amount, "amount"),
    (values.FromAmount, "amount"),
    (values.Rate, "share"),
    (values.Share, "share"),
    (values.Factor, "factor"),
    (values.Id, "id"),
    (values.EventName, "event"),
    (values.MemberId, "member"),
    (values.Code, "code"),
    (values.Words, "words"),
    (values.Hour, "hour"),
    (values.Hours, "hours"),
    (values.Day, "day"),
    (values.Weekday, "weekday"),
    (values.Format, "fixed"),
    (values.Currency, "fixed"),
)

JUST_ONE: Mapping[str, tuple[str, ...]] = {
    "Pending": ("days", "event", "period"),
    "BreadthPart": ("category", "brand"),
    "BuyGet": ("percent", "price"),
    "StepOff": ("value", "percent"),
    "GiftGet": ("sku", "of"),
}
"""Keys of a part of which just one is said. Their validators know it; nothing but this table tells it aloud."""

_FEW = 4


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value. `options` of a choice, `least` and `most` of a whole number."""

    kind: LeafKind
    options: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Several of one shape, in order; `pair`: always two."""

    item: "Shape"
    pair: bool = False


@dataclass(frozen=True, slots=True)
class Mapped:
    """Values by a key of the manager's."""

    key: Leaf
    value: "Shape"


@dataclass(frozen=True, slots=True)
class Group:
    """A part with keys of its own. `model` names it in the tables of words."""

    model: str
    fields: tuple["Field", ...]

    def field(self, key: str) -> "Field | None":
        """The field written as `key`."""
        return next((field for field in self.fields if field.key == key), None)

    @property
    def small(self) -> bool:
        """Whether all of it can be shown in one row: a handful of plain values."""
        return len(self.fields) <= _FEW and all(isinstance(field.shape, Leaf) for field in self.fields)

    @property
    def opens(self) -> bool:
        """Whether nothing in it must be said, so that each of its keys is a thing to add by itself."""
        return not self.small and not any(field.required for field in self.fields)


@dataclass(frozen=True, slots=True)
class OneOf:
    """A part of several kinds, told apart by the value of `tag`."""

    tag: str
    kinds: Mapping[str, Group]

    def group(self, value: object) -> Group | None:
        """The kind that `value` says it is."""
        return self.kinds.get(str(value.get(self.tag))) if isinstance(value, dict) else None


Shape = Leaf | Listing | Mapped | Group | OneOf


@dataclass(frozen=True, slots=True)
class Field:
    """A key of a part. `default` is the JSON value that stands where it is left out; None where nothing does."""

    owner: str
    key: str
    shape: Shape
    required: bool
    default: object = None

    @property
    def shown(self) -> bool:
        """Whether it stands on the page even where the document does not say it."""
        told = isinstance(self.shape, Leaf) and self.shape.kind in ("choice", "texts")
        return self.required or (told and (self.default is not None or self.shape == Leaf("texts")))


@lru_cache(maxsize=1)
def document_shape() -> Group:
    """The whole document."""
    return _group(Document)


def models() -> dict[str, Group]:
    """Every part of the format by the name of its model."""
    found: dict[str, Group] = {}

    def walk(shape: Shape) -> None:
        if isinstance(shape, Group) and shape.model not in found:
            found[shape.model] = shape
            for field in shape.fields:
                walk(field.shape)
        elif isinstance(shape, OneOf):
            for group in shape.kinds.values():
                walk(group)
        elif isinstance(shape, Listing):
            walk(shape.item)
        elif isinstance(shape, Mapped):
            walk(shape.value)

    walk(document_shape())
    return found


@lru_cache(maxsize=256)
def _group(model: type[BaseModel]) -> Group:
    hints = get_type_hints(model, include_extras=True)
    fields = [_field(model, name, info, hints[name]) for name, info in model.model_fields.items()]
    return Group(model.__name__, tuple(fields))


def _field(model: type[BaseModel], name: str, info: FieldInfo, hint: Any) -> Field:
    default: object = None if info.is_required() else info.get_default(call_default_factory=True)
    if isinstance(default, BaseModel):
        default = default.model_dump(mode="json", by_alias=True, exclude_none=True)
    return Field(model.__name__, info.alias or name, _shape(hint), info.is_required(), default)


def _shape(hint: Any) -> Shape:
    metadata: tuple[Any, ...] = getattr(hint, "__metadata__", ())
    kind = _alias(metadata)
    if kind is not None:
        return Leaf(kind)
    inner = get_args(hint)[0] if metadata else hint
    if metadata and get_origin(inner) is not None and get_origin(inner) not in (list, dict, Literal):
        return _union(inner)
    if get_origin(inner) is typing.Annotated:
        return _shape(inner)
    return _plain(inner, metadata)


def _alias(metadata: tuple[Any, ...]) -> LeafKind | None:
    """Which of the smallest parts an annotation is: all that makes one stands in its own metadata."""
    for alias, kind in _ALIASES:
        if all(any(own is given for given in metadata) for own in alias.__metadata__):
            return kind
    return None


def _plain(hint: Any, metadata: tuple[Any, ...]) -> Shape:
    origin = get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _union(hint)
    if origin is list:
        bounds = _bounds(metadata, "min_length", "max_length")
        return Listing(_shape(get_args(hint)[0]), pair=bounds == (2, 2))
    if origin is dict:
        key, value = get_args(hint)
        kind = _shape(key)
        return Mapped(kind if isinstance(kind, Leaf) else Leaf("code"), _shape(value))
    if origin is Literal:
        options = get_args(hint)
        return Leaf("mark") if options == (True,) else Leaf("choice", tuple(str(one) for one in options))
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return Leaf("texts") if hint is Text else Leaf("length") if hint is After else _group(hint)
    if hint is bool:
        return Leaf("flag")
    if hint is int:
        least, most = _bounds(metadata, "ge", "le")
        return Leaf("whole", least=least, most=most)
    return Leaf("text")


def _union(hint: Any) -> Shape:
    several = [one for one in get_args(hint) if one is not type(None)]
    if len(several) == 1:
        return _shape(several[0])
    groups = [_group(one) for one in several]
    for tag in ("type", "kind"):
        named = [group.field(tag) for group in groups]
        kinds = [field.shape.options[0] for field in named if field and isinstance(field.shape, Leaf)]
        if len(kinds) == len(groups):
            return OneOf(tag, dict(zip(kinds, groups, strict=True)))
    return Leaf("text")


def _bounds(metadata: tuple[Any, ...], low: str, high: str) -> tuple[int | None, int | None]:
    told = [inner for one in metadata for inner in (*getattr(one, "metadata", ()), one)]

    def first(name: str) -> int | None:
        found = (getattr(one, name) for one in told if getattr(one, name, None) is not None)
        return next(found, None)

    return first(low), first(high)
