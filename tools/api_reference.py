"""The reference of the API, written from the operations themselves.

python tools/api_reference.py       write docs/reference/http-api.md
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

PATH = Path(__file__).resolve().parents[1] / "docs" / "reference" / "http-api.md"
_PACKAGE = Path(__file__).resolve().parents[1] / "src" / "moadon"
_ROOMS = (
    "kernel", "engine/identity", "flows", "flows/till", "flows/holds", "insight/reports", "insight/kpis",
    "interfaces/api", "interfaces/http",
)  # fmt: skip
"""Whose refusals a caller of the API may meet, beside those of the apps."""
_HEAD = """# The HTTP API

Written by `python tools/api_reference.py` from the operations themselves. A running house tells the same at
`/api/v1/docs`, and to software at `/api/v1/openapi.json` (OpenAPI 3.1). To begin, see
[Connect a till](../howto/connect-a-till.md).

## What all have in common

- `Authorization: Bearer mdn_...`. A key belongs to one club and has a scope: `all`, `till` or `read`. A key of one
  branch writes for that branch alone (`other_branch`, 403), changes nothing of the whole club (catalogue, programmes,
  shop, keys) and is told no report of it (`of_the_club`, 403), but its own KPIs. A revoked key stops everywhere within
  5 seconds.
- Decimals are strings (`"12.90"`), never numbers. Times are RFC 3339 with their offset. Ids are opaque. Unknown fields
  and unknown query parameters are refused.
- Lists are `{"items": [...], "next": cursor or null}`; `next` goes back as `cursor`, with `limit` up to 200.
- Every write takes `Idempotency-Key` (1 to 255 printable ASCII characters without spaces). The same key and body are
  answered as they were the first time, byte for byte, marked `Idempotent-Replayed: true`, refusals too; the same key
  with another body is 422, while the first is still at work 409. Keys are kept for 30 days, apart for each API key.
  Where value moves (receipts, returns, cancellations, holds, events) a key is needed. Bodies that were no JSON use no
  key.
- Beside it, a receipt is known by club, till, business date and number for ever: sent again with the same content it is
  told again (200), with other content it is refused (409).
- What can be edited carries `edition` and an `ETag`; with `If-Match` a change is made only while nobody else has made
  one (412).
- Refusals are `application/problem+json` (RFC 9457): `code` is stable, `detail` is in the language of
  `Accept-Language` (en, he, fa; else the club's first), `errors` names each field. Another club's id is as unknown as
  one that never was: 404.
- A body is at most 1 MiB, a batch 8 MiB. While the database is away: 503 with `Retry-After`.
"""


def reference() -> str:
    """The whole page."""
    from moadon.interfaces.api.docs import groups

    parts = [_HEAD, *_scopes()]
    for group, operations in groups():
        parts.append(f"## {group}\n")
        for operation in operations:
            parts += _told(operation)
    return "\n".join([*parts, *_shapes(), *_codes()]).rstrip() + "\n"


def _scopes() -> Iterator[str]:
    from moadon.apps.clubs.permissions import OF_SCOPE, May

    yield "## What a key may do\n"
    yield from _table(
        ["", *OF_SCOPE],
        [
            [what.value.replace("_", " "), *("yes" if what in may else "" for may in OF_SCOPE.values())]
            for what in May
            if any(what in may for may in OF_SCOPE.values())
        ],
    )


def _told(operation: dict[str, Any]) -> Iterator[str]:
    yield f"### `{operation['method']} {operation['path']}`\n\n{operation['says']}\n"
    if operation["parameters"]:
        rows = [[f"`{p['name']}`", p["in"], p["kind"], p["says"]] for p in operation["parameters"]]
        yield from _table(["parameter", "in", "kind", "means"], rows)
    if operation["sends"]:
        yield "Send:\n"
        yield from _fields(operation["sends"])
    if operation["example"]:
        yield f"```json\n{operation['example']}\n```\n"
    for status, fields in operation["answers"]:
        yield f"{status}:\n"
        yield from _fields(fields)


def _fields(fields: Sequence[dict[str, Any]]) -> Iterator[str]:
    rows = [[f"`{f['name']}`{' (needed)' if f['needed'] else ''}", f["kind"], f["says"]] for f in fields]
    yield from _table(["field", "kind", "means"], rows)


def _shapes() -> Iterator[str]:
    from moadon.interfaces.api.docs import shapes

    yield "## Shapes inside others\n"
    for name, says, fields in shapes():
        yield f"### {name}\n\n{says}\n"
        yield from _fields(fields)


def _codes() -> Iterator[str]:
    from moadon.kernel.sentences import Catalogue

    yield "## Codes of refusals\n\nWords in braces are filled in.\n"
    folders = [_PACKAGE / room / "words" for room in _ROOMS]
    told = Catalogue.load(*folders, *sorted(_PACKAGE.glob("apps/[!i]*/words"))).sentences["en"]
    rows = []
    for key in sorted(key for key in told if key.startswith("refusal.")):
        sentence = told[key]
        text = sentence if isinstance(sentence, str) else sentence["other"]
        rows.append([f"`{key.removeprefix('refusal.')}`", text])
    yield from _table(["code", "says"], rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield f"| {' | '.join(head)} |"
        yield f"|{' --- |' * len(head)}"
        yield from (f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows)
        yield ""


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moadon.config.settings")
    import django

    django.setup()
    PATH.write_text(reference(), encoding="utf-8")
    print(PATH)
