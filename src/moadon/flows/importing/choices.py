"""What was chosen for an import: which column holds which field, and how the file is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, cast, get_args

from moadon.apps.imports.types import Kind
from moadon.flows.importing.fields import missing_fields
from moadon.kernel.refusals import Refused

DateOrder = Literal["dmy", "mdy", "ymd"]
DecimalSign = Literal["point", "comma"]
DATE_ORDERS: tuple[str, ...] = get_args(DateOrder)
DECIMAL_SIGNS: tuple[str, ...] = get_args(DecimalSign)
ENCODINGS = ("utf-8", "utf-16", "windows-1252", "windows-1255", "windows-1256")
DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Column:
    """Where a field comes from: columns of the file (joined by a space where there are several), or one `value`."""

    headings: tuple[str, ...] = ()
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """How a file becomes rows of ours.

    `returns_begin_with`: receipts whose number begins so are returns, and only those; empty: rows of less than 0
    units are. `create_members`: people whom receipts name and nobody knows join. `part_receipts`: a receipt with a
    faulty row comes in without it, instead of staying out as a whole. `dates`, `decimal`, `encoding` and
    `delimiter` None: told from the file itself.
    """

    columns: Mapping[str, Column] = field(default_factory=dict)
    returns_begin_with: str = ""
    create_members: bool = False
    part_receipts: bool = False
    dates: DateOrder | None = None
    decimal: DecimalSign | None = None
    encoding: str | None = None
    delimiter: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The choices as JSON values."""
        columns = {name: _column_json(column) for name, column in self.columns.items()}
        return {"columns": columns} | {name: getattr(self, name) for name in _SETTINGS}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Choices":
        """The choices that `as_json` gave."""
        columns = {name: _column_of(told) for name, told in value.get("columns", {}).items()}
        return cls(columns, **{name: value[name] for name in _SETTINGS if name in value})

    def named(self, columns: Mapping[str, str]) -> "Choices":
        """The same choices with one heading a field."""
        return replace(self, columns={name: Column((heading,)) for name, heading in columns.items()})


_SETTINGS = (
    "returns_begin_with", "create_members", "part_receipts", "dates", "decimal", "encoding", "delimiter"
)  # fmt: skip


def check_choices(kind: Kind, choices: Choices, headings: Sequence[str]) -> None:
    """Refuse what the file cannot give: `map_unknown_column`, `map_missing_field` (which names the first)."""
    for name, column in choices.columns.items():
        for heading in column.headings:
            if heading not in headings:
                raise Refused("map_unknown_column", field=name, given=heading[:80], wanted=name)
    missing = missing_fields(kind, choices.columns)
    if missing:
        raise Refused("map_missing_field", field=missing[0], wanted=missing[0])


def chosen(name: str, given: object, allowed: Sequence[str]) -> str | None:
    """A setting of a map, or None where it is left out. Raises `Refused("map_bad_setting")`."""
    if given is None or given == "":
        return None
    if not isinstance(given, str) or given.lower() not in allowed:
        shown = ", ".join("tab" if one == "\t" else one for one in allowed)
        raise Refused("map_bad_setting", field=name, setting=name, allowed=shown)
    return given.lower()


def date_order(given: object) -> DateOrder | None:
    """The order of day, month and year. Raises `Refused("map_bad_setting")`."""
    return cast(DateOrder | None, chosen("dates", given, DATE_ORDERS))


def decimal_sign(given: object) -> DecimalSign | None:
    """What parts the decimals. Raises `Refused("map_bad_setting")`."""
    return cast(DecimalSign | None, chosen("decimal", given, DECIMAL_SIGNS))


def _column_json(column: Column) -> object:
    return {"value": column.value} if column.value is not None else list(column.headings)


def _column_of(told: object) -> Column:
    if isinstance(told, Mapping):
        return Column(value=str(told["value"]))
    return Column(tuple(cast(Sequence[str], told)))
