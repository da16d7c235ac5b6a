"""Text or objects of any origin to plain mappings, lists, texts and whole numbers; nothing else gets through.

Numbers with a decimal point stay text, so that no float is ever made. Anchors, tags and deep nesting have no
use in a programme and much use in an attack: they are refused before anything is built from them.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

import yaml

from moadon.engine.rules.findings import MOST_ERRORS, Finding, InvalidDocument, error, first_errors, pointer

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 16
MAX_NODES = 150_000

LARGEST = 10**18

Plain = dict[str, Any] | list[Any] | str | int | bool | None

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})\Z")
_BAD = re.compile("[\0\ud800-\udfff]")
"""What no text may hold: the database cannot keep it."""
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_EVENTS: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_document(document: object) -> dict[str, Any]:
    """`document` (YAML or JSON text, bytes, or a mapping) as plain values. Raises `InvalidDocument`."""
    if isinstance(document, bytes | bytearray):
        document = _decode(bytes(document))
    if isinstance(document, str):
        if len(document.encode("utf-8", "surrogatepass")) > MAX_BYTES:
            raise InvalidDocument([error("", "too_large", n=MAX_BYTES // 1024)])
        document = _read_text(document)
    found: list[Finding] = []
    plain = _Copy(found).of(document)
    if not found and not isinstance(plain, dict):
        found.append(error("", "not_a_mapping"))
    if found:
        raise InvalidDocument(first_errors(found))
    return dict(plain)


def _decode(document: bytes) -> str:
    if len(document) > MAX_BYTES:
        raise InvalidDocument([error("", "too_large", n=MAX_BYTES // 1024)])
    try:
        return document.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidDocument([error("", "not_utf8")]) from None


def _read_text(text: str) -> Plain:
    text = text.removeprefix("\ufeff")
    if text.lstrip().startswith("{"):
        try:
            return _read_json(text)
        except _KeyTwice as twice:
            raise _placed(twice, text) from None
        except (ValueError, RecursionError):
            pass  # it may still be YAML in flow style; what is wrong with it is then said of the YAML
    return _read_yaml(text)


def _read_json(text: str) -> Plain:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(items)) < len(items):
            raise _KeyTwice(_first_twice([key for key, _ in items]))
        return dict(items)

    value: Plain = json.loads(text, parse_float=str, parse_constant=str, parse_int=_scalar, object_pairs_hook=pairs)
    return value


class _KeyTwice(Exception):
    """A mapping in JSON has this key twice; where, its reader cannot tell."""

    def __init__(self, key: str) -> None:
        self.key = key


def _first_twice(keys: list[str]) -> str:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            return key[:60]
        seen.add(key)
    return ""


def _placed(twice: _KeyTwice, text: str) -> InvalidDocument:
    """What is wrong with its place, which the reader of YAML knows, where JSON can be read as that too."""
    try:
        _read_yaml(text)
    except InvalidDocument as invalid:
        if invalid.findings[0].code == "duplicate_key":
            return invalid
    return InvalidDocument([error("", "duplicate_key", key=twice.key)])


def _scalar(text: str) -> Plain:
    """A plain scalar: whole numbers, true, false and null; everything else stays the text it is."""
    if _WHOLE.match(text):
        return int(text)
    return _WORDS.get(text, text)


def _read_yaml(text: str) -> Plain:
    build = _Build()
    try:
        for event in yaml.parse(text, Loader=_EVENTS):
            build.take(event)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        raise InvalidDocument([error("", "not_yaml", line=mark.line + 1 if mark else 1)]) from None
    except (ValueError, RecursionError):
        raise InvalidDocument([error("", "not_yaml", line=1)]) from None
    return build.root


class _Build:
    """Plain values from a stream of YAML events, without recursion."""

    def __init__(self) -> None:
        self.root: Plain = None
        self._open: list[dict[str, Any] | list[Any]] = []
        self._keys: list[str | None] = []
        self._path: list[int | str | None] = []
        self._documents = 0

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise InvalidDocument([error(self._where(), "anchor", line=line)])
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise InvalidDocument([error("", "several_documents", line=line)])
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.MappingStartEvent):
            self._start({}, line)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._start([], line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()
            self._path.pop()

    def _where(self) -> str:
        here = self._place()
        return pointer(*[part for part in (*self._path, here) if part is not None])

    def _place(self) -> int | str | None:
        """Where in the innermost open holder the next value will stand; None outside, or before a key."""
        if not self._open:
            return None
        holder = self._open[-1]
        return len(holder) if isinstance(holder, list) else self._keys[-1]

    def _start(self, holder: dict[str, Any] | list[Any], line: int) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise InvalidDocument([error(self._where(), "too_deep", n=MAX_DEPTH)])
        self._path.append(self._place())
        self._put(holder, line)
        self._open.append(holder)
        self._keys.append(None)

    def _scalar(self, event: Any, line: int) -> None:
        text: str = event.value
        if self._open and isinstance(self._open[-1], dict) and self._keys[-1] is None:
            if text in self._open[-1]:
                raise InvalidDocument([error(self._where() + pointer(text), "duplicate_key", key=text[:60])])
            self._keys[-1] = text
            return
        plain = event.implicit[0] and not event.style
        self._put(_scalar(text) if plain else text, line)

    def _put(self, value: Plain, line: int) -> None:
        if not self._open:
            self.root = value
            return
        holder = self._open[-1]
        if isinstance(holder, list):
            holder.append(value)
            return
        key = self._keys[-1]
        if key is None:
            raise InvalidDocument([error(self._where(), "key_not_text", line=line)])
        holder[key] = value
        self._keys[-1] = None


class _Copy:
    """A copy made of plain values only, bounded in depth and size; what does not fit becomes a finding."""

    def __init__(self, found: list[Finding]) -> None:
        self._found = found
        self._nodes = 0

    def of(self, value: object, path: tuple[object, ...] = ()) -> Any:
        self._nodes += 1
        if len(self._found) > MOST_ERRORS:
            return None
        if self._nodes > MAX_NODES:
            if self._nodes == MAX_NODES + 1:
                self._found.append(error("", "too_large", n=MAX_BYTES // 1024))
            return None
        if len(path) > MAX_DEPTH:
            self._found.append(error(pointer(*path), "too_deep", n=MAX_DEPTH))
            return None
        if isinstance(value, str):  # most are, and whether it is a mapping is slow to ask
            return self._leaf(value, path)
        if isinstance(value, Mapping):
            return {self._key(k, path): self.of(v, (*path, k)) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [self.of(v, (*path, i)) for i, v in enumerate(value)]
        return self._leaf(value, path)

    def _key(self, key: object, path: tuple[object, ...]) -> str:
        if key is True or key == "true":
            # Readers of YAML 1.1 take the plain word `on` for a truth, and write it into JSON as one.
            return "on"
        if not isinstance(key, str):
            self._found.append(error(pointer(*path), "key_not_text", line=0))
            return str(key)
        return str(self._leaf(key, path))

    def _leaf(self, value: object, path: tuple[object, ...]) -> Plain:
        if isinstance(value, str):
            if _BAD.search(value):
                self._found.append(error(pointer(*path), "bad_text"))
            return value
        if isinstance(value, int) and abs(value) >= LARGEST:
            self._found.append(error(pointer(*path), "out_of_range", given="±10^18"))
            return 0
        if value is None or isinstance(value, bool | int):
            return value
        self._found.append(error(pointer(*path), "float" if isinstance(value, float) else "not_plain"))
        return None
