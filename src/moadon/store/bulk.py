"""Many rows in one statement, whatever their number."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from moadon.store.arrays import ARRAYS
from moadon.store.statements import run

Columns = Mapping[str, str]
"""Column name -> PostgreSQL type, in the order of a row's values."""


def insert_rows(table: str, columns: Columns, rows: Sequence[Sequence[object]], tail: str = "") -> None:
    """Insert `rows` with one INSERT ... SELECT FROM unnest(...), also when there are none: the count stays the same.

    A `jsonb` value is passed as it is and becomes JSON here; None becomes null. `tail` is what follows the SELECT
    (an ON CONFLICT clause).
    Table and column names come from our own code, never from input.
    """
    given = zip(*rows, strict=True) if rows else [()] * len(columns)
    params = [ARRAYS[kind](column) for kind, column in zip(columns.values(), given, strict=True)]
    run(_insert(table, tuple(columns.items()), tail), params)


def update_rows(sql: str, columns: Columns, rows: Sequence[Sequence[object]]) -> None:
    """Run `sql`, which takes each of `columns` as one array parameter, for `rows`; also when there are none."""
    given = zip(*rows, strict=True) if rows else [()] * len(columns)
    run(sql, [ARRAYS[kind](column) for kind, column in zip(columns.values(), given, strict=True)])


@lru_cache(maxsize=256)
def _insert(table: str, columns: tuple[tuple[str, str], ...], tail: str) -> str:
    names = ", ".join(name for name, _ in columns)
    taken = ", ".join(f"c{i}::jsonb" if kind == "jsonb" else f"c{i}" for i, (_, kind) in enumerate(columns))
    arrays = ", ".join(f"%s::{'text' if kind == 'jsonb' else kind}[]" for _, kind in columns)
    aliases = ", ".join(f"c{i}" for i in range(len(columns)))
    return f"insert into {table} ({names}) select {taken} from unnest({arrays}) as t({aliases}) {tail}"
