"""Which kind of file it is, told from its first bytes and, where these say nothing, from its name."""

from pathlib import Path

from moadon.flows.importing.choices import Choices
from moadon.flows.importing.sources.columnar import ColumnarFile
from moadon.flows.importing.sources.objects import ObjectsFile
from moadon.flows.importing.sources.separated import SeparatedFile
from moadon.flows.importing.sources.types import Source
from moadon.kernel.refusals import Refused

_OBJECTS = (".jsonl", ".ndjson", ".jsonlines", ".json")
_FOREIGN = {b"PK\x03\x04": "file_is_workbook", b"\xd0\xcf\x11\xe0": "file_is_workbook", b"\x1f\x8b": "file_is_packed"}


def open_source(path: Path, choices: Choices, *, name: str = "") -> Source:
    """The file at `path` (known to its owner as `name`) as rows.

    Raises `Refused`: `file_empty`, `file_is_workbook`, `file_is_packed`, `file_not_readable`, `no_headings`,
    `too_many_columns`.
    """
    with path.open("rb") as file:
        head = file.read(64)
    if not head:
        raise Refused("file_empty")
    for mark, code in _FOREIGN.items():
        if head.startswith(mark):
            raise Refused(code)
    if head.startswith(b"PAR1"):
        return ColumnarFile(path)
    suffix = Path(name or path.name).suffix.lower()
    if suffix in _OBJECTS or (suffix != ".csv" and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")):
        return ObjectsFile(path, choices.encoding)
    return SeparatedFile(path, choices.encoding, choices.delimiter)
