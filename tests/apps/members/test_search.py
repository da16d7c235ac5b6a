"""Members are found as they are typed: names in three scripts, numbers whole or by the endings that people say."""

from typing import Any

import pytest

from moadon.apps.clubs.types import SYSTEM, ClubInfo
from moadon.apps.members import actions, queries
from moadon.apps.members.types import NewMember
from moadon.store import club_transaction

PEOPLE = {
    "dana": NewMember(phone="052-555-9001", first_name="Dana", last_name="Bar-Lev", email="dana.b@example.com"),
    "shalom": NewMember(phone="054-777-1234", first_name="שָׁלוֹם", last_name="כהן", card="AB-1200"),
    "reza": NewMember(phone="+98 912 345 6789", first_name="علی\u200cرضا", last_name="كريمي"),
    "jose": NewMember(email="jose@example.org", first_name="José", last_name="O’Neil", external_id="shop/77"),
}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("d", {"dana"}),
        ("DANA", {"dana"}),
        ("dana bar", {"dana"}),
        ("bar-l", {"dana"}),
        ("lev", {"dana"}),
        ("levi", set()),
        ("dana cohen", set()),
        ("שלום", {"shalom"}),
        ("שלו", {"shalom"}),
        ("כהנ", {"shalom"}),
        ("علی", {"reza"}),
        ("علي رضا", {"reza"}),
        ("علیرضا", {"reza"}),
        ("رضا", {"reza"}),
        ("کریمی", {"reza"}),
        ("jose", {"jose"}),
        ("oneil", {"jose"}),
        ("o'n", {"jose"}),
        ("0525559001", {"dana"}),
        ("052 555-90.01", {"dana"}),
        ("525559001", {"dana"}),
        ("+972 52 555 9001", {"dana"}),
        ("00972525559001", {"dana"}),
        ("۰۵۲۵۵۵۹۰۰۱", {"dana"}),
        ("٠٥٢٥٥٥٩٠٠١", {"dana"}),
        ("09123456789", {"reza"}),
        ("989123456789", {"reza"}),
        ("dana 9001", {"dana"}),
        ("dana.b@example.com", {"dana"}),
        ("Dana.B", {"dana"}),
        ("dana.b@example", set()),
        ("example.com", set()),
        ("052-555", set()),
        ("052 555 90", set()),
        ("525559", set()),
        ("+97252", set()),
        ("00972 52 555", set()),
        ("9001", {"dana"}),
        ("5559001", {"dana"}),
        ("۰۵۲۵۵۵", set()),
        ("1234", {"shalom"}),
        ("0912", set()),
        ("+98912", set()),
        ("6789", {"reza"}),
        ("ab1200", {"shalom"}),
        ("AB-12", {"shalom"}),
        ("ab 1200", {"shalom"}),
        ("dana.b@", {"dana"}),
        ("JOSE@EXAMPLE.ORG", {"jose"}),
        ("shop/77", {"jose"}),
        ("shop7", {"jose"}),
        ("777", set()),
        ("", set()),
        ("  ", set()),
        ("--", set()),
        ("%", set()),
        ("_", set()),
        ("'", set()),
        ("\\", set()),
    ],
)
def test_what_is_typed_finds(club: ClubInfo, typed: str, found: set[str], people: dict[int, str]) -> None:
    with club_transaction(club.id):
        assert {people[member.pk] for member in queries.search(club, typed)} == found


def test_others_members_are_not_found(club: ClubInfo, other: ClubInfo, people: dict[int, str]) -> None:
    with club_transaction(other.id):
        assert list(queries.search(other, "dana")) == []


def test_the_search_is_served_by_an_index_behind_the_walls(club: ClubInfo, database: Any) -> None:
    rows = [NewMember(phone=f"05255{n:05}", first_name=f"Name{n}") for n in range(3000)]
    actions.add_members(club=club, rows=rows)
    database.admin.execute("ANALYZE members_word, members_member")

    with club_transaction(club.id):
        plan = queries.search(club, "name1234").explain()

    conditions = [line for line in plan.splitlines() if "Index Cond" in line]
    assert "Seq Scan" not in plan
    assert any("word >= 'name1234'" in condition for condition in conditions), plan


@pytest.fixture
def people(club: ClubInfo) -> dict[int, str]:
    rows = {name: actions.add_member(club=club, new=new, actor=SYSTEM).pk for name, new in PEOPLE.items()}
    return {row: name for name, row in rows.items()}
