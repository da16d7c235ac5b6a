"""Files of codes: those that were made elsewhere come in, those of a pool go out, a chunk at a time."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TextIO

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.coupons import queries
from moadon.apps.coupons.models import Code
from moadon.engine.coupons import grouped, told_state
from moadon.flows.coupons.issuing import bring_in
from moadon.kernel.calendars import day_end
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction

CHUNK = 5_000
MOST_AT_ONCE = 20_000
"""Rows of a text that is brought in by one request; longer files come in by command."""
COLUMNS = ("code", "text", "state", "used", "uses", "member", "valid_until")
_DAY = len("2026-11-22")


class Row(NamedTuple):
    """A row of a file: which line it is, the code, whose it is, when it ends, or why it cannot be read."""

    line: int
    code: str
    member: str | None = None
    until: datetime | None = None
    fault: Refused | None = None


class Rejected(NamedTuple):
    """A row that was not taken, and why."""

    line: int
    code: str
    why: Refused


class Brought(NamedTuple):
    """What became of a chunk: new codes, codes that were there, and rows that were refused."""

    taken: int
    known: int
    rejected: list[Rejected]


def read_file(file: Path, club: ClubInfo) -> Iterator[Row]:
    """The rows of a file of codes: JSON Lines (`.jsonl`, `.ndjson`), else CSV with a column `code`.

    `member` and `valid_until` (a day of the club, included, or a time with its offset) may stand beside it. Raises
    `Refused("missing", field="code")` for a CSV without that column.
    """
    with file.open(encoding="utf-8-sig", newline="", errors="replace") as lines:
        yield from (_objects if file.suffix in (".jsonl", ".ndjson") else _table)(lines, club)


def read_text(text: str, club: ClubInfo) -> list[Row]:
    """The rows of a text that somebody pasted or brought: JSON Lines, CSV with a column `code`, or a code a line.

    Raises `Refused("not_between", field="codes")` for none, or more than `MOST_AT_ONCE`.
    """
    lines = io.StringIO(text.removeprefix("\ufeff"))
    first = lines.readline()
    lines.seek(0)
    if first.lstrip().startswith("{"):
        rows = _objects(lines, club)
    elif "code" in next(csv.reader([first]), ()):
        rows = _table(lines, club)
    else:
        rows = (Row(number, line.strip()) for number, line in enumerate(lines, 1) if line.strip())
    found = list(islice(rows, MOST_AT_ONCE + 1))
    if not 1 <= len(found) <= MOST_AT_ONCE:
        raise Refused("not_between", field="codes", least=1, most=MOST_AT_ONCE)
    return found


def bring_in_rows(
    club: ClubInfo, pool_id: int, rows: Iterable[Row], *, only_look: bool = False, chunk_size: int = CHUNK
) -> Iterator[Brought]:
    """Take the rows of a file into a pool, each chunk in a transaction of its own; what became of each chunk.

    With `only_look` none is taken: it is what would become of them now, each chunk by itself. The same file again
    changes nothing. Raises `Refused("unknown_id", status=404)`.
    """
    waiting = iter(rows)
    while chunk := list(islice(waiting, chunk_size)):
        good = [row for row in chunk if row.fault is None]
        with club_transaction(club.id):
            outcomes = bring_in(club, pool_id, [(row.code, row.member, row.until) for row in good], only_look=only_look)
        rejected = [Rejected(row.line, row.code, row.fault) for row in chunk if row.fault is not None]
        for row, outcome in zip(good, outcomes, strict=True):
            if isinstance(outcome, Refused):
                rejected.append(Rejected(row.line, row.code, outcome))
        yield Brought(outcomes.count(True), outcomes.count(False), sorted(rejected, key=lambda one: one.line))


def codes_as_rows(club: ClubInfo, pool: str, state: str | None, now: datetime) -> Iterator[list[dict[str, object]]]:
    """The codes of a pool, the oldest first, in chunks of plain values by `COLUMNS`.

    Raises `Refused("unknown_id", status=404)`.
    """
    last = 0
    while True:
        with club_transaction(club.id):
            row = queries.pool(club, pool)
            codes = queries.codes_of(row)
            codes = queries.in_state(codes, row, state, now) if state else codes
            found = list(codes.filter(id__gt=last).order_by("id")[:CHUNK])
        if not found:
            return
        last = found[-1].pk
        yield [_told(code, now) for code in found]


def _told(code: Code, now: datetime) -> dict[str, object]:
    state = queries.state_of(code)
    until = state.until
    return {
        "code": state.code, "text": grouped(state.code), "state": told_state(state, now), "used": state.used,
        "uses": state.uses, "member": None if state.member is None else public_id("mbr", state.member),
        "valid_until": None if until is None else until.isoformat(),
    }  # fmt: skip


def _objects(lines: TextIO, club: ClubInfo) -> Iterator[Row]:
    return (_json_row(number, line, club) for number, line in enumerate(lines, 1) if line.strip())


def _table(lines: TextIO, club: ClubInfo) -> Iterator[Row]:
    table = csv.DictReader(lines)
    if "code" not in (table.fieldnames or ()):
        raise Refused("missing", field="code")
    for values in table:
        yield _row(table.line_num, values, club)


def _json_row(number: int, line: str, club: ClubInfo) -> Row:
    try:
        values = json.loads(line)
    except ValueError:
        return Row(number, line.strip()[:40], fault=Refused("not_an_object"))
    if isinstance(values, str):
        values = {"code": values}
    if not isinstance(values, Mapping):
        return Row(number, line.strip()[:40], fault=Refused("not_an_object"))
    return _row(number, values, club)


def _row(number: int, values: Mapping[str, object], club: ClubInfo) -> Row:
    code, member, until = (str(values.get(name) or "").strip() for name in ("code", "member", "valid_until"))
    try:
        return Row(number, code, member or None, _until(until, club) if until else None)
    except ValueError:
        return Row(number, code, fault=Refused("not_a_time", field="valid_until"))


def _until(text: str, club: ClubInfo) -> datetime:
    """When a code ends. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if len(text) <= _DAY:
        return day_end(moment.date(), club.time_zone)
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(UTC)
