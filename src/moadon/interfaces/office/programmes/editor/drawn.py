"""What has been drawn of one part so far, and small questions about its keys."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from moadon.interfaces.office.programmes.editor import words
from moadon.interfaces.office.programmes.editor.controls import Block, Fold, MenuGroup, MenuItem
from moadon.interfaces.office.programmes.editor.format import JUST_ONE, Field, Group, Leaf


@dataclass
class Drawn:
    """Controls that are always there, lines by their heading, and things to add by theirs."""

    core: list[Any]
    lines: dict[str, list[Any]]
    menu: dict[str, list[MenuItem]]

    def fold(self, at: str, label: str, **more: Any) -> Fold:
        """The part, with what was added to it and what could be."""
        blocks = [Block(head, lines) for head, lines in self.lines.items() if lines]
        menu = [MenuGroup(head, items) for head, items in sorted(self.menu.items(), key=_under_a_head) if items]
        return Fold(at, label, self.core, blocks, menu, **more)


@dataclass(frozen=True)
class Place:
    """A key of a part with where it stands and what it holds."""

    field: Field
    value: Mapping[str, Any]
    where: str
    small: bool

    @property
    def there(self) -> bool:
        """Whether the document says it, and something else than what stands there anyway."""
        return self.field.key in self.value

    @property
    def held(self) -> object:
        """What it says, or what stands where nothing is said."""
        return self.value.get(self.field.key, self.field.default)

    @property
    def help(self) -> str:
        """Its line of help."""
        return words.help_of(self.field.owner, self.field.key)


def _under_a_head(one: tuple[str, list[MenuItem]]) -> bool:
    return not one[0]


def hidden(field: Field) -> bool:
    """Whether it is what nobody chooses: the format, the club's currency, and which kind a part is."""
    if not isinstance(field.shape, Leaf):
        return False
    return field.shape.kind == "fixed" or (field.key in ("type", "kind") and len(field.shape.options) == 1)


def by_weight(field: Field) -> int:
    """The name first, ids after what a part is about."""
    return {"name": -1, "id": 1}.get(field.key, 0)


def heads_of(group: Group) -> list[str]:
    """The heads of a table whose rows are such parts."""
    just_one = JUST_ONE.get(group.model, ())
    shown = [field for field in group.fields if field.key not in just_one[1:] and not hidden(field)]
    return [
        words.label(group.model, "just_one") if field.key in just_one else words.label(field.owner, field.key)
        for field in shown
    ]


def going_along(lines: list[Any], up: str | None) -> Iterator[Any]:
    """Lines that, when the last of them goes, take their empty holder along."""
    for line in lines:
        yield replace(line, up=line.up if up is None else up)
