"""What every kind of file is read as."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from moadon.kernel.refusals import Refused

Cell = str | None
ROWS_AT_ONCE = 10_000
CHARACTERS_AT_ONCE = 8 * 1024 * 1024
"""A chunk ends behind the row with which it reaches either."""
LONGEST_RECORD = 8 * 1024 * 1024
"""Characters of one row; what is longer is cut there and refused, so that memory stays bounded."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows of a file, `first` (counted from 1) and those after it, as columns of cells.

    `faults` holds the rows that could not be read as rows, by their place in the chunk; their cells are as far as
    they could be read. `share`: how much of the file is read, 0 to 1.
    """

    first: int
    length: int
    columns: Mapping[str, Sequence[Cell]]
    faults: Mapping[int, Refused] = field(default_factory=dict)
    share: float = 0.0

    def row(self, at: int, headings: Sequence[str]) -> list[str]:
        """The cells of one row, for telling it back."""
        return [self.columns[heading][at] or "" if heading in self.columns else "" for heading in headings]


class Source(Protocol):
    """A file that can be read from its beginning as often as needed, never held in memory as a whole."""

    @property
    def headings(self) -> tuple[str, ...]:
        """The names of its columns, as far as they are known: a file of objects may bring more on the way."""
        ...

    @property
    def length(self) -> int | None:
        """How many rows there are, where the file says so."""
        ...

    def chunks(self, rows: int = ROWS_AT_ONCE) -> Iterator[Chunk]:
        """All rows, in order, at most so many at once; fewer where rows are long."""
        ...
