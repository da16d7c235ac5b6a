"""What other software reads: plain values, and text that never runs."""

import datetime as dt
from decimal import Decimal

import pytest

from moadon.interfaces.office.parts import exports
from moadon.interfaces.office.parts.columns import Column, draw_value, raw_value
from moadon.kernel.shapes import Shapes
from moadon.ui import marks
from moadon.ui.parts import Chip
from moadon.ui.reader import reading_as


@pytest.fixture(autouse=True)
def _reader():
    with reading_as(Shapes("en", "ILS", "gregorian", "Asia/Jerusalem")):
        yield


@pytest.mark.parametrize("text", ["=1+1", "+972525550142", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_could_begin_a_formula_is_shown_not_run(text):
    assert exports.harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Noa", "", "1=1", " =1"])
def test_other_text_stays_as_it_is(text):
    assert exports.harmless(text) == text


@pytest.mark.parametrize(
    ("kind", "value", "raw"),
    [
        ("money", -4000, Decimal("-40.00")),
        ("thousandths", 1500, Decimal("1.500")),
        ("share", "0.482", Decimal("0.482")),
        ("number", 7, 7),
        ("day", dt.date(2026, 11, 29), dt.date(2026, 11, 29)),
        ("phone", "+972525550142", "+972525550142"),
        ("state", Chip("live"), "live"),
        ("text", None, None),
        ("money", None, None),
    ],
)
def test_raw_values(kind, value, raw):
    assert raw_value(kind, value) == raw


def test_a_moment_is_on_the_clubs_clock():
    raw = raw_value("moment", dt.datetime(2026, 11, 29, 22, 30, tzinfo=dt.UTC))

    assert str(raw) == "2026-11-30 00:30:00+02:00"


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("money", 0, '<span class="n mo-3">0</span>'),
        ("number", 0, '<span class="n mo-3">0</span>'),
        ("money", None, marks.NONE),
        ("text", "", marks.NONE),
        ("state", None, ""),
        ("movement", 2000, '<span class="n">+₪20.00</span>'),
        ("thousandths", 1500, '<span class="n">1.5</span>'),
        ("share", "0.482", '<span class="n">48.2%</span>'),
        ("text", "<b>", "&lt;b&gt;"),
        ("state", Chip("live", "good"), '<span class="mo-chip good">live</span>'),
    ],
)
def test_drawn_values(kind, value, shown):
    assert draw_value(kind, value) == shown


def test_nothing_is_written_in_the_readers_digits():
    with reading_as(Shapes("fa", "ILS", "gregorian", "Asia/Jerusalem")):
        assert draw_value("money", 0) == '<span class="n mo-3">۰</span>'


def test_a_column_finds_its_value_along_a_path():
    column = Column("branch__name", "Branch")
    branch = type("Branch", (), {"name": "Harbour"})()

    assert column.of(type("Row", (), {"branch": branch})()) == "Harbour"
    assert column.of(type("Row", (), {"branch": None})()) is None
    assert column.of({"branch__name": "North"}) == "North"


def test_a_sheet_that_is_full_goes_on_in_the_next(monkeypatch):
    import io

    from openpyxl import load_workbook

    monkeypatch.setattr(exports, "MOST_ROWS_OF_A_SHEET", 4)
    file = exports.export("xlsx", "many", (Column("n", "N", "number"),), [{"n": n} for n in range(7)])

    book = load_workbook(io.BytesIO(b"".join(file.streaming_content)))
    file.close()
    assert [[cell.value for (cell,) in sheet.iter_rows()] for sheet in book] == [
        ["N", 0, 1, 2],
        ["N", 3, 4, 5],
        ["N", 6],
    ]


def test_text_that_no_cell_can_hold_is_made_to_fit():
    file = exports.export("xlsx", "odd", (Column("n", "N"),), [{"n": "a\x00b\x1fc" + "x" * 40000}])

    assert len(b"".join(file.streaming_content)) > 0
    file.close()
