"""Many rows in one statement, whatever their number."""

from collections.abc import Mapping, Sequence

from django.db import connection

Columns = Mapping[str, str]
"""Column name -> PostgreSQL type, in the order of a row's values."""


def insert_rows(table: str, columns: Columns, rows: Sequence[Sequence[object]], tail: str = "") -> None:
    """Insert `rows` with one INSERT ... SELECT FROM unnest(...), also when there are none: the count stays the same.

    `jsonb` values are passed as JSON text. `tail` is what follows the SELECT (an ON CONFLICT clause).
    Table and column names come from our own code, never from input.
    """
    names = ", ".join(columns)
    taken = ", ".join(f"c{i}::{kind}" if kind == "jsonb" else f"c{i}" for i, kind in enumerate(columns.values()))
    arrays = ", ".join(f"%s::{'text' if kind == 'jsonb' else kind}[]" for kind in columns.values())
    aliases = ", ".join(f"c{i}" for i in range(len(columns)))
    params = [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in columns]
    with connection.cursor() as cursor:
        cursor.execute(f"insert into {table} ({names}) select {taken} from unnest({arrays}) as t({aliases}) {tail}", params)
