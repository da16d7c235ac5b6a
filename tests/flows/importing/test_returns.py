"""What came back: against the sale that is named, else against the newest earlier one it can be from, else loose."""

from typing import Any

import pytest

from moadon.apps.receipts.models import Receipt
from moadon.store import club_transaction
from tests.flows.importing.bringing import HEAD, Outcome, bring_in
from tests.flows.shopkeeper import LINEAR, POINTS, Shopkeeper, document, open_shop

pytestmark = pytest.mark.django_db
NOA = "0525550142"
NAMED = "receipt,at,member,sku,quantity,unit_price,kind,of_receipt\n"


def sale(number: str, day: int, *lines: tuple[str, int, str], who: str = NOA, name: str = "") -> str:
    """Rows of a receipt in October."""
    return "".join(
        f"{number},2026-10-{day:02} 10:00,{who},{sku},{name},{units},{price}\n" for sku, units, price in lines
    )


def returns_of(shop: Shopkeeper) -> list[tuple[str, str | None, int]]:
    """Every return: its number, the number of its sale, its money."""
    with club_transaction(shop.club.id):
        rows = Receipt.objects.filter(kind="return").select_related("of_receipt").order_by("number")
        return [(row.number, row.of_receipt.number if row.of_receipt else None, row.total) for row in rows]


def states(shop: Shopkeeper) -> dict[str, str]:
    """What became of each sale."""
    with club_transaction(shop.club.id):
        return dict(Receipt.objects.filter(kind="sale").values_list("number", "state"))


def bring(shop: Shopkeeper, *rows: str, **more: Any) -> Outcome:
    """Bring these rows in; people join."""
    return bring_in(shop.club, "receipts", HEAD + "".join(rows), create_members=True, **more)


def test_goods_go_back_to_the_newest_earlier_sale_of_the_same_member_at_that_price() -> None:
    shop = open_shop()
    bring(
        shop,
        sale("1", 1, ("P1", 5, "10")), sale("2", 2, ("P1", 5, "10")), sale("3", 3, ("P1", 5, "11")),
        sale("4", 4, ("P1", 5, "10"), who="0525550143"), sale("C5", 5, ("P1", -2, "10")), sale("6", 6, ("P1", 5, "10")),
    )  # fmt: skip

    assert returns_of(shop) == [("C5", "2", 2000)]
    assert states(shop) == {"1": "whole", "2": "part_returned", "3": "whole", "4": "whole", "6": "whole"}


def test_a_sale_without_enough_units_left_is_passed_over() -> None:
    shop = open_shop()
    bring(
        shop,
        sale("1", 1, ("P1", 5, "10")), sale("2", 2, ("P1", 3, "10")),
        sale("C3", 3, ("P1", -2, "10")), sale("C4", 4, ("P1", -2, "10")), sale("C5", 5, ("P1", -1, "10")),
    )  # fmt: skip

    assert returns_of(shop) == [("C3", "2", 2000), ("C4", "1", 2000), ("C5", "2", 1000)]
    assert states(shop) == {"1": "part_returned", "2": "returned"}


def test_units_may_come_from_several_lines_of_one_sale() -> None:
    shop = open_shop()
    bring(
        shop,
        sale("1", 1, ("P1", 2, "10"), ("P1", 2, "10"), ("P2", 1, "5")),
        sale("C2", 2, ("P1", -3, "10"), ("P1", -1, "10")),
    )

    assert returns_of(shop) == [("C2", "1", 4000)]
    assert states(shop) == {"1": "part_returned"}


def test_lines_of_different_sales_become_returns_with_numbers_of_their_own() -> None:
    shop = open_shop()
    told = bring(
        shop,
        sale("1", 1, ("P1", 1, "10")), sale("2", 2, ("P2", 1, "20")),
        sale("C3", 3, ("P1", -1, "10"), ("P2", -1, "20"), ("P3", -1, "30")),
    )  # fmt: skip

    assert returns_of(shop) == [("C3", "1", 1000), ("C3/2", "2", 2000), ("C3/3", None, 3000)]
    assert told.new == {"members": 1, "sales": 2, "returns": 2, "loose_returns": 1}


def test_what_fits_no_sale_is_a_return_of_its_own_that_takes_nothing_back() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR, POINTS))
    noa = shop.member("+972525550142")
    bring(
        shop,
        sale("1", 1, ("P1", 20, "10")),
        sale("C2", 2, ("P1", -1, "9")), sale("C3", 3, ("P1", -21, "10")), sale("C4", 4, ("P9", -1, "10")),
        sale("C5", 5, ("P1", -1, "10"), who=""),
    )  # fmt: skip

    assert returns_of(shop) == [("C2", None, 900), ("C3", None, 21_000), ("C4", None, 1000), ("C5", None, 1000)]
    assert (shop.balance(noa), shop.balance(noa, "points")) == ((2000, 0, 0), (200, 0, 0))
    with club_transaction(shop.club.id):
        whose = dict(Receipt.objects.filter(kind="return").values_list("number", "member_id"))
    assert whose["C5"] is None
    assert whose["C2"] is not None


def test_what_is_matched_takes_its_award_along() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR, POINTS))
    noa = shop.member("+972525550142")

    bring(shop, sale("1", 1, ("P1", 20, "10")), sale("C2", 2, ("P1", -15, "10")))

    assert (shop.balance(noa), shop.balance(noa, "points")) == ((0, 0, 0), (50, 0, 0))
    shop.check_books()


def test_a_return_finds_a_sale_that_an_earlier_file_brought() -> None:
    shop = open_shop()
    bring(shop, sale("1", 1, ("P1", 5, "10")))

    bring(shop, sale("C2", 2, ("P1", -5, "10")))

    assert returns_of(shop) == [("C2", "1", 5000)]


def test_the_same_returns_again_are_known_however_they_were_parted() -> None:
    shop = open_shop()
    rows = (
        sale("1", 1, ("P1", 1, "10")), sale("2", 2, ("P2", 1, "20")),
        sale("C3", 3, ("P1", -1, "10"), ("P2", -1, "20"), ("P3", -1, "30")),
    )  # fmt: skip
    bring(shop, *rows)
    before = returns_of(shop)

    again = bring(shop, *rows)
    alone = bring(shop, rows[2])
    other = bring(shop, sale("C3", 3, ("P1", -1, "10")))

    assert (again.counts, alone.counts) == ((5, 0, 5, 0), (3, 0, 3, 0))
    assert other.codes == {1: "receipt_number_taken"}
    assert returns_of(shop) == before


def test_a_named_sale_counts_whatever_price_and_member() -> None:
    shop = open_shop()
    text = NAMED + (
        f"1,2026-10-01,{NOA},P1,5,10,sale,\n2,2026-10-02,{NOA},P1,5,10,sale,\n"
        f"R3,2026-10-03,,P1,2,8,return,1\nR4,2026-10-03,,P1,-1,10,refund,1\n"
    )
    told = bring_in(shop.club, "receipts", text, create_members=True)

    assert not told.rejected
    assert returns_of(shop) == [("R3", "1", 2000), ("R4", "1", 1000)]


PLACED = "receipt,at,branch,till,member,sku,quantity,unit_price,kind,of_receipt\n"
GIL = "0525550143"


@pytest.mark.parametrize(
    ("sales", "back", "goes_to"),
    [
        (["10-01,tlv,,{noa},P1", "10-02,jfa,,{gil},P1"], "10-05,tlv,,,P1", "10-01"),
        (["10-01,tlv,T1,,P1", "10-02,tlv,T2,,P1"], "10-05,tlv,T1,,P1", "10-01"),
        (["10-01,tlv,,{noa},P1", "10-02,jfa,,{gil},P1"], "10-05,,,{noa},P1", "10-01"),
        (["10-01,tlv,,,P1", "10-09,jfa,,,P1"], "10-05,,,,P1", "10-01"),
        (["10-01,tlv,,,P1", "10-02,jfa,,,P2"], "10-05,jfa,,,P1", "10-01"),
        (["10-01,tlv,,{noa},P1", "10-02,jfa,,{noa},P1"], "10-05,,,{noa},P1", None),
        (["10-01,tlv,,,P1", "10-02,jfa,,,P1"], "10-05,,,{noa},P1", None),
    ],
    ids=["its branch", "its till", "its member", "before it", "its goods", "of one member", "nothing told"],
)  # fmt: skip
def test_of_several_sales_of_one_number_the_one_that_fits_best_is_meant(
    sales: list[str], back: str, goes_to: str | None
) -> None:
    shop = open_shop()
    rows = [*(f"17,2026-{one},1,10,sale,\n" for one in sales), f"R1,2026-{back},1,10,return,17\n"]
    text = PLACED + "".join(rows).format(noa=NOA, gil=GIL)

    told = bring_in(shop.club, "receipts", text, create_members=True)

    with club_transaction(shop.club.id):
        met = [row.of_receipt for row in Receipt.objects.filter(kind="return").select_related("of_receipt")]
    assert [f"{one.at:%m-%d}" for one in met if one] == ([goes_to] if goes_to else [])
    assert told.codes == ({} if goes_to else {3: "sale_not_clear"})


def test_a_return_never_takes_off_what_another_branch_sold_under_the_same_number() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa, gil = shop.member("+972525550142"), shop.member("+972525550143")
    text = PLACED + (
        f"17,2026-10-01,tlv,,{NOA},P1,20,10,sale,\n17,2026-10-02,jfa,,{GIL},P1,20,10,sale,\n"
        f"R1,2026-10-03,tlv,,{NOA},P1,20,10,return,17\nR2,2026-10-04,tlv,,,P1,1,10,return,17\n"
    )

    told = bring_in(shop.club, "receipts", text)

    assert told.codes == {4: "more_than_bought"}
    assert (shop.balance(noa), shop.balance(gil)) == ((0, 0, 0), (2000, 0, 0))


def test_a_return_that_stands_before_its_sale_in_the_file_waits_for_it() -> None:
    shop = open_shop()
    text = NAMED + f"R1,2026-10-01 11:00,{NOA},P1,1,10,return,2\n2,2026-10-01 10:00,{NOA},P1,5,10,sale,\n"

    bring_in(shop.club, "receipts", text, create_members=True)

    assert returns_of(shop) == [("R1", "2", 1000)]


def test_more_than_was_bought_of_a_named_sale_is_refused() -> None:
    shop = open_shop()
    text = NAMED + (
        "1,2026-10-01,,P1,5,10,sale,\nR2,2026-10-02,,P1,4,10,return,1\n"
        "R3,2026-10-03,,P1,2,10,return,1\nR3,2026-10-03,,P1,1,10,return,1\nR4,2026-10-04,,P2,1,10,return,1\n"
    )
    told = bring_in(shop.club, "receipts", text)

    assert told.codes == {3: "more_than_bought", 4: "with_its_receipt", 5: "more_than_bought"}
    assert returns_of(shop) == [("R2", "1", 4000)]


def test_a_named_sale_that_nobody_knows_leaves_the_return_to_be_matched() -> None:
    shop = open_shop()
    text = (
        NAMED
        + f"1,2026-10-01,{NOA},P1,5,10,sale,\nR2,2026-10-02,{NOA},P1,1,10,return,999\nR3,2026-10-02,,P1,1,10,return,999\n"
    )

    bring_in(shop.club, "receipts", text, create_members=True)

    assert returns_of(shop) == [("R2", "1", 1000), ("R3", None, 1000)]


def test_sales_and_returns_of_one_number_are_parted() -> None:
    shop = open_shop()
    bring(shop, sale("1", 1, ("P1", 5, "10")), sale("2", 2, ("P1", -1, "10"), ("P2", 1, "25")))

    assert returns_of(shop) == [("2", "1", 1000)]
    assert states(shop) == {"1": "part_returned", "2": "whole"}


def test_where_returns_have_numbers_of_their_own_other_rows_below_zero_are_stock() -> None:
    shop = open_shop()
    told = bring_in(
        shop.club, "receipts", HEAD + sale("1", 1, ("P1", -5, "10")) + sale("C2", 2, ("P1", -5, "10")) + sale("C3", 2, ("P1", 5, "10")),
        returns_begin_with="C", create_members=True,
    )  # fmt: skip

    assert told.codes == {1: "units_below_zero", 3: "return_above_zero"}
    assert returns_of(shop) == [("C2", None, 5000)]


@pytest.mark.parametrize(
    ("word", "kind"),
    [("sale", "sale"), ("Refund", "return"), ("החזרה", "return"), ("برگشت", "return"), ("מכירה", "sale"), ("", "sale")],
)
def test_the_kind_may_be_said_in_three_languages(word: str, kind: str) -> None:
    shop = open_shop()

    bring_in(shop.club, "receipts", NAMED + f"1,2026-10-01,,P1,5,10,{word},\n")

    with club_transaction(shop.club.id):
        assert Receipt.objects.get().kind == kind


def test_a_return_takes_a_till_and_branch_of_its_own() -> None:
    shop = open_shop()
    head = "receipt,at,branch,till,employee,member,sku,quantity,unit_price\n"
    text = (
        head
        + f"1,2026-10-01,tlv,T1,e1,{NOA},P1,5,10\nR1,2026-10-02,jfa,T9,,{NOA},P1,-1,10\nR2,2026-10-02,jfa,T9,,,P1,-1,10\n"
    )

    bring_in(shop.club, "receipts", text, create_members=True)
    again = bring_in(shop.club, "receipts", text, create_members=True)

    assert again.counts == (3, 0, 3, 0)
    with club_transaction(shop.club.id):
        sale_, *back = Receipt.objects.order_by("number")
    assert {row.branch_id for row in back} != {sale_.branch_id}
    assert len({row.till_id for row in back}) == 1
    assert returns_of(shop) == [("R1", "1", 1000), ("R2", None, 1000)]
