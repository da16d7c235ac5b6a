"""Column maps: read either way round, checked against the file, guessed where there is none."""

import pytest

from moadon.apps.imports.types import Kind
from moadon.flows.importing import choices_of
from moadon.flows.importing.choices import Choices, Column
from moadon.flows.importing.fields import guess_columns
from moadon.kernel.refusals import Refused

UCI = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")
MAPPED = {
    "receipt": "InvoiceNo",
    "at": "InvoiceDate",
    "sku": "StockCode",
    "quantity": "Quantity",
    "unit_price": "UnitPrice",
}
OURS = "\n".join(f"{ours}: {theirs}" for ours, theirs in MAPPED.items())
THEIRS = "\n".join(f"{theirs}: {ours}" for ours, theirs in MAPPED.items())


def columns(text: str | None, headings: tuple[str, ...] = UCI, kind: Kind = Kind.RECEIPTS) -> dict[str, str]:
    """Which heading holds each field."""
    return {name: " + ".join(column.headings) for name, column in choices_of(kind, text, headings).columns.items()}


@pytest.mark.parametrize("text", [OURS, THEIRS, f"columns:\n  {OURS.replace(chr(10), chr(10) + '  ')}"])
def test_a_map_is_read_either_way_round(text: str) -> None:
    assert columns(text) == MAPPED


def test_a_map_may_be_json() -> None:
    assert columns(str(MAPPED).replace("'", '"')) == MAPPED


def test_columns_with_our_own_names_need_no_line_in_the_map() -> None:
    assert columns("sku: item", ("receipt", "at", "item", "quantity", "unit_price", "name", "price")) == {
        "receipt": "receipt", "at": "at", "quantity": "quantity", "unit_price": "unit_price", "name": "name",
        "sku": "item",
    }  # fmt: skip


def test_a_column_may_be_left_out_joined_or_the_same_for_every_row() -> None:
    text = OURS.replace("at: InvoiceDate", "at: [Day, Hour]") + "\nname: null\nbranch: {value: tlv}"

    found = choices_of(Kind.RECEIPTS, text, (*UCI, "Day", "Hour", "name")).columns

    assert found["at"] == Column(("Day", "Hour"))
    assert found["branch"] == Column(value="tlv")
    assert "name" not in found


def test_settings_of_a_map_say_how_the_file_is_read() -> None:
    told = "dates: mdy\ndecimal: comma\nencoding: windows-1255\ndelimiter: tab\nreturns_begin_with: C\n"

    found = choices_of(Kind.RECEIPTS, told + OURS, UCI)

    assert (found.dates, found.decimal, found.encoding, found.delimiter, found.returns_begin_with) == (
        "mdy", "comma", "windows-1255", "\t", "C",
    )  # fmt: skip
    assert Choices.from_json(found.as_json()) == found


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        (OURS + "\nskuu: Country", "map_unknown_field", "skuu"),
        (OURS + "\nname: Colour", "map_unknown_column", "name"),
        ("sku: StockCode", "map_missing_field", "receipt"),
        (OURS + "\ndates: dym", "map_bad_setting", "dates"),
        (OURS + "\ndelimiter: ':'", "map_bad_setting", "delimiter"),
        (OURS + "\nname: {what: 1}", "map_not_readable", "name"),
        ("- sku", "map_not_readable", None),
        ("sku: [", "map_not_readable", None),
        ("x" * 70_000, "map_not_readable", None),
    ],
)
def test_a_map_that_does_not_fit_says_where(text: str, code: str, field: str | None) -> None:
    with pytest.raises(Refused) as refused:
        choices_of(Kind.RECEIPTS, text, UCI)

    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_near_miss_is_named() -> None:
    with pytest.raises(Refused) as refused:
        choices_of(Kind.RECEIPTS, OURS + "\nemploye: Country", UCI)

    assert refused.value.params["like"] == "employee"


@pytest.mark.parametrize(
    ("kind", "headings", "found"),
    [
        (Kind.RECEIPTS, UCI, {**MAPPED, "name": "Description", "member": "CustomerID"}),
        (
            Kind.RECEIPTS,
            ("מספר קבלה", "תאריך", "שעה", "מק״ט", "שם פריט", "כמות", "מחיר ליחידה", "טלפון"),
            {"receipt": "מספר קבלה", "at": "תאריך", "time": "שעה", "sku": "מק״ט", "name": "שם פריט",
             "quantity": "כמות", "unit_price": "מחיר ליחידה", "member": "טלפון"},
        ),
        (
            Kind.RECEIPTS,
            ("شمارهٔ فاکتور", "تاریخ", "کد کالا", "تعداد", "قیمت واحد", "شعبه"),
            {"receipt": "شمارهٔ فاکتور", "at": "تاریخ", "sku": "کد کالا", "quantity": "تعداد",
             "unit_price": "قیمت واحد", "branch": "شعبه"},
        ),
        (
            Kind.MEMBERS,
            ("نام", "نام خانوادگی", "تلفن همراه", "تاریخ تولد"),
            {"first_name": "نام", "last_name": "نام خانوادگی", "phone": "تلفن همراه", "birth_date": "تاریخ تولد"},
        ),
        (Kind.MEMBERS, ("שם", "נייד", "דוא״ל"), {"name": "שם", "phone": "נייד", "email": "דוא״ל"}),
        (
            Kind.PRODUCTS,
            ("Item code", "Description", "Department", "Cost price", "VAT"),
            {"sku": "Item code", "name": "Description", "category": "Department", "unit_cost": "Cost price",
             "tax_rate": "VAT"},
        ),
    ],
)  # fmt: skip
def test_headings_of_three_languages_are_guessed(kind: Kind, headings: tuple[str, ...], found: dict[str, str]) -> None:
    assert guess_columns(kind, headings) == found
