"""What may be written at one place of a half-written text: keys and values of the format, with their words.

A mark is put where the caret stands, and the text is read as far as it: what is open there is where one is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from moadon.interfaces.office.programmes.editor import words
from moadon.interfaces.office.programmes.editor.format import (
    Field,
    Group,
    Leaf,
    Listing,
    Mapped,
    OneOf,
    Shape,
    document_shape,
)
from moadon.kernel.calendars import WEEKDAYS

_BEGUN = re.compile(r"[\w.-]*\Z")
_MARK = "caretCaretcaret"
MOST = 60
LONGEST = 300_000
"""Texts longer than this are written without offers: reading them takes longer than typing."""


class Offer(NamedTuple):
    """Something that may stand here: what is written, what it is called, and a line of help."""

    text: str
    label: str
    help: str


@dataclass
class _Open:
    """A holder that is open: its keys so far with their plain values, and the key whose value comes next."""

    listed: bool
    said: dict[str, str] = field(default_factory=dict)
    key: str | None = None


def offers(text: str, caret: int) -> tuple[str, list[Offer]]:
    """The word begun at `caret`, and all that could be meant by it, in the order of the format."""
    before = text[:caret]
    begun = _BEGUN.search(before)
    word = begun[0] if begun else ""
    head = before[: len(before) - len(word)]
    if len(text) > LONGEST:
        return word, []
    for mark in (f"{_MARK}: 0", _MARK):
        holders = _reach(f"{head}{mark}\n")
        if holders is not None:
            found = [one for one in _offered(holders) if one.text.startswith(word) and one.text.strip(": ") != word]
            return word, found[:MOST]
    return word, []


def _reach(text: str) -> list[_Open] | None:
    """The holders that are open at the mark; None where the text cannot be read as far as that."""
    holders: list[_Open] = []
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.ScalarEvent):
                if event.value == _MARK:
                    return holders
                _scalar(holders, event.value)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                holders.append(_Open(isinstance(event, yaml.SequenceStartEvent)))
            elif isinstance(event, yaml.CollectionEndEvent):
                holders.pop()
                _scalar(holders, "")
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return None


def _scalar(holders: list[_Open], value: str) -> None:
    if not holders or holders[-1].listed:
        return
    holder = holders[-1]
    if holder.key is None:
        holder.key = value
    else:
        holder.said[holder.key], holder.key = value, None


def _offered(holders: list[_Open]) -> Iterator[Offer]:
    if not holders:
        return _keys(document_shape(), {})
    shape: Shape | None = document_shape()
    last: Field | None = None
    for depth, holder in enumerate(holders):
        shape = _kind(shape, holder)
        if depth == len(holders) - 1 and holder.key is None and not holder.listed:
            return _in(shape, holder)
        if holder.listed:
            shape = shape.item if isinstance(shape, Listing) else None
        elif isinstance(shape, OneOf) and holder.key == shape.tag:
            return iter([Offer(tag, words.kind(group.model), "") for tag, group in shape.kinds.items()])
        elif isinstance(shape, Group | OneOf):
            groups = shape.kinds.values() if isinstance(shape, OneOf) else (shape,)
            last = next((found for one in groups if (found := one.field(holder.key or ""))), None)
            shape = last.shape if last else None
        else:
            shape = shape.value if isinstance(shape, Mapped) else None
    return _values(shape, last, holders[-1])


def _kind(shape: Shape | None, holder: _Open) -> Shape | None:
    """A part of several kinds as the one it says it is."""
    return shape.kinds.get(holder.said.get(shape.tag, ""), shape) if isinstance(shape, OneOf) else shape


def _in(shape: Shape | None, holder: _Open) -> Iterator[Offer]:
    if isinstance(shape, Group):
        yield from _keys(shape, holder.said)
    elif isinstance(shape, OneOf):
        every: dict[str, Field] = {}
        for group in shape.kinds.values():
            every |= {one.key: one for one in group.fields if one.key not in every}
        tag = every.pop(shape.tag)
        yield from _keys(Group("", (tag, *every.values())), holder.said)
    elif isinstance(shape, Leaf):
        # A list of plain values in brackets: what looks like a key is one of them.
        yield from _values(shape, None, holder)


def _keys(group: Group, said: dict[str, Any]) -> Iterator[Offer]:
    for one in group.fields:
        if one.key not in said:
            yield Offer(f"{one.key}: ", words.label(one.owner, one.key), words.help_of(one.owner, one.key))


def _values(shape: Shape | None, last: Field | None, holder: _Open) -> Iterator[Offer]:
    if isinstance(shape, Group) and holder.listed:
        yield from _keys(shape, {})
    elif isinstance(shape, OneOf) and holder.listed:
        yield from _in(shape, _Open(listed=False))
    elif isinstance(shape, Leaf) and shape.kind == "weekday":
        yield from (Offer(day, "", "") for day in WEEKDAYS)
    elif isinstance(shape, Leaf) and shape.kind in ("flag", "mark"):
        yield Offer("true", "", "")
    elif isinstance(shape, Leaf) and last is not None:
        for option in shape.options:
            yield Offer(option, _choice(last, option), "")


def _choice(last: Field, option: str) -> str:
    return words.kind(last.owner) if last.key in ("type", "kind") else words.choice(last.owner, last.key, option)
