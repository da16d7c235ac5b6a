"""The page in its sections: what a programme is made of, a card for each part, one fold for what has no parts."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from moadon.apps.clubs.types import ClubInfo
from moadon.engine.rules.findings import pointer
from moadon.interfaces.office.programmes.editor import words
from moadon.interfaces.office.programmes.editor.controls import Card, Control, Fold, MenuItem, Section, as_json
from moadon.interfaces.office.programmes.editor.drawing import Drawer
from moadon.interfaces.office.programmes.editor.format import (
    Field,
    Group,
    Listing,
    Mapped,
    OneOf,
    Shape,
    document_shape,
)
from moadon.interfaces.office.programmes.editor.names import Names, model_of, title_of
from moadon.interfaces.office.programmes.editor.starts import start_group

FIRST = ("wallets", "earn", "tiers", "promotions", "groups", "margin", "limits")
"""The order of the sections; one that the format gets later follows them."""
MOST_DRAWN = 60
"""Cards of a section that are drawn at once; the rest comes when it is asked for."""
_SINGLE = {"/tiers": "ladder", "/groups": "group"}
"""What new parts without a kind are called."""
_ON_GOODS = frozenset(("FixedPriceGet", "PointsPriceGet"))
"""What cannot be got but on goods that are named."""
_PLAIN = ("format", "id", "name", "currency", "priority", "stop", "base")


class Board:
    """A document as it is drawn. `opened` holds the pointers of the cards that are open, and of full sections.

    `kept`: it is known by its id already, which then stays.
    """

    def __init__(
        self, club: ClubInfo, document: Mapping[str, Any], opened: Collection[str], today: date, *, kept: bool
    ) -> None:
        self.kept = kept
        self.document = document
        self.opened = opened
        self.today = today
        self.drawer = Drawer(Names(club, document), tuple(club.languages), today)

    def sections(self) -> list[Section]:
        """Every section of the page, basics first."""
        fields = {field.key: field for field in document_shape().fields if field.key not in _PLAIN}
        order = [key for key in FIRST if key in fields] + [key for key in fields if key not in FIRST]
        return [self._basics(), *(self.section(fields[key]) for key in order)]

    def _basics(self) -> Section:
        shape = document_shape()
        plain = tuple(field for field in shape.fields if field.key in _PLAIN and not (self.kept and field.key == "id"))
        fold = self.drawer.fold(Group(shape.model, plain), self.document, "")
        return Section("", "basics", words.section("basics"), words.about("basics"), fold=fold)

    def section(self, field: Field) -> Section:
        """One section of parts, or of one part."""
        at, held = pointer(field.key), self.document.get(field.key)
        shape = field.shape
        title, about = words.section(field.key), words.about(field.key)
        if isinstance(shape, Group):
            return Section(at, field.key, title, about, fold=self._whole(field, shape, held, at))
        inner = shape.item if isinstance(shape, Listing) else shape.value if isinstance(shape, Mapped) else shape
        cards = list(self._cards(inner, held, at))
        drawn = cards if at in self.opened else cards[:MOST_DRAWN]
        ordered = isinstance(shape, Listing)
        more = len(cards) - len(drawn)
        kinds, add = self._kinds(inner, held, at), words.adding(field.key)
        return Section(at, field.key, title, about, drawn, kinds=kinds, add=add, more=more, ordered=ordered)

    def _whole(self, field: Field, shape: Group, held: object, at: str) -> Fold:
        fold = self.drawer.fold(shape, held, at)
        lines = [replace(block, lines=[replace(line, up=at) for line in block.lines]) for block in fold.blocks]
        return replace(fold, blocks=lines)

    def _cards(self, inner: Shape, held: object, at: str) -> Iterator[Card]:
        listed = isinstance(held, list)
        parts = list(enumerate(held)) if listed else list(held.items()) if isinstance(held, dict) else []  # type: ignore[arg-type]
        for n, (key, part) in enumerate(parts):
            where, group = at + pointer(key), _group_of(inner, part)
            value = part if isinstance(part, dict) else {}
            kind = words.kind(model_of(group, value))
            title = title_of(value, group) if group else str(key)
            fold = self.drawer.fold(group, value, where) if group and where in self.opened else None
            if fold is not None and not listed:
                fold = replace(fold, core=[*fold.core, Control(where, words.label("", "id"), "rename", key)])
            last = n == len(parts) - 1
            code = str(value.get("id", "")) or (str(key) if not listed else "")
            yield Card(where, title, kind, fold, code, first=n == 0, last=last, ordered=listed)

    def _kinds(self, inner: Shape, held: object, at: str) -> list[MenuItem]:
        """What can be added to a section, each kind with a line that shows what it is good for."""
        taken = _ids(held) | {key for section in ("earn", "promotions") for key in _ids(self.document.get(section))}
        found = []
        for model, start in self._starts(inner):
            part = self._prepared(start, taken, _SINGLE.get(at, "part"))
            where = at + pointer(self._new_key(part, taken)) if not isinstance(held, list) and _mapped(at) else at
            found.append(MenuItem(words.kind(model), where, as_json(part), words.example(model)))
        return found

    def _starts(self, inner: Shape) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each kind of part with what it begins with: the kinds themselves, or those of what a part asks for first."""
        if isinstance(inner, OneOf):
            for tag, group in inner.kinds.items():
                yield group.model, {inner.tag: tag} | start_group(group, self.today) | {inner.tag: tag}
        elif isinstance(inner, Group):
            asked = next((one for one in inner.fields if isinstance(one.shape, OneOf) and one.required), None)
            start = start_group(inner, self.today)
            if asked is None or not isinstance(asked.shape, OneOf):
                yield inner.model, start
                return
            for tag, group in asked.shape.kinds.items():
                goods: dict[str, Any] = {"items": {"category": []}} if group.model in _ON_GOODS else {}
                yield group.model, start | goods | {asked.key: start_group(group, self.today) | {asked.shape.tag: tag}}

    def _prepared(self, start: dict[str, Any], taken: Collection[str], called: str) -> dict[str, Any]:
        """A new part with an id of its own and, where it fills one, a wallet that is there."""
        part = dict(start)
        wallets = [key for key, _name in self.drawer.names.known("wallets")]
        kind = str(part.get("type") or part.get("kind") or (part.get("get") or {}).get("kind") or called)
        if "id" in part:
            part["id"] = _free(kind.replace("_", "-"), taken)
        for holder in (part, part.get("get")):
            if isinstance(holder, dict) and "wallet" in holder:
                holder["wallet"] = wallets[0] if wallets else ""
        return part

    @staticmethod
    def _new_key(part: Mapping[str, Any], taken: Collection[str]) -> str:
        return _free(str(part.get("kind", "part")), taken)


def _mapped(at: str) -> bool:
    field = document_shape().field(at.strip("/"))
    return field is not None and isinstance(field.shape, Mapped)


def _group_of(inner: Shape, part: object) -> Group | None:
    if isinstance(inner, OneOf):
        return inner.group(part)
    return inner if isinstance(inner, Group) else None


def _ids(held: object) -> set[str]:
    if isinstance(held, dict):
        return set(held)
    return {str(one.get("id")) for one in held if isinstance(one, dict)} if isinstance(held, list) else set()


def _free(wanted: str, taken: Collection[str]) -> str:
    """`wanted`, or with a number behind it that nobody has."""
    n = 2
    found = wanted
    while found in taken:
        found, n = f"{wanted}-{n}", n + 1
    return found
