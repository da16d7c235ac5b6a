"""Whatever a file may hold: each fault has a reason of its own, and everything else comes in."""

from datetime import UTC, datetime
from typing import Any

import pytest

from moadon.apps.clubs.actions import edit_club
from moadon.apps.clubs.queries import club_by_id, forget_recent
from moadon.apps.clubs.types import SYSTEM
from moadon.apps.imports.types import State
from moadon.apps.members.models import Member
from moadon.apps.receipts.models import Receipt
from moadon.flows.importing.rejects import safe
from moadon.store import club_transaction
from tests.flows.importing.bringing import bring_in
from tests.flows.shopkeeper import LINEAR, document, open_shop

pytestmark = pytest.mark.django_db

HEAD = ("receipt", "at", "branch", "till", "employee", "member", "line", "sku", "name", "quantity", "unit_price", "discount", "tax_rate", "kind", "of_receipt")  # fmt: skip
GOOD = {
    "receipt": "bad", "at": "2026-10-01 10:00", "branch": "tlv", "till": "T1", "employee": "e1", "member": "0525550142",
    "line": "", "sku": "P1", "name": "Paint", "quantity": "1", "unit_price": "5", "discount": "", "tax_rate": "",
    "kind": "", "of_receipt": "",
}  # fmt: skip
FUTURE = "2199-12-31T10:00:00+00:00"


def csv_of(*rows: dict[str, str]) -> str:
    """Rows as a file; what they do not say is as it should be."""
    lines = [",".join(f'"{value}"' for value in {**GOOD, **row}.values()) for row in rows]
    return ",".join(HEAD) + "\n" + "\n".join(lines) + "\n"


BAD: list[tuple[dict[str, str], str]] = [
    ({"quantity": "0"}, "no_units"),
    ({"quantity": ""}, "missing"),
    ({"quantity": "-1", "kind": "sale"}, "units_below_zero"),
    ({"quantity": "1e309"}, "not_a_number"),
    ({"quantity": "NaN"}, "not_a_number"),
    ({"quantity": "Infinity"}, "not_a_number"),
    ({"quantity": "1.2345"}, "too_many_decimals"),
    ({"quantity": "1000000"}, "out_of_range"),
    ({"unit_price": "0.00001"}, "too_many_decimals"),
    ({"unit_price": "1,234"}, "ambiguous_number"),
    ({"unit_price": "0"}, "no_price"),
    ({"unit_price": "-5"}, "price_below_zero"),
    ({"unit_price": "9" * 17}, "out_of_range"),
    ({"discount": "6"}, "discount_above_price"),
    ({"discount": "0.005"}, "too_many_decimals"),
    ({"tax_rate": "1.01"}, "rate_above_one"),
    ({"at": ""}, "missing"),
    ({"at": "yesterday"}, "not_a_time"),
    ({"at": "2026-02-30 10:00"}, "not_a_time"),
    ({"at": "31/31/2026"}, "not_a_date"),
    ({"at": "1989-12-31"}, "too_long_ago"),
    ({"at": FUTURE}, "in_the_future"),
    ({"receipt": ""}, "missing"),
    ({"receipt": "x" * 201}, "too_long"),
    ({"sku": ""}, "missing"),
    ({"sku": "a\0b"}, "not_printable"),
    ({"name": "x" * 1_000_000}, "too_long"),
    ({"kind": "barter"}, "unknown_kind"),
    ({"branch": "mars"}, "unknown_branch"),
    ({"employee": "e99"}, "unknown_employee"),
    ({"member": "0525559999"}, "unknown_member"),
    ({"member": "mbr_0000000000000"}, "unknown_member"),
    ({"quantity": "-3", "of_receipt": "1"}, "more_than_bought"),
]


@pytest.mark.parametrize(("row", "code"), BAD, ids=lambda value: str(value)[:60])
def test_a_bad_row_has_a_reason_of_its_own_and_touches_nothing_else(row: dict[str, str], code: str) -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member("+972525550142")
    text = csv_of({"receipt": "1", "quantity": "2", "unit_price": "100"}, row, {"receipt": "3"})

    told = bring_in(shop.club, "receipts", text)

    assert told.codes == {2: code}
    assert told.counts == (3, 2, 0, 1)
    assert told.rejected[0][2].endswith(".")
    assert shop.balance(noa) == (2000, 0, 0)
    with club_transaction(shop.club.id):
        assert sorted(Receipt.objects.values_list("number", flat=True)) == ["1", "3"]


def test_two_lines_with_one_id_are_refused_together() -> None:
    shop = open_shop()
    shop.member("+972525550142")

    told = bring_in(shop.club, "receipts", csv_of({"line": "1"}, {"line": "2"}, {"line": "1"}, {"receipt": "ok"}))

    assert told.codes == {1: "with_its_receipt", 2: "with_its_receipt", 3: "line_twice"}


def test_a_club_that_takes_only_what_it_lists_refuses_unknown_goods() -> None:
    shop = open_shop()
    edit_club(club=shop.club, changes={"settings": {"unknown_sku": "refuse"}}, actor=SYSTEM)
    forget_recent()
    strict = club_by_id(shop.club.id)
    bring_in(strict, "products", "sku\nP1\n")
    shop.member("+972525550142")

    told = bring_in(strict, "receipts", csv_of({"sku": "P1"}, {"sku": "P9"}, {"receipt": "ok"}))

    assert told.codes == {1: "with_its_receipt", 2: "unknown_sku"}


def test_a_purchase_from_before_the_programme_is_a_purchase_that_earns_nothing() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR), since=datetime(2026, 11, 1, tzinfo=UTC))
    noa = shop.member("+972525550142")

    told = bring_in(shop.club, "receipts", csv_of({"unit_price": "500"}))

    assert told.counts == (1, 1, 0, 0)
    assert shop.balance(noa) == (0, 0, 0)


def test_a_return_twice_is_one_return() -> None:
    shop = open_shop()
    shop.member("+972525550142")
    back = {"receipt": "R1", "at": "2026-10-02 10:00", "quantity": "-1", "of_receipt": "1"}

    first = bring_in(shop.club, "receipts", csv_of({"receipt": "1"}, back))
    second = bring_in(shop.club, "receipts", csv_of(back))

    assert (first.counts, second.counts) == ((2, 2, 0, 0), (1, 0, 1, 0))


DIALECTS: dict[str, bytes] = {
    "a byte-order mark": "name,phone\nنغمه,0525550142\n".encode("utf-8-sig"),
    "semicolons": b"name;phone\nNoa;0525550142\n",
    "tabs": b"name\tphone\nNoa\t0525550142\n",
    "Windows-1255": "name,phone\nנועה,0525550142\n".encode("cp1255"),
    "Windows-1256": "name,phone\nمحمد علی,0525550142\n".replace("ی", "ي").encode("cp1256"),
    "Persian digits": "name,phone\nNoa,۰۵۲۵۵۵۰۱۴۲\n".encode(),
    "Arabic digits": "name,phone\nNoa,٠٥٢٥٥٥٠١٤٢\n".encode(),
    "UTF-16": "name,phone\nנועה,0525550142\n".encode("utf-16"),
    "old line ends": b"name,phone\rNoa,0525550142\r",
    "no last line end": b"name,phone\nNoa,0525550142",
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_file_is_read_in_any_dialect(dialect: str) -> None:
    shop = open_shop()

    told = bring_in(shop.club, "members", DIALECTS[dialect])

    assert told.counts == (1, 1, 0, 0)
    with club_transaction(shop.club.id):
        assert Member.objects.get().phone == "+972525550142"


HABITS = [
    "0525550142", "052-5550142", "052-555-0142", "052 555 0142", "(052) 555-0142", "052.555.0142", "052/5550142",
    "+972525550142", "+972-52-555-0142", "+972 (0)52-555-0142", "972525550142", "00972525550142", "00972-52-5550142",
    "525550142", "052–555–0142", "‪052-555-0142‬", "tel: 052-5550142", "۰۵۲۵۵۵۰۱۴۲", "٠٥٢-٥٥٥-٠١٤٢", "0525550142+",
    " 052  555  0142 ", '=""052-5550142""',
]  # fmt: skip


def test_a_phone_in_twenty_habits_is_one_member() -> None:
    shop = open_shop()
    text = "name,phone\n" + "".join(f'Noa,"{habit}"\n' for habit in HABITS[:19] + HABITS[20:])

    told = bring_in(shop.club, "members", text)

    assert (told.codes, told.new) == ({}, {"members": 1})


def test_a_formula_in_a_name_is_kept_as_text_and_told_back_harmless() -> None:
    shop = open_shop()
    formula = "=HYPERLINK(http://x;click)"
    rows = [f"{formula},0525550142", f"{formula},none", "@SUM(A1),none", "+1+1,none", "-2+3,none"]

    told = bring_in(shop.club, "members", "first_name,phone\n" + "\n".join(rows) + "\n")

    with club_transaction(shop.club.id):
        assert Member.objects.get().first_name == formula
    lines = told.file.with_name("file.csv.rejected.csv").read_text("utf-8-sig").splitlines()[1:]
    assert [line[:2] for line in lines] == ["'=", "'@", "'+", "'-"]


@pytest.mark.parametrize("cell", ["-5", "+972525550142", "052-5550142", "-1.234,50", "", "Noa", "(03) 5550142"])
def test_what_is_a_number_is_told_back_as_it_was(cell: str) -> None:
    assert safe(cell) == cell


@pytest.mark.parametrize("cell", ["=1", "+cmd|x", "-cmd", "@x", "\tx", "\rx", "\n=x", "=1+1"])
def test_what_a_spreadsheet_would_run_is_told_back_as_text(cell: str) -> None:
    assert safe(cell) == "'" + cell


def test_mended_formulas_come_in_as_they_were_meant() -> None:
    shop = open_shop()
    first = bring_in(shop.club, "members", 'first_name,phone\n"=1+1",none\n')
    text = first.file.with_name("file.csv.rejected.csv").read_text("utf-8-sig")

    bring_in(shop.club, "members", text.replace("none", "0525550142"))

    with club_transaction(shop.club.id):
        assert Member.objects.get().first_name == "=1+1"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"PK\x03\x04", "x.xlsx", "file_is_workbook"),
        (b"PAR1", "x.parquet", "file_not_readable"),
        (b"", "x.csv", "file_empty"),
    ],
)
def test_a_file_that_is_no_table_fails_as_a_whole(data: bytes, name: str, code: str) -> None:
    from moadon.apps.imports.actions import open_import
    from moadon.apps.imports.types import Kind
    from tests.flows.importing.bringing import finish, written

    shop = open_shop()
    info = open_import(club=shop.club, kind=Kind.MEMBERS, file_name=name, actor=SYSTEM)

    told = finish(shop.club, info, written(data, name))

    assert told.info.state == State.FAILED
    assert told.info.problem is not None
    assert told.info.problem.code == code


def test_a_column_that_is_gone_fails_as_a_whole() -> None:
    from tests.flows.importing.bringing import begin, finish, written

    shop = open_shop()
    file = written("name,phone\nNoa,0525550142\n")
    info = begin(shop.club, "members", file)
    file.write_text("name,mail\nNoa,noa@example.com\n")

    told = finish(shop.club, info, file)

    assert (told.info.state, told.info.problem and told.info.problem.code) == (State.FAILED, "map_unknown_column")


def test_more_bytes_than_sense_are_rows_with_reasons() -> None:
    shop = open_shop()
    noise: list[Any] = [bytes((n * 7 + k) % 256 for k in range(300)) for n in range(50)]

    told = bring_in(shop.club, "members", b"name,phone\n" + b"\n".join(noise) + b"\nNoa,0525550142\n")

    assert told.info.state == State.DONE
    with club_transaction(shop.club.id):
        assert [member.phone for member in Member.objects.exclude(phone_mark=None)] in ([], ["+972525550142"])
