"""Row numbers drawn before the rows are written, so that rows of several tables can name each other."""

from collections.abc import Mapping

from moadon.store.statements import run


def draw(wanted: Mapping[str, int]) -> dict[str, list[int]]:
    """`{"receipts_receipt": 3}` -> three new ids of that table's identity column, in one statement for all tables."""
    parts = ", ".join(f"array(select nextval('{table}_id_seq') from generate_series(1, %s::int))" for table in wanted)
    (row,) = run(f"select {parts}", list(wanted.values()))
    return dict(zip(wanted, row, strict=True))
