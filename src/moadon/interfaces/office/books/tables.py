"""Tables of figures on the pages of the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.safestring import SafeString

from moadon.ui.parts import Text

Head = tuple[Text, bool]
"""A column: what it is called, and whether figures stand in it."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads, with a title that names them; `nothing` stands where there are no rows."""

    template: ClassVar[str] = "office/books/table.html"
    name: str
    title: Text
    heads: Sequence[Head]
    rows: Sequence[Sequence[SafeString | Text]]
    nothing: Text = ""

    @property
    def lines(self) -> list[list[tuple[Text, SafeString | Text, bool]]]:
        """Each cell with the head it stands under."""
        return [
            [(head, cell, figure) for (head, figure), cell in zip(self.heads, row, strict=True)] for row in self.rows
        ]


def texts(*names: Text) -> list[Head]:
    """Columns of words."""
    return [(name, False) for name in names]


def figures(*names: Text) -> list[Head]:
    """Columns of figures."""
    return [(name, True) for name in names]
