"""Receipts out of files: grouped by number, booked in the order of their time, earning by the rules of their time."""

from datetime import UTC, datetime
from typing import Any

import pytest

from moadon.apps.clubs.queries import tills
from moadon.apps.members.models import Member
from moadon.apps.receipts.models import Line, Receipt
from moadon.apps.rewards.models import Earning
from moadon.store import club_transaction
from tests.flows.importing.bringing import HEAD, bring_in
from tests.flows.shopkeeper import LINEAR, POINTS, Shopkeeper, document, open_shop

pytestmark = pytest.mark.django_db
JUNE = datetime(2026, 6, 1, tzinfo=UTC)


def receipts_of(shop: Shopkeeper) -> list[Any]:
    """The club's receipts in the order in which they were booked."""
    with club_transaction(shop.club.id):
        return list(Receipt.objects.order_by("id"))


def lines_of(shop: Shopkeeper) -> list[tuple[str, str, int, int]]:
    """Every line: number of its receipt, own id, units, money."""
    with club_transaction(shop.club.id):
        rows = Line.objects.select_related("receipt").order_by("receipt__number", "receipt__kind", "position")
        return [(row.receipt.number, row.key, row.quantity // 1000, row.total) for row in rows]


def test_lines_of_one_receipt_may_be_scattered_over_the_file() -> None:
    shop = open_shop()
    told = bring_in(
        shop.club, "receipts",
        HEAD + "7,2026-10-01 10:01,,P1,Paint,2,12.90\n8,2026-10-01 09:00,,P2,Brush,1,7\n7,2026-10-01 10:00,,P2,Brush,3,7.00\n",
    )  # fmt: skip

    assert told.counts == (3, 3, 0, 0)
    assert told.new == {"sales": 2}
    assert lines_of(shop) == [("7", "1", 2, 2580), ("7", "2", 3, 2100), ("8", "1", 1, 700)]
    assert {row.number: row.at.isoformat() for row in receipts_of(shop)} == {
        "8": "2026-10-01T06:00:00+00:00",
        "7": "2026-10-01T07:00:00+00:00",
    }


def test_exact_duplicates_are_real_lines() -> None:
    shop = open_shop()
    told = bring_in(shop.club, "receipts", HEAD + "7,2026-10-01 10:00,,P1,Paint,2,12.90\n" * 3)

    assert told.counts == (3, 3, 0, 0)
    assert lines_of(shop) == [("7", str(n), 2, 2580) for n in (1, 2, 3)]


def test_the_same_file_twice_changes_nothing() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    text = HEAD + "7,2026-10-01 10:00,0525550142,P1,Paint,10,12.90\nR7,2026-10-02 10:00,0525550142,P1,Paint,-4,12.90\n"
    text += "R8,2026-10-02 11:00,,P1,Paint,-1,12.90\n"
    first = bring_in(shop.club, "receipts", text, create_members=True)
    before = [(row.pk, row.content_hash, row.answer) for row in receipts_of(shop)]

    again = bring_in(shop.club, "receipts", text, create_members=True)

    assert first.new == {"members": 1, "sales": 1, "returns": 1, "loose_returns": 1}
    assert (first.counts, again.counts) == ((3, 3, 0, 0), (3, 0, 3, 0))
    assert again.new == {}
    assert [(row.pk, row.content_hash, row.answer) for row in receipts_of(shop)] == before
    shop.check_books()


def test_another_receipt_under_a_known_number_is_refused_row_by_row() -> None:
    shop = open_shop()
    bring_in(shop.club, "receipts", HEAD + "7,2026-10-01 10:00,,P1,Paint,2,12.90\n")

    told = bring_in(
        shop.club, "receipts", HEAD + "7,2026-10-01 10:00,,P1,Paint,3,12.90\n7,2026-10-02 10:00,,P1,Paint,1,5\n"
    )

    assert told.codes == {1: "receipt_number_taken"}
    assert len(receipts_of(shop)) == 2


def test_the_number_counts_by_till_and_day() -> None:
    shop = open_shop()
    head = "receipt,at,branch,till,sku,quantity,unit_price\n"
    told = bring_in(
        shop.club, "receipts",
        head + "1,2026-10-01,tlv,T1,P1,1,5\n1,2026-10-01,tlv,T2,P1,1,5\n1,2026-10-01,jfa,T1,P1,1,5\n1,2026-10-02,tlv,T1,P1,1,5\n",
    )  # fmt: skip

    assert told.new == {"sales": 4}
    with club_transaction(shop.club.id):
        assert tills(shop.club).count() == 3


def test_receipts_earn_in_the_order_of_their_time_by_the_rules_of_then() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR), since=JUNE)
    shop.publish(document(LINEAR.replace("give: '10'", "give: '20'")), since=datetime(2026, 9, 1, tzinfo=UTC))
    text = HEAD + (
        "3,2026-10-01 10:00,0525550142,P1,Paint,1,60\n"
        "2,2026-08-01 10:00,0525550142,P1,Paint,1,250\n"
        "1,2026-05-01 10:00,0525550142,P1,Paint,1,1000\n"
    )
    bring_in(shop.club, "receipts", text, create_members=True)

    with club_transaction(shop.club.id):
        earned = list(Earning.objects.order_by("at").values_list("version", "base", "amount"))
        member = Member.objects.get()
    assert earned == [(1, 25_000, 2000), (2, 6_000, 2000)]
    assert member.joined_at == datetime(2026, 5, 1, 7, tzinfo=UTC)
    assert (member.phone, member.external_id, member.source) == ("+972525550142", None, "import")


def test_who_is_no_phone_joins_under_the_number_they_have_elsewhere() -> None:
    shop = open_shop()
    text = (
        HEAD
        + "1,2026-10-01,17850,P1,Paint,1,5\n2,2026-10-01,4712345678,P1,Paint,1,5\n3,2026-10-02,17850,P1,Paint,1,5\n"
    )

    told = bring_in(shop.club, "receipts", text, create_members=True)

    assert told.new == {"members": 2, "sales": 3}
    with club_transaction(shop.club.id):
        assert sorted(Member.objects.values_list("external_id", flat=True)) == ["17850", "4712345678"]


def test_members_are_known_by_phone_card_or_external_id_and_others_are_refused() -> None:
    shop = open_shop()
    shop.member("+972525550142", card="A100", external_id="X-9")
    text = HEAD + "".join(
        f"{n},2026-10-01,{who},P1,Paint,1,5\n"
        for n, who in enumerate(["052-555-0142", "a 100", "X-9", "0525550143"], 1)
    )

    told = bring_in(shop.club, "receipts", text)

    assert told.codes == {4: "unknown_member"}
    assert {row.member_id is None for row in receipts_of(shop)} == {False}
    assert len(receipts_of(shop)) == 3


def test_rows_that_are_no_purchase_stay_out_alone() -> None:
    shop = open_shop()
    head = "receipt,at,sku,quantity,unit_price\n"
    told = bring_in(
        shop.club, "receipts",
        head + "7,2026-10-01,P1,1,5\n7,2026-10-01,P2,1,0\n7,2026-10-01,P3,0,5\n7,2026-10-01,P4,1,-5\n8,2026-10-01,P1,-3,0\n",
    )  # fmt: skip

    assert told.codes == {2: "no_price", 3: "no_units", 4: "price_below_zero", 5: "no_price"}
    assert lines_of(shop) == [("7", "1", 1, 500)]


def test_a_receipt_with_a_faulty_row_waits_as_a_whole_and_lands_when_it_is_mended() -> None:
    shop = open_shop()
    text = HEAD + "7,2026-10-01,,P1,Paint,1,5\n8,2026-10-01,,P1,Paint,1,5\n7,2026-10-01,,P2,Brush,many,7\n"

    told = bring_in(shop.club, "receipts", text)
    mended = bring_in(
        shop.club, "receipts", told.file.with_name("file.csv.rejected.csv").read_text("utf-8-sig").replace("many", "2")
    )

    assert told.codes == {1: "with_its_receipt", 3: "not_a_number"}
    assert mended.counts == (2, 2, 0, 0)
    assert lines_of(shop) == [("7", "1", 1, 500), ("7", "2", 2, 1400), ("8", "1", 1, 500)]


@pytest.mark.parametrize(
    ("faulty", "stay_out"),
    [
        ("7,2026-10-01,tlv,T1", ["7 tlv T1 01"]),
        ("7,soon,tlv,T1", ["7 tlv T1 01", "7 tlv T1 02"]),
        ("7,2026-10-01,t\x00v,T1", ["7 jfa T1 01", "7 tlv T1 01"]),
        ("7,soon,t\x00v,T\x001", ["7 jfa T1 01", "7 tlv T1 01", "7 tlv T1 02", "7 tlv T2 02"]),
        ("7,,,", ["7 jfa T1 01", "7 tlv T1 01", "7 tlv T1 02", "7 tlv T2 02"]),
    ],
)
def test_a_faulty_row_keeps_out_every_receipt_that_it_may_be_of(faulty: str, stay_out: list[str]) -> None:
    shop = open_shop()
    places = ["7 tlv T1 01", "7 tlv T1 02", "7 tlv T2 02", "7 jfa T1 01", "8 tlv T1 01"]
    rows = "".join(f"{n},2026-10-{d},{b},{t},P1,1,5\n" for n, b, t, d in (place.split() for place in places))

    told = bring_in(
        shop.club, "receipts", "receipt,at,branch,till,sku,quantity,unit_price\n" + rows + faulty + ",P2,many,7\n"
    )

    assert sorted(places[row - 1] for row, code in told.codes.items() if code == "with_its_receipt") == stay_out
    assert len(receipts_of(shop)) == len(places) - len(stay_out)


def test_part_receipts_come_in_without_their_faulty_rows() -> None:
    shop = open_shop()
    text = HEAD + "7,2026-10-01,,P1,Paint,1,5\n7,2026-10-01,,P2,Brush,many,7\n"

    told = bring_in(shop.club, "receipts", text, part_receipts=True)

    assert told.codes == {2: "not_a_number"}
    assert lines_of(shop) == [("7", "1", 1, 500)]


def test_the_row_that_a_part_receipt_came_without_cannot_follow() -> None:
    shop = open_shop()
    row = "7,2026-10-01,,P2,Brush,{},7\n"
    bring_in(shop.club, "receipts", HEAD + "7,2026-10-01,,P1,Paint,1,5\n" + row.format("many"), part_receipts=True)

    mended = bring_in(shop.club, "receipts", HEAD + row.format("2"))

    assert mended.codes == {1: "receipt_number_taken"}


def test_times_without_an_offset_are_those_of_the_branch() -> None:
    shop = open_shop()
    from moadon.apps.clubs.models import Branch

    with club_transaction(shop.club.id):
        Branch.objects.filter(code="jfa").update(time_zone="America/New_York")
    head = "receipt,at,branch,sku,quantity,unit_price\n"

    bring_in(
        shop.club,
        "receipts",
        head + "1,2026-10-01 23:30,tlv,P1,1,5\n2,2026-10-01 23:30,jfa,P1,1,5\n3,2026-10-01T23:30Z,jfa,P1,1,5\n",
    )

    assert {row.number: (row.at.isoformat(), row.business_date.isoformat()) for row in receipts_of(shop)} == {
        "1": ("2026-10-01T20:30:00+00:00", "2026-10-01"),
        "2": ("2026-10-02T03:30:00+00:00", "2026-10-01"),
        "3": ("2026-10-01T23:30:00+00:00", "2026-10-01"),
    }


def test_day_and_time_may_be_columns_of_their_own() -> None:
    shop = open_shop()
    days = [
        "22.10.2026",
        "22/10/2026 0:00:00",
        "2026-10-22T00:00:00",
        "1/5/2026 0:00:00",
        "۱۴۰۵/۷/۳۰ ۰:۰۰",
        '="1.5.2026"',
    ]
    rows = "".join(f"{n},{day},14:30,P1,1,5\n" for n, day in enumerate(days))

    bring_in(shop.club, "receipts", "receipt,date,time,sku,quantity,unit_price\n" + rows)

    assert sorted(f"{row.at:%Y-%m-%d %H:%M}" for row in receipts_of(shop)) == [
        *["2026-05-01 11:30"] * 2,
        *["2026-10-22 11:30"] * 4,
    ]


def test_dates_are_read_as_the_whole_file_shows_however_late_it_shows() -> None:
    shop = open_shop()
    rows = "".join(f"{n},12/{1 + n % 9}/2025 8:26,P1,1,5\n" for n in range(100)) + "x,12/13/2025 8:26,P1,1,5\n"

    told = bring_in(shop.club, "receipts", "receipt,at,sku,quantity,unit_price\n" + rows)

    assert not told.rejected
    assert {row.at.month for row in receipts_of(shop)} == {12}


@pytest.mark.parametrize(
    ("head", "row", "late"),
    [
        ("receipt,at,sku,quantity,unit_price", "{n},,P1,1,5", "x,12/13/2025,P1,1,5"),
        ("receipt,at,sku,quantity,unit_price", "{n},2025-12-01,P1,1,5", "x,12/13/2025,P1,1,5"),
    ],
    ids=["empty", "year first"],
)
def test_days_are_still_looked_for_behind_a_hundred_that_do_not_tell(head: str, row: str, late: str) -> None:
    shop = open_shop()
    rows = "".join(row.format(n=n) + "\n" for n in range(150))

    bring_in(shop.club, "receipts", f"{head}\n{rows}{late}\ny,12/1/2025,P1,1,5\n")

    assert {row.number: f"{row.at:%m-%d}" for row in receipts_of(shop) if row.number in "xy"} == {
        "x": "12-13",
        "y": "12-01",
    }


def test_prices_of_a_continental_file_have_commas() -> None:
    shop = open_shop()
    text = "receipt;at;sku;quantity;unit_price;discount;tax_rate\n7;2026-10-01;P1;1,5;1.234,50;0,75;18%\n7;2026-10-01;P2;2;1,234;;\n"

    bring_in(shop.club, "receipts", text)

    with club_transaction(shop.club.id):
        lines = list(
            Line.objects.order_by("position").values_list("quantity", "unit_price", "total", "discount", "tax_rate")
        )
    assert lines == [(1500, 12_345_000, 185_175, 75, 1800), (2000, 12_340, 247, 0, 0)]


def test_what_receipts_say_of_goods_is_listed_for_completion() -> None:
    shop = open_shop()
    head = "receipt,at,sku,name,category,brand,quantity,unit_price,unit_cost\n"
    bring_in(shop.club, "receipts", head + "7,2026-10-01,P1,Paint,paints,Acme,1,5,2.5\n")

    from moadon.apps.catalogue.models import Product

    with club_transaction(shop.club.id):
        product = Product.objects.select_related("category").get()
    assert (product.name, product.category.code, product.brand, product.unit_cost, product.incomplete) == (
        "Paint", "paints", "Acme", 25_000, True,
    )  # fmt: skip


def test_a_receipt_of_thousands_of_lines_is_one_receipt_and_one_of_more_is_none() -> None:
    shop = open_shop()
    head = "receipt,at,sku,quantity,unit_price\n"

    told = bring_in(shop.club, "receipts", head + "7,2026-10-01,P1,1,5\n" * 2500 + "8,2026-10-01,P1,1,5\n" * 10_001)

    assert told.counts == (12_501, 2500, 0, 10_001)
    assert set(told.codes.values()) == {"too_many_lines"}
    assert [row.total for row in receipts_of(shop)] == [1_250_000]


def test_points_of_imported_receipts_are_those_of_the_till() -> None:
    typed, imported = open_shop(), open_shop()
    for shop in (typed, imported):
        shop.publish(document(LINEAR, POINTS))
    lines = [
        {"id": "1", "sku": "P1", "quantity": "3", "unit_price": "49.99"},
        {"id": "2", "sku": "P2", "quantity": "1", "unit_price": "7"},
    ]
    sale = {"number": "7", "at": "2026-10-01T10:00:00+03:00", "lines": lines}
    noa = typed.member("+972525550142")
    typed.post({**sale, "member": noa})

    bring_in(
        imported.club, "receipts",
        "receipt,at,member,sku,quantity,unit_price\n7,2026-10-01 10:00,0525550142,P1,3,49.99\n7,2026-10-01 10:00,,P2,1,7\n",
        create_members=True,
    )  # fmt: skip

    def earned(shop: Shopkeeper) -> list[Any]:
        with club_transaction(shop.club.id):
            return list(Earning.objects.order_by("rule").values_list("rule", "base", "amount", "period"))

    assert earned(typed) == earned(imported)


def test_rows_of_one_receipt_that_name_two_people_are_refused() -> None:
    shop = open_shop()
    text = (
        HEAD
        + "7,2026-10-01,0525550142,P1,Paint,1,5\n7,2026-10-01,,P2,Brush,1,5\n7,2026-10-01,0525550143,P2,Brush,1,5\n"
    )

    told = bring_in(shop.club, "receipts", text, create_members=True)

    assert told.codes == {1: "with_its_receipt", 2: "with_its_receipt", 3: "rows_disagree"}
    assert receipts_of(shop) == []
