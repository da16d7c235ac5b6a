"""What the editor draws, as plain values: `{% part x %}` draws each with the template it names.

`at` is the JSON pointer of the value in the document. `up` is how far up empty holders go with it when it is removed;
None where it cannot be removed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.http import urlencode

_FOLDER = "office/programmes/edit/"


def identity(at: str) -> str:
    """The id of the element that holds the value at `at`."""
    return "at" + urlencode({"": at})[1:].replace("%2F", "/")


class At:
    """Anything with a place in the document."""

    at: str

    @property
    def ident(self) -> str:
        """The id of its element."""
        return identity(self.at)


@dataclass(frozen=True)
class Line(At):
    """What stands among the fields of a part: with a label, and a line of help where that helps."""

    at: str
    label: str
    help: str = field(default="", kw_only=True)
    up: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Growing(Line):
    """A line that more can be added to. `add` is what a new one begins with, as JSON.

    `keyed`: each goes by a code, of the sort `of`; `known` are those that are there to be picked.
    """

    add: str = field(kw_only=True)
    keyed: bool = field(default=False, kw_only=True)
    of: str = field(default="", kw_only=True)
    known: str = field(default="[]", kw_only=True)


@dataclass(frozen=True)
class Control(Line):
    """One value. `kind` says how it is typed and read back; `unit` stands before it, `after` behind it."""

    template: ClassVar[str] = _FOLDER + "control.html"
    kind: str
    shown: Any = ""
    options: Sequence[tuple[str, str]] = ()
    unit: str = ""
    after: str = ""
    of: str = ""
    empty: bool = False


@dataclass(frozen=True)
class Chips(Line):
    """Several codes, each to be taken away, and a field to pick more. `known` are those that are there to be picked."""

    template: ClassVar[str] = _FOLDER + "chips.html"
    of: str
    items: Sequence[tuple[str, str, str]]
    known: str = "[]"


@dataclass(frozen=True)
class Days(Line):
    """Days of the week to be ticked."""

    template: ClassVar[str] = _FOLDER + "days.html"
    days: Sequence[tuple[str, str, bool]]


@dataclass(frozen=True)
class Pair(Line):
    """From and to."""

    template: ClassVar[str] = _FOLDER + "pair.html"
    ends: tuple[Control, Control]


@dataclass(frozen=True)
class Which(Line):
    """Of several keys of a part just one is said: which, and its value."""

    template: ClassVar[str] = _FOLDER + "which.html"
    options: Sequence[tuple[str, str, str, bool]]
    keys: str = ""
    chosen: Any = None
    whole: bool = False


@dataclass(frozen=True)
class Row(At):
    """A row of a table of steps, or of values by key."""

    at: str
    cells: Sequence[Any]
    key: Control | None = None


@dataclass(frozen=True)
class Table(Growing):
    """Steps, bands or values by key, a row each."""

    template: ClassVar[str] = _FOLDER + "table.html"
    heads: Sequence[str]
    rows: Sequence[Row]


@dataclass(frozen=True)
class MenuItem:
    """Something that can be added: at its place, with what it begins with as JSON."""

    label: str
    at: str
    value: str
    example: str = ""


@dataclass(frozen=True)
class MenuGroup:
    """Things to add under one heading."""

    head: str
    items: Sequence[MenuItem]


@dataclass(frozen=True)
class Block:
    """Lines under one heading: conditions, limits."""

    head: str
    lines: Sequence[Any]


@dataclass(frozen=True)
class Fold(Line):
    """A part with keys of its own: what it always has, what was added to it, and what could be.

    `inline` among the fields of another, `listed` in a box of its own among its like, `headed`: its first field bears
    its label already.
    """

    template: ClassVar[str] = _FOLDER + "fold.html"
    core: Sequence[Any]
    blocks: Sequence[Block] = ()
    menu: Sequence[MenuGroup] = ()
    inline: bool = False
    listed: bool = False
    headed: bool = False


@dataclass(frozen=True)
class Folds(Growing):
    """Several parts inside a part: levels of a ladder, things of a set. `one` is what the button that adds says."""

    template: ClassVar[str] = _FOLDER + "folds.html"
    folds: Sequence[Fold]
    one: str = ""


@dataclass(frozen=True)
class Card(At):
    """A part of a section, closed or open. `fold` is None while it is closed: then it is drawn when it is opened."""

    template: ClassVar[str] = _FOLDER + "card.html"
    at: str
    title: str
    kind: str
    fold: Fold | None
    code: str = ""
    first: bool = False
    last: bool = False
    ordered: bool = True


@dataclass(frozen=True)
class Section(At):
    """A section of the page: its cards, or the one fold that it is."""

    template: ClassVar[str] = _FOLDER + "section.html"
    at: str
    key: str
    title: str
    about: str
    cards: Sequence[Card] = ()
    fold: Fold | None = None
    kinds: Sequence[MenuItem] = ()
    add: str = ""
    more: int = 0
    ordered: bool = False


def as_json(value: object) -> str:
    """A value as a button of the page carries it."""
    return json.dumps(value, ensure_ascii=False)
