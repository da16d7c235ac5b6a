"""Parts of pages as plain values. A view makes them, `{% part x %}` draws them with the template they name.

Texts are what a person reads; where a figure stands inside, give markup from `ui.marks`.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from django.utils.functional import Promise
from django.utils.safestring import SafeString

Text = str | SafeString | Promise
Tone = Literal["", "good", "warn", "bad", "acc"]


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do: a link, or with `post` a button that posts to `href`. `opens` names a dialog instead."""

    template: ClassVar[str] = "ui/action.html"
    label: Text
    href: str = ""
    icon: str = ""
    primary: bool = False
    post: bool = False
    opens: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A state in a word."""

    template: ClassVar[str] = "ui/chip.html"
    word: Text
    tone: Tone = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """How far a figure may be trusted: 3 measured, 2 adjusted, 1 correlation only."""

    template: ClassVar[str] = "ui/basis.html"
    level: Literal[1, 2, 3]
    words: Text


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence that warns, in its own box."""

    template: ClassVar[str] = "ui/notice.html"
    text: Text
    tone: Tone = "warn"
    icon: str = "alert-triangle"


@dataclass(frozen=True, slots=True)
class Empty:
    """Where nothing is yet: what it is in two sentences, and one way in."""

    template: ClassVar[str] = "ui/empty.html"
    title: Text
    text: Text
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Crumb:
    """A page above this one; without `href` this page itself."""

    label: Text
    href: str = ""


@dataclass(frozen=True, slots=True)
class Crumbs:
    """The way down to this page. The last crumb is the page itself."""

    template: ClassVar[str] = "ui/crumbs.html"
    items: Sequence[Crumb]


@dataclass(frozen=True, slots=True)
class Tab:
    """One view of the same thing."""

    label: Text
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Tabs:
    """Views of the same thing, as links. `target` is the id that they change; without it the page is loaded."""

    template: ClassVar[str] = "ui/tabs.html"
    items: Sequence[Tab]
    label: Text
    target: str = ""
    first: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a wizard with what was chosen in it."""

    label: Text
    chosen: Text = ""
    state: Literal["done", "now", "later"] = "later"
    href: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of a wizard in their order."""

    template: ClassVar[str] = "ui/steps.html"
    items: Sequence[Step]


@dataclass(frozen=True, slots=True)
class Pair:
    """A fact: its name and what it is."""

    label: Text
    value: Text
    icon: str = ""
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Facts under each other."""

    template: ClassVar[str] = "ui/pairs.html"
    items: Sequence[Pair]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a statement: when, what and why, how much, and what was left.

    `same` marks a line that belongs to the same receipt as the one above. `tone` colours the amount. `proof` leads to
    the proof of the line.
    """

    at: dt.datetime
    title: Text
    amount: Text
    balance: Text = ""
    why: Text = ""
    rule: Text = ""
    rule_href: str = ""
    tone: Tone = ""
    same: bool = False
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Entries:
    """A statement, newest first, in which every line says why."""

    template: ClassVar[str] = "ui/entries.html"
    items: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Reason:
    """A branch of a reason tree: applied, near or not applied, with its causes."""

    kind: Literal["yes", "near", "no"]
    title: Text
    causes: Sequence[Text] = ()
    amount: Text = ""


@dataclass(frozen=True, slots=True)
class ReasonTree:
    """Why a basket got what it got."""

    template: ClassVar[str] = "ui/tree.html"
    items: Sequence[Reason]


@dataclass(frozen=True, slots=True)
class Branch:
    """A sentence with what led to it, which opens. `kind`: it holds, does not, or that is no question."""

    kind: Literal["yes", "no", "plain"]
    title: Text
    text: Text = ""
    within: Sequence["Branch"] = ()


@dataclass(frozen=True, slots=True)
class Branches:
    """Whys within whys: each opens by itself, by hand or by keyboard."""

    template: ClassVar[str] = "ui/branches.html"
    items: Sequence[Branch]
    label: Text
