"""Files that came in through the office: kept here while their columns are chosen and the worker brings them in."""

import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.imports import actions as imports
from moadon.apps.imports import queries
from moadon.apps.imports.types import ImportInfo, Kind, State, TakenOver
from moadon.flows.importing.choices import Choices, Column, check_choices
from moadon.flows.importing.fields import guess_columns
from moadon.flows.importing.keeping import keep_upload, opened, stored_file
from moadon.flows.importing.places import incoming_folder
from moadon.flows.importing.progress import TimeIsUp
from moadon.flows.importing.running import Run, run_import
from moadon.flows.importing.sources import Source, open_source
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction

MOST_GIGABYTES = 2
_STORED = "uploaded"
_SUFFIXES = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json", ".parquet")


def receive(club: ClubInfo, kind: Kind, name: str, parts: Iterable[bytes], actor: Actor) -> ImportInfo:
    """Keep an uploaded file and open its import, NEW, with columns guessed by their headings.

    Raises `Refused`: `file_too_large`, and what `open_source` does; then nothing is kept.
    """
    incoming = incoming_folder()
    try:
        suffix = Path(name).suffix.lower()
        file = incoming / (_STORED + (suffix if suffix in _SUFFIXES else ""))
        _write(file, parts)
        source = open_source(file, Choices(), name=name)
        choices = Choices().named(guess_columns(kind, source.headings))
        info = imports.open_import(
            club=club, kind=kind, file_name=name, stored_as=file.name, options=choices.as_json(), actor=actor
        )
        keep_upload(info, file)
    finally:
        shutil.rmtree(incoming, ignore_errors=True)
    return info


@contextmanager
def source_of(info: ImportInfo, choices: Choices) -> Iterator[Source]:
    """The uploaded file as rows, for the block. Raises what `opened` and `open_source` do."""
    with opened(info) as file:
        yield open_source(file, choices, name=info.file_name)


def choose(club: ClubInfo, info: ImportInfo, choices: Choices, language: str) -> ImportInfo:
    """Keep what was chosen for the file, checked against it; `language` is that of its rejected rows.

    Raises `Refused`: `map_unknown_column`, `map_missing_field`, `import_begun`, and what `source_of` does.
    """
    with source_of(info, choices) as source:
        check_choices(info.kind, choices, source.headings)
    options = {**choices.as_json(), "language": language, "chosen": True}
    return imports.choose_options(club=club, import_id=info.id, options=options)


def is_chosen(info: ImportInfo) -> bool:
    """Whether somebody has confirmed the columns."""
    return bool(info.options.get("chosen"))


def choices_of(info: ImportInfo) -> Choices:
    """What was chosen, or guessed."""
    return Choices.from_json(info.options)


def column_of(choices: Choices, field: str) -> str:
    """The one heading that holds a field; empty where there is none, or not just one."""
    column = choices.columns.get(field, Column())
    return column.headings[0] if len(column.headings) == 1 else ""


def go_on(club: ClubInfo, import_id: int, time_is_up: TimeIsUp) -> bool:
    """Let the worker bring in an uploaded file, or go on with it; whether more is left to do when time was up."""
    with club_transaction(club.id):
        info = queries.import_by_id(club, import_id)
    if info.state not in (State.WAITING, State.RUNNING):
        return False
    language = str(info.options.get("language") or club.languages[0])
    try:
        stored_file(info)
    except Refused as gone:
        _fail(club, import_id, gone)
        return False
    run = Run(Actor("system", name=info.created_by), language=language, time_is_up=time_is_up)
    with opened(info) as file:
        return run_import(club, import_id, file, run).state == State.RUNNING


def _fail(club: ClubInfo, import_id: int, problem: Refused) -> None:
    runner = uuid.uuid4().hex
    try:
        imports.begin_import(club=club, import_id=import_id, runner=runner)
        imports.end_import(club=club, import_id=import_id, runner=runner, problem=problem)
    except TakenOver:
        return


def _write(file: Path, parts: Iterable[bytes]) -> None:
    size = 0
    with file.open("wb") as out:
        for part in parts:
            size += len(part)
            if size > MOST_GIGABYTES * 2**30:
                raise Refused("file_too_large", field="file", most=MOST_GIGABYTES)
            out.write(part)
