"""CSV in its dialects, JSON Lines and Parquet become the same rows."""

from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from moadon.flows.importing.choices import Choices
from moadon.flows.importing.sources import open_source
from moadon.flows.importing.sources.types import LONGEST_RECORD
from tests.flows.importing.bringing import written


def rows_of(path: Path, **settings: str) -> list[dict[str, str | None]]:
    """Every row by the names of its columns."""
    source = open_source(path, Choices(**settings))  # type: ignore[arg-type]
    found = []
    for chunk in source.chunks():
        found += [{name: cells[i] for name, cells in chunk.columns.items()} for i in range(chunk.length)]
    return found


def faults_of(path: Path) -> dict[int, str]:
    """Rows that could not be read as rows, by number."""
    chunks = open_source(path, Choices()).chunks()
    return {chunk.first + i: fault.code for chunk in chunks for i, fault in chunk.faults.items()}


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_from_the_first_lines(sign: str) -> None:
    text = f'sku{sign}name{sign}price\nP1{sign}"Mug{sign} blue"{sign}"12{sign}90"\nP2{sign}Jug{sign}7\n'

    assert rows_of(written(text)) == [
        {"sku": "P1", "name": f"Mug{sign} blue", "price": f"12{sign}90"},
        {"sku": "P2", "name": "Jug", "price": "7"},
    ]


def test_a_stated_delimiter_is_believed() -> None:
    assert rows_of(written("a;b,c\n1;2,3\n"), delimiter=";") == [{"a": "1", "b,c": "2,3"}]


def test_one_column_is_a_table_too() -> None:
    assert rows_of(written("sku\nP1\nP2\n")) == [{"sku": "P1"}, {"sku": "P2"}]


def test_quotes_hold_line_ends_and_quotes() -> None:
    text = 'sku,name\r\nP1,"two\r\nlines and ""quotes"""\r\n'

    assert rows_of(written(text)) == [{"sku": "P1", "name": 'two\r\nlines and "quotes"'}]


def test_headings_without_a_name_and_repeated_ones_are_numbered() -> None:
    assert list(rows_of(written("a,,a\n1,2,3\n"))[0]) == ["a", "column 2", "a 2"]


def test_rows_without_anything_are_no_rows() -> None:
    assert rows_of(written("\na,b\n\n1,2\n,\n\n3,4\n")) == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]
    assert rows_of(written("a,b\n1,2\n,\n3,4\n,\n,\n")) == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]


def test_ragged_rows_are_told_and_those_after_them_read() -> None:
    file = written("a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,\n5,6,7\n")

    assert faults_of(file) == {2: "ragged_row", 3: "ragged_row"}
    assert rows_of(file)[4] == {"a": "5", "b": "6", "c": "7"}


def test_a_quote_that_is_never_closed_costs_the_rows_behind_it_and_says_so() -> None:
    file = written('a,b\n1,2\n3,"open\n' + "x,y\n" * 10)

    assert faults_of(file) == {2: "quotes_do_not_match"}
    assert rows_of(file)[0] == {"a": "1", "b": "2"}


def test_a_quote_in_the_wrong_place_costs_its_own_row() -> None:
    file = written('a,b\n1,2\n3,"5" nails"\n4,5\n')

    assert faults_of(file) == {2: "quotes_do_not_match"}
    assert rows_of(file)[-1] == {"a": "4", "b": "5"}


def test_a_cell_of_a_million_characters_is_a_cell() -> None:
    file = written(f"a,b\n1,{'x' * 1_000_000}\n2,y\n")

    assert [len(row["b"] or "") for row in rows_of(file)] == [1_000_000, 1]


def test_a_line_without_end_is_cut_where_memory_would_grow() -> None:
    file = written("a,b\n" + "x" * (LONGEST_RECORD + 1000) + "\n1,2\n")

    assert rows_of(file)[-1] == {"a": "1", "b": "2"}
    assert max(len(row["a"] or "") for row in rows_of(file)) <= LONGEST_RECORD


def test_a_zero_character_is_kept_for_the_field_to_refuse() -> None:
    assert rows_of(written(b"a,b\n1,x\x00y\n")) == [{"a": "1", "b": "x\0y"}]


def test_json_lines_keep_numbers_as_they_are_written() -> None:
    text = '{"sku": "P1", "price": 12.90, "n": 1e309, "on": true}\n\n{"sku": "P2", "price": null, "more": [1, 2]}\n'

    assert rows_of(written(text, "goods.jsonl")) == [
        {"sku": "P1", "price": "12.90", "n": "1e309", "on": "true", "more": None},
        {"sku": "P2", "price": None, "n": None, "on": None, "more": '["1", "2"]'},
    ]


def test_json_that_is_none_is_told_by_line() -> None:
    file = written('{"a": 1}\n{"a": \n[1]\n{"a": NaN}\n' + "[" * 100_000 + "\n", "x.jsonl")

    assert faults_of(file) == {2: "not_json", 3: "not_an_object", 5: "not_json"}
    assert rows_of(file)[3] == {"a": "NaN"}


def test_json_lines_are_known_by_their_content_too() -> None:
    assert rows_of(written('{"a": "1"}\n', "download")) == [{"a": "1"}]


def test_parquet_tells_every_type_as_text() -> None:
    table = pa.table(
        {
            "n": pa.array([6, None]),
            "price": pa.array([Decimal("4.250"), Decimal("0.001")]),
            "double": pa.array([4.25, 0.1]),
            "at": pa.array([0, 1], pa.timestamp("s")),
            "moment": pa.array([0, 1], pa.timestamp("us", tz="Asia/Jerusalem")),
            "kind": pa.array(["a", "b"]).dictionary_encode(),
        }
    )
    file = written(b"", "x.parquet")
    pq.write_table(table, file)

    first, second = rows_of(file)

    assert (first["n"], second["n"]) == ("6", None)
    assert (first["price"], second["price"]) == ("4.250", "0.001")
    assert (first["double"], second["double"]) == ("4.25", "0.1")
    assert first["at"] == "1970-01-01 00:00:00.000"
    assert first["moment"] == "1970-01-01 00:00:00.000000Z"
    assert second["kind"] == "b"


def test_the_three_formats_say_the_same() -> None:
    expected = [{"sku": "P1", "name": "כוס"}, {"sku": "P2", "name": "Jug"}]
    parquet = written(b"", "x.parquet")
    pq.write_table(pa.Table.from_pylist(expected), parquet)

    assert rows_of(parquet) == expected
    assert rows_of(written("sku,name\nP1,כוס\nP2,Jug\n")) == expected
    assert rows_of(written('{"sku":"P1","name":"כוס"}\n{"sku":"P2","name":"Jug"}\n', "x.jsonl")) == expected
