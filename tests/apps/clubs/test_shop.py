"""Branches, employees and tills: what their codes stand for."""

import pytest

from moadon.apps.audit import queries as audit
from moadon.apps.clubs import actions, queries
from moadon.apps.clubs.types import SYSTEM, ClubInfo
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, watching
from tests.apps.people import open_branch


def test_codes_stand_for_what_the_club_has(club: ClubInfo) -> None:
    tlv, jer = open_branch(club, "tlv"), open_branch(club, "jer")
    actions.add_employee(club=club, code="e1", name="Noa", branch_id=tlv, actor=SYSTEM)
    for branch in (tlv, jer, None):
        actions.add_till(club=club, code="T1", branch_id=branch, actor=SYSTEM)

    with club_transaction(club.id):
        shop = queries.shop_by_codes(
            ["tlv", "jer", "haifa"], [("tlv", "T1"), ("jer", "T1"), (None, "T1"), ("jer", "T2")], ["e1", "e2"]
        )

    assert {code: branch.id for code, branch in shop.branches.items()} == {"tlv": tlv, "jer": jer}
    assert [(one.code, one.branch_id) for one in shop.employees.values()] == [("e1", tlv)]
    assert shop.tills.keys() == {("tlv", "T1"), ("jer", "T1"), (None, "T1")}
    assert len(set(shop.tills.values())) == 3


def test_codes_of_another_club_stand_for_nothing(club: ClubInfo, other: ClubInfo) -> None:
    open_branch(other, "tlv")

    with club_transaction(club.id):
        assert queries.shop_by_codes(["tlv"], [], []).branches == {}


def test_any_number_of_codes_is_one_statement(club: ClubInfo) -> None:
    with club_transaction(club.id), watching() as told:
        queries.shop_by_codes([], [], [])
        queries.shop_by_codes(map(str, range(500)), [(str(i), "T") for i in range(500)], map(str, range(500)))

    assert len(told) == 2


def test_tills_that_are_missing_are_made_once(club: ClubInfo) -> None:
    open_branch(club, "tlv")
    wanted = [("tlv", "T1"), (None, "T1"), ("tlv", "T1"), ("haifa", "T1")]

    with club_transaction(club.id):
        shop = queries.shop_by_codes(["tlv"], [], [])
        first = actions.make_tills(club.id, shop, wanted)
        again = actions.make_tills(club.id, shop, wanted)

    assert first == again
    assert first.keys() == {("tlv", "T1"), (None, "T1")}


def test_a_change_is_logged_with_what_was_before(club: ClubInfo) -> None:
    branch = open_branch(club)

    actions.edit_branch(club=club, branch_id=branch, changes={"name": "Port"}, actor=SYSTEM)

    with club_transaction(club.id):
        deed = audit.deeds(club.id)[0]
    assert (deed.action, deed.subject, deed.before, deed.after) == (
        "branch.edited",
        "tlv",
        {"name": "TLV"},
        {"name": "Port"},
    )


def test_a_branch_of_another_club_cannot_be_touched(club: ClubInfo, other: ClubInfo) -> None:
    theirs = open_branch(other)

    with pytest.raises(Refused) as changed:
        actions.edit_branch(club=club, branch_id=theirs, changes={"name": "Mine"}, actor=SYSTEM)
    with pytest.raises(Refused) as hired:
        actions.add_employee(club=club, code="e1", name="Noa", branch_id=theirs, actor=SYSTEM)

    assert (changed.value.status, hired.value.code) == (404, "unknown_branch")


def test_a_code_that_is_taken_leaves_everything_as_it_was(club: ClubInfo) -> None:
    open_branch(club, "tlv")
    other = open_branch(club, "jer")

    with pytest.raises(Refused) as refused:
        actions.edit_branch(club=club, branch_id=other, changes={"code": "tlv", "name": "Both"}, actor=SYSTEM)

    assert (refused.value.code, refused.value.field, refused.value.status) == ("code_taken", "code", 409)
    with club_transaction(club.id):
        assert [(row.code, row.edition) for row in queries.branches(club)] == [("jer", 1), ("tlv", 1)]
