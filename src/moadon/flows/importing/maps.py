"""A column map: a small YAML or JSON file that says which of the file's columns hold our fields."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

import yaml

from moadon.apps.imports.types import Kind
from moadon.flows.importing.choices import (
    DELIMITERS,
    ENCODINGS,
    Choices,
    Column,
    check_choices,
    chosen,
    date_order,
    decimal_sign,
)
from moadon.flows.importing.fields import FIELDS, guess_columns
from moadon.kernel.refusals import Refused

LARGEST = 64 * 1024
_SETTINGS = ("returns_begin_with", "dates", "decimal", "encoding", "delimiter")
_TAB = {"tab": "\t", "\\t": "\t"}
Settings = Mapping[str, object]


def read_map(text: str) -> dict[str, object]:
    """The map as plain values. Raises `Refused`: `map_not_readable`."""
    try:
        if len(text) > LARGEST:
            raise Refused("map_not_readable")
        told = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError):
        raise Refused("map_not_readable") from None
    if not isinstance(told, dict) or not all(isinstance(key, str) for key in told):
        raise Refused("map_not_readable")
    inner = told.pop("columns", {})
    if not isinstance(inner, dict) or not all(isinstance(key, str) for key in inner):
        raise Refused("map_not_readable")
    return {**told, **inner}


def read_settings(text: str) -> Choices:
    """How the file is read, of a map whose columns are not looked at yet. Raises as `read_map` and `settings_of` do."""
    return settings_of(read_map(text))


def settings_of(told: Settings) -> Choices:
    """How the file is read, of what a map says. Raises `Refused("map_bad_setting")`."""
    delimiter = told.get("delimiter")
    begins = told.get("returns_begin_with") or ""
    if not isinstance(begins, str):
        raise Refused("map_bad_setting", field="returns_begin_with", setting="returns_begin_with", allowed="C")
    return Choices(
        returns_begin_with=begins,
        dates=date_order(told.get("dates")),
        decimal=decimal_sign(told.get("decimal")),
        encoding=chosen("encoding", told.get("encoding"), ENCODINGS),
        delimiter=chosen("delimiter", _TAB.get(str(delimiter).lower(), delimiter), DELIMITERS),
    )


def columns_of(kind: Kind, told: Settings, headings: Sequence[str]) -> dict[str, Column]:
    """Which columns hold which fields: what the map says, and columns that bear our own names.

    A map is read either way round: `sku: Item` or, where that makes no sense, `Item: sku`. With no map the
    headings are guessed. Raises `Refused`: `map_unknown_field`, `map_unknown_column`, `map_not_readable`.
    """
    own = {name: value for name, value in told.items() if name not in _SETTINGS}
    if not own:
        return {name: Column((heading,)) for name, heading in guess_columns(kind, headings).items()}
    fields = FIELDS[kind]
    if _turned(own, fields, headings):
        own = {str(value): name for name, value in own.items()}
    columns = {name: Column((name,)) for name in fields if name in headings and name not in own}
    for name, value in own.items():
        if name not in fields:
            near = get_close_matches(name, fields, 1)
            raise Refused(
                "map_unknown_field", field=name[:80], given=name[:80], like=near[0] if near else ", ".join(fields)
            )
        if value is not None:
            columns[name] = _column(name, value)
    return columns


def choices_of(kind: Kind, text: str | None, headings: Sequence[str]) -> Choices:
    """The choices that a map (None: no map) makes for a file with these headings, checked against them.

    Raises the refusals of `read_map`, `settings_of`, `columns_of` and `check_choices`.
    """
    told = read_map(text) if text is not None else {}
    base = settings_of(told)
    choices = Choices(
        columns_of(kind, told, headings), base.returns_begin_with, dates=base.dates, decimal=base.decimal,
        encoding=base.encoding, delimiter=base.delimiter,
    )  # fmt: skip
    check_choices(kind, choices, headings)
    return choices


def _turned(own: Settings, fields: Sequence[str], headings: Sequence[str]) -> bool:
    """Whether the map says `theirs: ours`."""
    if not all(isinstance(value, str) and value in fields for value in own.values()):
        return False
    if not all(name in fields for name in own):
        return True
    return all(name in headings for name in own) and not all(value in headings for value in own.values())


def _column(name: str, value: object) -> Column:
    if isinstance(value, str | int):
        return Column((str(value),))
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return Column(tuple(value))
    if isinstance(value, Mapping) and set(value) == {"value"} and isinstance(value["value"], str | int):
        return Column(value=str(value["value"]))
    raise Refused("map_not_readable", field=name)
