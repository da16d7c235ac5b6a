"""What was sent, read strictly: one meaning or none."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError

from moadon.flows.credentials.ports import mix
from moadon.kernel.refusals import Refused

MIB = 1 << 20
LARGEST = MIB
LARGEST_BATCH = 8 * MIB
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_JSON_TYPES = ("application/json", "application/merge-patch+json")
YAML_TYPES = ("application/yaml", "application/x-yaml", "text/yaml")
_LETTERS = ("utf-8", "utf8", "us-ascii")
_LENGTH = re.compile(r"[0-9]{1,18}\Z")
_INPUT, _ENDS = "wsgi.input", "wsgi.input_terminated"
"""Where the server hands over a body that came in chunks, or by HTTP/2 without a length; Django reads none of it."""
_SECRETS = (b'"proof"', b'"pin"')
NOTHING = object()
"""No body was sent."""


@dataclass(frozen=True, slots=True)
class YamlText:
    """A body that was sent as YAML, not yet read."""

    text: str


def read_bytes(request: HttpRequest, most: int) -> bytes:
    """The body. Raises `Refused("body_too_large", status=413)`, `unreadable_body` (400) when it broke off."""
    told = request.META.get("CONTENT_LENGTH") or ""
    if told and not _LENGTH.match(told):
        raise Refused("unreadable_body", status=400)
    if told and int(told) > most:
        raise _too_large(most)
    try:
        raw = request.body if told or not request.META.get(_ENDS) else request.META[_INPUT].read(most + 1)
    except RequestDataTooBig:
        raise _too_large(most) from None
    except UnreadablePostError:
        raise Refused("unreadable_body", status=400) from None
    if len(raw) > most:
        raise _too_large(most)
    return raw


def _too_large(most: int) -> Refused:
    return Refused("body_too_large", status=413, most=most // MIB)


def read_value(request: HttpRequest, raw: bytes, *, yaml: bool = False) -> object:
    """The body's JSON value; `NOTHING` for an empty one; its text where `yaml` is allowed and was sent.

    Raises `Refused`: `unsupported_media_type` (415), and what `parse_json` raises.
    """
    if not raw:
        return NOTHING
    kind = (request.content_type or "").lower()
    letters = (request.content_params or {}).get("charset", _LETTERS[0]).strip("\"' ").lower()
    if letters not in _LETTERS:
        given = f"{kind}; charset={letters}"[:60]
        raise Refused("unsupported_media_type", status=415, given=given, expected=_JSON_TYPES[0])
    if yaml and kind in YAML_TYPES:
        return YamlText(_text(raw))
    if kind not in _JSON_TYPES:
        raise Refused("unsupported_media_type", status=415, given=kind[:60], expected=_JSON_TYPES[0])
    return parse_json(raw)


def parse_json(raw: bytes) -> object:
    """JSON text (RFC 8259) as values. Numbers with a point or an exponent become floats, which no field takes.

    Raises `Refused`: `body_not_utf8`, `body_not_json`, `too_deep` (400), `duplicate_field`, `not_printable` (422).
    """
    text = _text(raw)
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_int=_whole)
    except RecursionError:
        raise Refused("too_deep", status=400) from None
    except json.JSONDecodeError as problem:
        raise Refused("body_not_json", status=400, line=problem.lineno, column=problem.colno) from None
    if "\\u" in text:
        _check_text(value, "")
    return value


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("body_not_utf8", status=400) from None


def _object(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Refused("duplicate_field", field=_first_twice(pairs)[:200])
    return made


def _first_twice(pairs: Sequence[tuple[str, object]]) -> str:
    """The first name that stands here for the second time."""
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            break
        seen.add(name)
    return name


def _whole(digits: str) -> int | float:
    try:
        return int(digits)
    except ValueError:
        return float("inf")  # more digits than any number of ours has


def _check_text(value: object, where: str) -> None:
    """Escapes can smuggle in what no text of ours holds: NUL, and halves of characters."""
    if isinstance(value, str):
        if _UNFIT.search(value):
            raise Refused("not_printable", field=where or None)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if _UNFIT.search(name):
                raise Refused("not_printable", field=where or None)
            _check_text(inner, f"{where}.{name}" if where else str(name))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            _check_text(inner, f"{where}.{position}" if where else str(position))


def digest_of(method: str, path: str, value: object) -> bytes:
    """What tells one request from another: equal JSON values are the same request, however they are spaced.

    One that carries a PIN is digested with the house's key: a PIN has so few digits that it could be tried out.
    """
    told = b"" if value is NOTHING else _sorted(value)
    if any(name in told for name in _SECRETS):
        told = mix("asked", told)
    return hashlib.sha256(f"{method} {path}\n".encode("utf-8", "surrogatepass") + told).digest()


def _sorted(value: object) -> bytes:
    """The value as JSON text that is the same for equal values."""
    try:
        told = orjson.dumps(value, default=_plain, option=orjson.OPT_SORT_KEYS)
        if b"null" not in told:
            return told
    except (TypeError, ValueError):  # a number or a text that it does not write
        pass
    # It writes numbers without bounds as null too, which would make different requests the same.
    return json.dumps(value, sort_keys=True, default=_plain).encode()


def _plain(value: object) -> str:
    assert isinstance(value, YamlText)
    return value.text
