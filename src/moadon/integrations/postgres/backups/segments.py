"""Names of the files that a journal (PostgreSQL's WAL) consists of, and places within it, counted in bytes."""

from collections.abc import Iterable, Iterator

PARTIAL = ".partial"
"""How the file is called at whose end the journal is being written."""
_HIGH = 1 << 32


def place_of(text: str) -> int:
    """A place in the journal, written as `1/2000028`."""
    high, _, low = text.partition("/")
    return (int(high, 16) << 32) + int(low, 16)


def written(place: int) -> str:
    """A place as PostgreSQL writes it."""
    return f"{place >> 32:X}/{place & (_HIGH - 1):X}"


def file_name(timeline: int, place: int, size: int) -> str:
    """The file that holds `place`; `size` is the bytes of a file."""
    number, of_high = place // size, _HIGH // size
    return f"{timeline:08X}{number // of_high:08X}{number % of_high:08X}"


def names_between(timeline: int, first: int, last: int, size: int) -> Iterator[str]:
    """The files from the one that holds `first` to the one that is needed to read up to (not including) `last`."""
    for start in range(first - first % size, max(last, first + 1), size):
        yield file_name(timeline, start, size)


def first_missing(wanted: Iterable[str], there: set[str]) -> str | None:
    """The first of `wanted` that is not among the files that are `there`, whole or still being written."""
    return next((name for name in wanted if name not in there and name + PARTIAL not in there), None)
