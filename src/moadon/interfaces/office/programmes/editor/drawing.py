"""From a document to what the editor draws: each key of the format as a control, whatever its kind."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from moadon.engine.rules.findings import pointer
from moadon.interfaces.office.programmes.editor import words
from moadon.interfaces.office.programmes.editor.controls import (
    Chips,
    Control,
    Days,
    Fold,
    Folds,
    MenuItem,
    Pair,
    Row,
    Table,
    Which,
    as_json,
)
from moadon.interfaces.office.programmes.editor.drawn import Drawn, Place, by_weight, going_along, heads_of, hidden
from moadon.interfaces.office.programmes.editor.format import (
    JUST_ONE,
    Field,
    Group,
    Leaf,
    Listing,
    Mapped,
    OneOf,
    Shape,
)
from moadon.interfaces.office.programmes.editor.names import PICKS, Names
from moadon.interfaces.office.programmes.editor.starts import start_of, start_shape
from moadon.interfaces.office.programmes.editor.values import leaf_control

CORE = frozenset(("LevelPart.from", "PointsWallet.worth"))
"""Keys that may be left out and yet are what their part is about."""


@dataclass(frozen=True)
class Drawer:
    """Draws parts of one document. `today` is the club's own day, `languages` those it speaks."""

    names: Names
    languages: tuple[str, ...]
    today: date

    def fold(self, group: Group, value: object, at: str, label: str = "", **more: Any) -> Fold:
        """A whole part."""
        part = value if isinstance(value, dict) else {}
        drawn = Drawn([], {}, {})
        self._fill(drawn, group, part, at, part=part)
        return drawn.fold(at, label, **more)

    def _fill(self, drawn: Drawn, group: Group, value: Mapping[str, Any], at: str, *, part: Mapping[str, Any]) -> None:
        just_one = JUST_ONE.get(group.model, ())
        for field in sorted(group.fields, key=by_weight):
            where = at + pointer(field.key)
            if hidden(field):
                continue
            if field.key in just_one:
                if field.key == just_one[0]:
                    drawn.core.append(self._which(group, value, at, part))
            elif isinstance(field.shape, Group) and field.shape.opens:
                self._open(drawn, field, value, where, part)
            else:
                self._one(drawn, Place(field, value, where, group.small), part)

    def _open(self, drawn: Drawn, field: Field, value: Mapping[str, Any], where: str, part: Mapping[str, Any]) -> None:
        """A part each of whose keys is a thing to add by itself: they stand among those of its holder."""
        assert isinstance(field.shape, Group)
        held = value.get(field.key)
        inner = Drawn([], {}, {})
        self._fill(inner, field.shape, held if isinstance(held, dict) else {}, where, part=part)
        head = words.label(field.owner, field.key)
        up = None if field.required else where
        drawn.core += inner.core
        for sub, lines in inner.lines.items():
            named = f"{head}: {sub}" if sub else head
            drawn.lines.setdefault(named, []).extend(going_along(lines, up))
        for sub, items in inner.menu.items():
            drawn.menu.setdefault(f"{head}: {sub}" if sub else head, []).extend(items)

    def _one(self, drawn: Drawn, place: Place, part: Mapping[str, Any]) -> None:
        """A key that is shown, or one that can be added."""
        field, where = place.field, place.where
        always = field.shown or place.small or f"{field.owner}.{field.key}" in CORE
        if not always and not place.there:
            start = self._start(field)
            if start is not None:
                item = MenuItem(words.label(field.owner, field.key), where, as_json(start), place.help)
                drawn.menu.setdefault("", []).append(item)
            return
        control = self.control(field, place.held, where, part)
        if control is None:
            return
        if not always:
            line = replace(control, up=where)
            chosen = isinstance(line, Control) and line.kind == "choice"
            drawn.lines.setdefault("", []).append(replace(line, empty=True) if chosen else line)
        else:
            empty = not field.required and isinstance(control, Control)
            drawn.core.append(replace(control, empty=True) if empty else control)

    def _start(self, field: Field) -> Any:
        """What a key begins with; None where there is nothing yet to choose from."""
        of = PICKS.get(field.key, "")
        if isinstance(field.shape, Leaf) and of in ("wallets", "groups"):
            return next((code for code, _name in self.names.known(of)), None)
        return start_of(field, self.today)

    def control(self, field: Field, value: object, at: str, part: Mapping[str, Any]) -> Any:
        """The control of one key, by its shape."""
        shape = field.shape
        if isinstance(shape, Leaf):
            return leaf_control(field, value, at, part, self.names, self.languages)
        if isinstance(shape, Listing):
            return self._listing(field, shape, value, at, part)
        if isinstance(shape, Mapped):
            return self._mapped(field, shape, value, at, part)
        if isinstance(shape, OneOf):
            return self._kinds(shape, value, at, words.label(field.owner, field.key), part)
        drawn = Drawn([], {}, {})
        held = value if isinstance(value, dict) else {}
        self._fill(drawn, shape, held, at, part=part)
        return drawn.fold(at, **_said(field), inline=True)

    def _kinds(self, shape: OneOf, value: object, at: str, label: str, part: Mapping[str, Any]) -> Fold:
        """A part of several kinds: which, and the keys of that kind."""
        group = shape.group(value)
        held = value if isinstance(value, dict) else {}
        drawn = Drawn([], {}, {})
        options = [
            (tag, words.kind(kind.model), as_json(start_shape(kind, self.today) | {shape.tag: tag}), kind is group)
            for tag, kind in shape.kinds.items()
        ]
        drawn.core.append(Which(at, label, options, shape.tag, whole=True))
        if group is not None:
            self._fill(drawn, group, held, at, part={**part, "get": held})
        return drawn.fold(at, label, inline=True, headed=True)

    def _listing(self, field: Field, shape: Listing, value: object, at: str, part: Mapping[str, Any]) -> Any:
        items = value if isinstance(value, list) else []
        if isinstance(shape.item, Leaf):
            return self._leaves(field, shape, items, at, part)
        add = as_json(start_shape(shape.item, self.today))
        if isinstance(shape.item, Group) and shape.item.small:
            rows = [self._row(shape.item, one, f"{at}/{n}", part) for n, one in enumerate(items)]
            return Table(at, heads=heads_of(shape.item), rows=rows, add=add, **_said(field))
        if isinstance(shape.item, Group):
            inner = [
                self.fold(shape.item, one, f"{at}/{n}", words.kind(shape.item.model), listed=True)
                for n, one in enumerate(items)
            ]
            return Folds(at, folds=inner, add=add, one=words.kind(shape.item.model), **_said(field))
        return None

    def _leaves(self, field: Field, shape: Listing, items: list[Any], at: str, part: Mapping[str, Any]) -> Any:
        if isinstance(shape.item, Leaf) and shape.item.kind == "weekday":
            known = self.names.known("weekdays")
            return Days(at, days=[(day, name, day in items) for day, name in known], **_said(field))
        if shape.pair:
            inner = replace(field, shape=shape.item)
            two = [*items, "", ""][:2]
            first, last = (
                leaf_control(inner, one, f"{at}/{n}", part, self.names, self.languages) for n, one in enumerate(two)
            )
            return Pair(at, ends=(first, last), **_said(field))
        of = PICKS.get(field.key, "")
        given = [str(one) for one in items]
        chips = [(code, self.names.name(of, code), f"{at}/{n}") for n, code in enumerate(given)]
        return Chips(at, of=of, items=chips, known=as_json(self.names.known(of)), **_said(field))

    def _mapped(self, field: Field, shape: Mapped, value: object, at: str, part: Mapping[str, Any]) -> Any:
        held = value if isinstance(value, dict) else {}
        of = PICKS.get(field.key, "")
        codes: dict[str, Any] = {"keyed": True, "of": of, "known": as_json(self.names.known(of))}
        start = as_json(start_shape(shape.value, self.today))
        if isinstance(shape.value, Leaf):
            inner = replace(field, shape=shape.value)
            rows = [
                Row(
                    at + pointer(key),
                    [leaf_control(inner, one, at + pointer(key), part, self.names, self.languages)],
                    self._key(of, key, at),
                )
                for key, one in held.items()
            ]
            return Table(at, heads=(), rows=rows, add=start, **codes, **_said(field))
        folds = [self._keyed(field, shape.value, one, at, key, of) for key, one in held.items()]
        return Folds(at, folds=folds, add=start, **codes, **_said(field))

    def _keyed(self, field: Field, shape: Shape, value: object, at: str, key: str, of: str) -> Fold:
        where = at + pointer(key)
        if isinstance(shape, Group):
            fold = self.fold(shape, value, where, listed=True)
        else:
            inner = self.control(replace(field, shape=shape), value, where, {"wallet": key})
            fold = Fold(where, "", [inner], listed=True)
        return replace(fold, core=[self._key(of, key, at), *fold.core])

    def _key(self, of: str, key: str, at: str) -> Control:
        """The field of a key: picked from what is known, or typed."""
        known = self.names.known(of)
        where = at + pointer(key)
        if of in ("levels", "wallets", "weekdays"):
            options = known if key in dict(known) else [(key, key), *known]
            return Control(where, words.label("", of), "key-choice", key, options=options)
        return Control(where, words.label("", of), "key", key, of=of, after=self.names.name(of, key))

    def _which(self, group: Group, value: Mapping[str, Any], at: str, part: Mapping[str, Any]) -> Which:
        keys = JUST_ONE[group.model]
        fields = [field for key in keys if (field := group.field(key)) is not None]
        chosen = next((field for field in fields if field.key in value), None)
        options = [
            (
                field.key,
                words.label(field.owner, field.key),
                as_json({field.key: start_of(field, self.today)}),
                field is chosen,
            )
            for field in fields
        ]
        control = self._chosen(chosen, value, at, part) if chosen else None
        return Which(at, words.label(group.model, "just_one"), options, " ".join(keys), control)

    def _chosen(self, field: Field, value: Mapping[str, Any], at: str, part: Mapping[str, Any]) -> Any:
        where = at + pointer(field.key)
        if isinstance(field.shape, Group) and field.shape.opens:
            held = value.get(field.key)
            return self.fold(field.shape, held, where, words.label(field.owner, field.key), inline=True)
        return self.control(field, value.get(field.key), where, part)

    def _row(self, group: Group, value: object, at: str, part: Mapping[str, Any]) -> Row:
        held = value if isinstance(value, dict) else {}
        drawn = Drawn([], {}, {})
        self._fill(drawn, group, held, at, part=part)
        return Row(at, drawn.core)


def _said(field: Field) -> dict[str, Any]:
    """What a key is called, and its line of help."""
    return {"label": words.label(field.owner, field.key), "help": words.help_of(field.owner, field.key)}
