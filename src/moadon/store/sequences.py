"""Row numbers drawn before the rows are written, so that rows of several tables can name each other."""

from collections.abc import Mapping
from typing import TypeVar

from django.db import connection

K = TypeVar("K", bound=str)


def draw(wanted: Mapping[K, int]) -> dict[K, list[int]]:
    """`{"receipts_receipt": 3}` -> three new ids of that table's identity column, in one statement for all tables."""
    parts = ", ".join(
        f"array(select nextval(pg_get_serial_sequence('{table}', 'id')) from generate_series(1, %s))" for table in wanted
    )
    with connection.cursor() as cursor:
        cursor.execute(f"select {parts}", list(wanted.values()))
        row = cursor.fetchone()
    assert row is not None
    return dict(zip(wanted, row, strict=True))
