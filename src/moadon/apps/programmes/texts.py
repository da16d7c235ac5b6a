"""Texts of programmes that were read a moment ago: an editor sends the same one again and again.

To read, check and compile a text is a pure function of the text, the club's languages and its clock, so what was found
once is good for every club and for ever. The few newest are remembered; what depends on a club's books is not here.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from moadon.engine import rules

MOST = 8
"""Texts remembered in a process: a thousand promotions, read and compiled, take some ten megabytes."""
Text = str | bytes | Mapping[str, object]
_Key = tuple[bytes, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ReadText:
    """A document that could go live as far as its text goes, and the warnings about it."""

    document: rules.Document
    findings: tuple[rules.Finding, ...]
    _compiled: dict[rules.Clock, rules.Programme] = field(default_factory=dict, repr=False, compare=False)

    def compiled(self, clock: rules.Clock) -> rules.Programme:
        """The programme for a club, or branch, whose days are `clock`'s; compiled once."""
        found = self._compiled.get(clock)
        if found is None:
            found = self._compiled[clock] = rules.compile_programme(self.document, clock)
        return found


class _Newest:
    """The newest texts, each as long as no `MOST` others were asked for since. Safe to use from many threads."""

    def __init__(self) -> None:
        self._held: OrderedDict[_Key, ReadText] = OrderedDict()
        self._lock = Lock()

    def get(self, key: _Key) -> ReadText | None:
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
            return found

    def put(self, key: _Key, read: ReadText) -> None:
        with self._lock:
            self._held[key] = read
            self._held.move_to_end(key)
            while len(self._held) > MOST:
                self._held.popitem(last=False)


_newest = _Newest()


def read_text(text: Text, languages: Sequence[str]) -> ReadText:
    """`text` read and checked for a club of these languages. Raises `InvalidDocument` with all findings.

    A faulty text is read anew each time: the next one is another.
    """
    spoken = tuple(languages)
    key = (_digest(text), spoken)
    found = _newest.get(key)
    if found is None:
        document, findings = rules.parse_and_check(text, spoken)
        found = ReadText(document, findings)
        _newest.put(key, found)
    return found


def _digest(text: Text) -> bytes:
    """Equal for equal texts only: a text and a value that look alike are two."""
    kind = "text" if isinstance(text, str) else "bytes" if isinstance(text, bytes) else "value"
    return hashlib.sha256(f"{kind}:{text!r}".encode("utf-8", "surrogatepass")).digest()
