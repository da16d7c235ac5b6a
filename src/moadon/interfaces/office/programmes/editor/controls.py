"""What the editor draws, as plain values: `{% part x %}` draws each with the template it names.

`at` is the JSON pointer of the value in the document. `up` is how far up empty holders go with it when it is removed;
None where it cannot be removed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
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
class Control(At):
    """One value. `kind` says how it is typed and read back; `unit` stands before it, `after` behind it."""

    template: ClassVar[str] = _FOLDER + "control.html"
    at: str
    label: str
    kind: str
    shown: Any = ""
    help: str = ""
    options: Sequence[tuple[str, str]] = ()
    unit: str = ""
    after: str = ""
    of: str = ""
    empty: bool = False
    up: str | None = None
    languages: Sequence[str] = ()


@dataclass(frozen=True)
class Chips(At):
    """Several codes, each to be taken away, and a field to pick more. `known` are those that are there to be picked."""

    template: ClassVar[str] = _FOLDER + "chips.html"
    at: str
    label: str
    of: str
    items: Sequence[tuple[str, str, str]]
    known: str = "[]"
    help: str = ""
    up: str | None = None


@dataclass(frozen=True)
class Days(At):
    """Days of the week to be ticked."""

    template: ClassVar[str] = _FOLDER + "days.html"
    at: str
    label: str
    days: Sequence[tuple[str, str, bool]]
    help: str = ""
    up: str | None = None


@dataclass(frozen=True)
class Pair(At):
    """From and to."""

    template: ClassVar[str] = _FOLDER + "pair.html"
    at: str
    label: str
    ends: tuple[Control, Control]
    help: str = ""
    up: str | None = None


@dataclass(frozen=True)
class Which(At):
    """Of several keys of a part just one is said: which, and its value."""

    template: ClassVar[str] = _FOLDER + "which.html"
    at: str
    label: str
    options: Sequence[tuple[str, str, str, bool]]
    keys: str = ""
    chosen: Any = None
    whole: bool = False
    help: str = ""
    up: str | None = None


@dataclass(frozen=True)
class Row(At):
    """A row of a table of steps, or of values by key."""

    at: str
    cells: Sequence[Any]
    key: Control | None = None


@dataclass(frozen=True)
class Table(At):
    """Steps, bands or values by key, a row each. `add` is what a new row begins with, as JSON."""

    template: ClassVar[str] = _FOLDER + "table.html"
    at: str
    label: str
    heads: Sequence[str]
    rows: Sequence[Row]
    add: str
    keyed: bool = False
    help: str = ""
    up: str | None = None
    of: str = ""
    known: str = "[]"


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
class Fold(At):
    """A part with keys of its own: what it always has, what was added to it, and what could be.

    `inline` among the fields of another, `listed` in a box of its own among its like, `headed`: its first field bears
    its label already.
    """

    template: ClassVar[str] = _FOLDER + "fold.html"
    at: str
    label: str
    core: Sequence[Any]
    blocks: Sequence[Block] = ()
    menu: Sequence[MenuGroup] = ()
    help: str = ""
    up: str | None = None
    inline: bool = False
    listed: bool = False
    headed: bool = False


@dataclass(frozen=True)
class Folds(At):
    """Several parts inside a part: levels of a ladder, things of a set."""

    template: ClassVar[str] = _FOLDER + "folds.html"
    at: str
    label: str
    folds: Sequence[Fold]
    add: str
    one: str = ""
    keyed: bool = False
    help: str = ""
    up: str | None = None
    of: str = ""
    known: str = "[]"


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
