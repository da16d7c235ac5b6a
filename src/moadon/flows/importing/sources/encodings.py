"""In which encoding a text file was written, told from its bytes."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from moadon.kernel.refusals import Refused

_BLOCK = 1 << 20
_SAMPLE = 1 << 18
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH = re.compile(rb"[\x80-\xff]+")
_LATIN_LETTER = re.compile(rb"[A-Za-z]")
_BLOCKS = (b"\x00", b"\x05", b"\x06")
_NAMES = {"windows-1252": "cp1252", "windows-1255": "cp1255", "windows-1256": "cp1256"}


def encoding_of(path: Path, given: str | None = None) -> str:
    """The codec to read `path` with: `given`, else a byte-order mark, UTF-8 where it fits, UTF-16, or a Windows page.

    Windows pages are told apart by how their letters lie: single ones among Latin letters are Western (1252), words
    of the upper 32 are Hebrew (1255), words all over the upper half are Arabic and Persian (1256).
    Raises `Refused("file_empty")`.
    """
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
        if not head:
            raise Refused("file_empty")
        for mark, codec in _MARKS:
            if head.startswith(mark):
                return codec
        if given is not None:
            return _NAMES.get(given, given)
        wide = _wide(head)
        if wide:
            return wide
        sample = _beyond_ascii(head) or next((s for block in _blocks(file) if (s := _beyond_ascii(block))), b"")
        # However near to the end of its block the first such letter stood, there is enough to judge by.
        sample += file.read(_SAMPLE)
    if not sample or _is_utf8(sample):
        return "utf-8"
    return _windows_page(sample)


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.read(_BLOCK), b"")


def _beyond_ascii(block: bytes) -> bytes:
    """What begins at the line of the first byte that is not ASCII; nothing where there is none."""
    if block.isascii():
        return b""
    found = _HIGH.search(block)
    return block[block.rfind(b"\n", 0, found.start()) + 1 :] if found else b""


def _wide(head: bytes) -> str:
    """UTF-16 without its mark: every other byte is 0, or the number of the Hebrew or Arabic block."""
    if b"\0" not in head:
        return ""
    half = len(head) // 2
    if sum(map(head[1::2].count, _BLOCKS)) * 20 >= half * 19:
        return "utf-16-le"
    if sum(map(head[0::2].count, _BLOCKS)) * 20 >= half * 19:
        return "utf-16-be"
    return ""


def _is_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _windows_page(sample: bytes) -> str:
    """The page whose habits the runs of high bytes show."""
    runs = list(_HIGH.finditer(sample))
    alone = sum(1 for run in runs if len(run.group()) <= 2 and _among_latin(sample, run))
    if alone * 2 > len(runs):
        return "cp1252"
    high = b"".join(run.group() for run in runs)
    upper = sum(1 for byte in high if byte >= 0xE0)
    return "cp1255" if upper * 5 > len(high) * 4 else "cp1256"


def _among_latin(sample: bytes, run: re.Match[bytes]) -> bool:
    before, after = sample[run.start() - 1 : run.start()], sample[run.end() : run.end() + 1]
    return bool(_LATIN_LETTER.match(before) or _LATIN_LETTER.match(after))
