"""Columns of values arrive in the database as they were."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moadon.store import array
from tests.platform.database import TestDatabase

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=20)
BIG = st.integers(-(2**63), 2**63 - 1)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("bigint", [1, None, -(2**63), 2**63 - 1]),
        ("int", [0, None, -(2**31)]),
        ("smallint", [7, None]),
        ("boolean", [True, False, None]),
        ("text", ["", "NULL", "null", None, 'a"b', "a\\b", "a\nb\tc", "{x,y}", "שלום", "باشگاه", "\\n", '\x01\\"']),
        ("bytea", [b"\0\xff", None, b""]),
        ("date", [date(1990, 1, 1), None, date(2031, 12, 31)]),
        ("timestamptz", [datetime(2026, 11, 22, 8, 15, 0, 123456, UTC), None, datetime(1999, 1, 1, tzinfo=UTC)]),
        ("bigint", []),
        ("text", []),
        ("date", []),
    ],
)
def test_a_column_arrives_as_it_was(database: TestDatabase, kind: str, values: list[object]) -> None:
    (row,) = database.admin.execute(f"select %s::{kind}[]", [array(kind, values)]).fetchall()

    assert row[0] == values


def test_json_arrives_as_it_was(database: TestDatabase) -> None:
    told = [["a.key", {"sum": ["money", 5, "ILS"], "name": 'a "b" \\ \n'}], None]
    rows = database.admin.execute("select x::jsonb from unnest(%s::text[]) x", [array("jsonb", told)]).fetchall()

    assert [row[0] for row in rows] == told


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.none() | TEXT, max_size=8), numbers=st.lists(st.none() | BIG, max_size=8))
def test_any_texts_and_numbers_arrive(
    database: TestDatabase, texts: list[str | None], numbers: list[int | None]
) -> None:
    sent = [array("text", texts), array("bigint", numbers)]
    (row,) = database.admin.execute("select %s::text[], %s::bigint[]", sent).fetchall()

    assert row == (texts, numbers)
