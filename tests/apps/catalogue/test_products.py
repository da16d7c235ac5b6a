"""Goods: listed by the club or first seen on receipts, many in a few statements."""

from dataclasses import replace

import pytest

from moadon.apps.catalogue import actions, queries
from moadon.apps.catalogue.types import Listed, NewProduct, UnknownProduct
from moadon.apps.clubs.types import SYSTEM, ClubInfo
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, watching

JEANS = NewProduct("J1", "Jeans", "jeans", "acme", unit_cost=610_000, unit_price=1_499_000, tax_rate=1800)


def _known(club: ClubInfo, *skus: str) -> dict[str, object]:
    with club_transaction(club.id):
        return dict(queries.products_by_sku(skus))


def test_a_product_is_told_with_its_path_own_category_first(club: ClubInfo) -> None:
    for code, parent in (("clothes", None), ("trousers", "clothes"), ("jeans", "trousers")):
        actions.add_category(club=club, code=code, parent=parent, actor=SYSTEM)
    actions.add_product(club=club, new=JEANS, actor=SYSTEM)

    with club_transaction(club.id), watching() as told:
        found = queries.products_by_sku(["J1", "none"])

    assert [p.categories for p in found.values()] == [("jeans", "trousers", "clothes")]
    assert (found["J1"].unit_cost, found["J1"].tax_rate, found["J1"].brand) == (610_000, 1800, "acme")
    assert len(told) == 1


def test_paths_of_categories_by_code(club: ClubInfo) -> None:
    actions.add_category(club=club, code="clothes", actor=SYSTEM)
    actions.add_category(club=club, code="jeans", parent="clothes", actor=SYSTEM)

    with club_transaction(club.id):
        assert queries.category_paths(["jeans", "clothes", "none"]) == {
            "jeans": ("jeans", "clothes"),
            "clothes": ("clothes",),
        }


def test_another_clubs_goods_are_unknown(club: ClubInfo, other: ClubInfo) -> None:
    actions.add_product(club=other, new=JEANS, actor=SYSTEM)

    assert _known(club, "J1") == {}


class TestSeenOnAReceipt:
    def test_they_are_listed_as_the_receipt_says_and_wait_for_completion(self, club: ClubInfo) -> None:
        actions.add_category(club=club, code="clothes", actor=SYSTEM)
        seen = [UnknownProduct("J1", "Jeans", "clothes", "acme", 1, 2), UnknownProduct("M1", category="mugs")]

        with club_transaction(club.id):
            found = actions.take_unknown(club.id, seen)
            rows = {row.sku: row for row in queries.products(club)}

        assert (found["J1"].name, found["J1"].categories) == ("Jeans", ("clothes",))
        assert (found["M1"].name, found["M1"].categories) == ("", ("mugs",))
        assert all(row.incomplete for row in rows.values())
        assert (rows["J1"].unit_cost, rows["J1"].unit_price) == (1, 2)

    def test_the_first_description_counts_and_what_is_listed_stays(self, club: ClubInfo) -> None:
        actions.add_product(club=club, new=JEANS, actor=SYSTEM)

        with club_transaction(club.id):
            found = actions.take_unknown(
                club.id, [UnknownProduct("J1", "Other"), UnknownProduct("M1", "Mug"), UnknownProduct("M1", "Cup")]
            )

        assert (found["J1"].name, found["M1"].name) == ("Jeans", "Mug")

    def test_their_number_costs_no_statement(self, club: ClubInfo) -> None:
        def statements(many: int) -> int:
            with club_transaction(club.id), watching() as told:
                actions.take_unknown(
                    club.id, [UnknownProduct(f"{many}-{i}", category=f"c{i % 3}") for i in range(many)]
                )
            return len(told)

        assert {statements(n) for n in (0, 1, 100)} == {2}


class TestAList:
    def test_adds_what_is_new_and_completes_what_is_known(self, club: ClubInfo) -> None:
        with club_transaction(club.id):
            actions.take_unknown(club.id, [UnknownProduct("J1", "?", "odd")])

        outcomes = actions.list_products(club=club, rows=[JEANS, NewProduct("M1", "Mug")])

        assert [getattr(one, "known", None) for one in outcomes] == [False, False]
        with club_transaction(club.id):
            rows = {row.sku: row for row in queries.products(club)}
        assert (rows["J1"].name, rows["J1"].incomplete) == ("Jeans", False)
        assert rows["J1"].category is not None
        assert rows["J1"].category.code == "jeans"

    def test_twice_changes_nothing(self, club: ClubInfo) -> None:
        rows = [JEANS, NewProduct("M1", "Mug")]
        actions.list_products(club=club, rows=rows)

        again = actions.list_products(club=club, rows=rows)

        assert [isinstance(one, Listed) and one.known for one in again] == [True, True]
        with club_transaction(club.id):
            assert {row.edition for row in queries.products(club)} == {1}

    def test_leaves_what_it_does_not_say(self, club: ClubInfo) -> None:
        actions.list_products(club=club, rows=[JEANS])

        actions.list_products(club=club, rows=[NewProduct("J1", unit_cost=5)])

        with club_transaction(club.id):
            row = queries.products(club).get()
        assert (row.name, row.brand, row.unit_price, row.unit_cost, row.edition) == ("Jeans", "acme", 1_499_000, 5, 2)

    def test_refuses_a_faulty_row_alone(self, club: ClubInfo) -> None:
        faulty = [NewProduct(""), replace(JEANS, tax_rate=10_001), replace(JEANS, unit_cost=-1)]

        outcomes = actions.list_products(club=club, rows=[*faulty, NewProduct("M1")])

        assert [isinstance(one, Refused) for one in outcomes] == [True, True, True, False]
        assert _known(club, "J1", "M1").keys() == {"M1"}

    def test_of_any_length_takes_the_same_statements(self, club: ClubInfo) -> None:
        def statements(many: int) -> int:
            with watching() as told:
                actions.list_products(club=club, rows=[NewProduct(f"{many}-{i}") for i in range(many)])
            return len(told)

        assert len({statements(n) for n in (0, 1, 100)}) == 1

    def test_lets_the_last_of_two_rows_count(self, club: ClubInfo) -> None:
        first, last = actions.list_products(club=club, rows=[NewProduct("M1", "Mug"), NewProduct("M1", "Cup")])

        assert first == last
        with club_transaction(club.id):
            assert queries.products(club).get().name == "Cup"


class TestTheTree:
    def test_hangs_a_category_with_all_below_it_elsewhere(self, club: ClubInfo) -> None:
        for code, parent in (("a", None), ("b", "a"), ("c", "b"), ("d", None)):
            actions.add_category(club=club, code=code, parent=parent, actor=SYSTEM)

        actions.edit_category(club=club, code="b", changes={"parent": "d"}, actor=SYSTEM)

        with club_transaction(club.id):
            assert queries.category_paths(["c"]) == {"c": ("c", "b", "d")}

    @pytest.mark.parametrize("parent", ["a", "b", "c"])
    def test_has_no_circle(self, club: ClubInfo, parent: str) -> None:
        for code, above in (("a", None), ("b", "a"), ("c", "b")):
            actions.add_category(club=club, code=code, parent=above, actor=SYSTEM)

        with pytest.raises(Refused) as refused:
            actions.edit_category(club=club, code="a", changes={"parent": parent}, actor=SYSTEM)

        assert refused.value.code == "category_cycle"

    def test_has_an_end_also_for_what_is_moved(self, club: ClubInfo) -> None:
        above: str | None = None
        for level in range(12):
            actions.add_category(club=club, code=f"x{level}", parent=above, actor=SYSTEM)
            above = f"x{level}"
        for code, parent in (("a", None), ("b", "a"), ("c", "b"), ("d", "c"), ("e", "d")):
            actions.add_category(club=club, code=code, parent=parent, actor=SYSTEM)

        actions.edit_category(club=club, code="b", changes={"parent": above}, actor=SYSTEM)
        with pytest.raises(Refused) as refused:
            actions.add_category(club=club, code="f", parent="e", actor=SYSTEM)

        assert refused.value.code == "category_too_deep"
