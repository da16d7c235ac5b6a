"""Members: taken in once, known by many names, changed with a trace that tells nothing about them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from moadon.apps.audit import queries as audit
from moadon.apps.clubs.types import SYSTEM, ClubInfo
from moadon.apps.members import actions, queries
from moadon.apps.members.types import MemberRef, NewMember, Status, Taken
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, watching
from tests.apps.people import facts_of, new_club, open_branch

DANA = NewMember(
    phone="052-555-9001", email="dana@example.com", first_name="Dana", last_name="Levi", card="C-100", external_id="x-1"
)


def _add(club: ClubInfo, **details: Any) -> int:
    return actions.add_member(club=club, new=NewMember(**details), actor=SYSTEM).pk


def _facts(club: ClubInfo) -> list[tuple[str, object]]:
    return [(fact.name, fact.data) for fact in facts_of(club)]


def test_a_member_is_taken_in_with_a_fact_and_a_deed_that_name_nobody(club: ClubInfo) -> None:
    branch = open_branch(club)

    member = actions.add_member(
        club=club, new=NewMember(phone="052-555-9001", first_name="Dana", branch_id=branch), actor=SYSTEM
    )

    assert (member.phone, member.status, member.edition) == ("+972525559001", Status.ACTIVE, 1)
    assert _facts(club) == [("MemberJoined", {"branch_id": branch})]
    with club_transaction(club.id):
        deed = audit.deeds(club.id)[0]
    assert (deed.action, deed.subject) == ("member.added", public_id("mbr", member.pk))
    assert "Dana" not in f"{deed.before}{deed.after}"


@pytest.mark.parametrize(
    ("same", "code"),
    [
        ({"phone": "+972 52-555-9001"}, "phone_taken"),
        ({"email": "DANA@example.com"}, "email_taken"),
        ({"card": "c100"}, "card_taken"),
        ({"external_id": "x-1"}, "external_id_taken"),
    ],
)
def test_an_identifier_is_one_members(club: ClubInfo, same: dict[str, str], code: str) -> None:
    actions.add_member(club=club, new=DANA, actor=SYSTEM)

    with pytest.raises(Refused) as refused:
        _add(club, **same)

    assert (refused.value.code, refused.value.status) == (code, 409)


@pytest.mark.parametrize(
    ("details", "codes"),
    [
        ({"first_name": "Dana"}, {"no_identifier"}),
        ({"phone": "12"}, {"phone_too_short"}),
        ({"email": "x", "card": "!"}, {"email_not_valid", "card_not_valid"}),
        ({"card": "C100", "birth_date": date(2100, 1, 1)}, {"birth_date_not_possible"}),
        ({"card": "C100", "birth_date": date(1800, 1, 1)}, {"birth_date_not_possible"}),
        ({"card": "C100", "language": "de"}, {"unknown_language"}),
        ({"card": "C100", "first_name": "x" * 101}, {"too_long"}),
        ({"card": "C100", "joined_at": datetime(2100, 1, 1, tzinfo=UTC)}, {"not_yet"}),
    ],
)
def test_a_member_that_cannot_be(club: ClubInfo, details: dict[str, Any], codes: set[str]) -> None:
    with pytest.raises(Refused) as refused:
        _add(club, **details)

    assert {one.code for one in getattr(refused.value, "refusals", (refused.value,))} == codes


def test_who_signed_them_up_is_the_clubs_own(club: ClubInfo, other: ClubInfo) -> None:
    with pytest.raises(Refused) as refused:
        _add(club, phone="052-555-9001", branch_id=open_branch(other))

    assert refused.value.code == "unknown_branch"


class TestChanges:
    def test_are_told_by_field_and_not_by_value(self, club: ClubInfo) -> None:
        member = actions.add_member(club=club, new=DANA, actor=SYSTEM).pk

        actions.edit_member(club=club, member_id=member, changes={"last_name": "Cohen", "email": None}, actor=SYSTEM)

        assert _facts(club)[-1] == ("MemberEdited", {"fields": ["email", "last_name"]})
        with club_transaction(club.id):
            deed = audit.deeds(club.id)[0]
        assert (deed.before, deed.after) == (None, {"fields": ["email", "last_name"]})

    def test_are_found_by_at_once(self, club: ClubInfo) -> None:
        member = actions.add_member(club=club, new=DANA, actor=SYSTEM).pk

        actions.edit_member(club=club, member_id=member, changes={"last_name": "Cohen"}, actor=SYSTEM)

        with club_transaction(club.id):
            assert [queries.search(club, text).count() for text in ("levi", "cohen", "dana")] == [0, 1, 1]

    def test_of_an_old_edition_are_refused(self, club: ClubInfo) -> None:
        member = actions.add_member(club=club, new=DANA, actor=SYSTEM).pk
        actions.edit_member(club=club, member_id=member, changes={"last_name": "Cohen"}, edition=1, actor=SYSTEM)

        with pytest.raises(Refused) as refused:
            actions.edit_member(club=club, member_id=member, changes={"last_name": "Tal"}, edition=1, actor=SYSTEM)

        assert (refused.value.code, refused.value.status) == ("edition_differs", 412)

    def test_that_change_nothing_leave_no_trace(self, club: ClubInfo) -> None:
        member = actions.add_member(club=club, new=DANA, actor=SYSTEM).pk
        before = _facts(club)

        same = actions.edit_member(club=club, member_id=member, changes={"phone": "0525559001"}, actor=SYSTEM)

        assert (same.edition, _facts(club)) == (1, before)

    def test_of_a_stranger_are_refused(self, club: ClubInfo, other: ClubInfo) -> None:
        member = actions.add_member(club=other, new=DANA, actor=SYSTEM).pk

        with pytest.raises(Refused) as refused:
            actions.edit_member(club=club, member_id=member, changes={"last_name": "Mine"}, actor=SYSTEM)

        assert refused.value.status == 404

    def test_end_and_resume_a_membership(self, club: ClubInfo) -> None:
        member = actions.add_member(club=club, new=DANA, actor=SYSTEM).pk

        ended = actions.end_membership(club=club, member_id=member, actor=SYSTEM)
        resumed = actions.edit_member(club=club, member_id=member, changes={"status": "active"}, actor=SYSTEM)

        assert (ended.status, ended.ended_at is None) == (Status.ENDED, False)
        assert (resumed.status, resumed.ended_at) == (Status.ACTIVE, None)
        assert [name for name, _ in _facts(club)] == ["MemberJoined", "MembershipEnded", "MembershipResumed"]


class TestManyAtOnce:
    def test_each_row_has_its_outcome_in_order(self, club: ClubInfo) -> None:
        known = actions.add_member(club=club, new=DANA, actor=SYSTEM).pk
        rows = [
            NewMember(phone="052-555-9002"),
            NewMember(phone="12"),
            NewMember(card="C100"),
            NewMember(phone="0525559002", first_name="Again"),
            NewMember(phone="052-555-9002", card="C-100"),
            NewMember(),
        ]

        first, faulty, was_there, twice, both, nobody = actions.add_members(club=club, rows=rows)

        assert first == Taken(getattr(first, "member_id", 0))
        assert was_there == Taken(known, known=True)
        assert twice == Taken(getattr(first, "member_id", 0), known=True)
        assert isinstance(faulty, Refused)
        assert isinstance(nobody, Refused)
        assert isinstance(both, Refused)
        assert both.code == "identifiers_of_several"

    def test_the_same_rows_again_change_nothing(self, club: ClubInfo) -> None:
        rows = [NewMember(phone=f"05255590{n:02}", first_name=f"N{n}") for n in range(20)]
        first = actions.add_members(club=club, rows=rows)
        facts = _facts(club)

        again = actions.add_members(club=club, rows=rows)

        assert [getattr(one, "member_id", 0) for one in again] == [getattr(one, "member_id", 0) for one in first]
        assert all(isinstance(one, Taken) and one.known for one in again)
        assert _facts(club) == facts

    def test_their_number_costs_no_statement(self, club: ClubInfo) -> None:
        def statements(rows: list[NewMember]) -> int:
            with watching() as told:
                actions.add_members(club=club, rows=rows)
            return len(told)

        counts = {statements([NewMember(phone=f"0525{n:02}{i:04}") for i in range(n)]) for n in (0, 1, 50)}

        assert len(counts) == 1

    def test_they_keep_when_they_joined_and_are_found(self, club: ClubInfo) -> None:
        joined = datetime(2019, 5, 1, tzinfo=UTC)
        rows = [NewMember(phone="052-555-9001", first_name="Dana", joined_at=joined, source="file")]

        actions.add_members(club=club, rows=rows)

        with club_transaction(club.id):
            member = queries.search(club, "dan").get()
        assert (member.joined_at, member.source) == (joined, "file")

    def test_they_leave_as_of_a_moment_but_not_before_they_came(self, club: ClubInfo) -> None:
        came = datetime(2019, 5, 1, tzinfo=UTC)
        rows = [NewMember(phone=f"052-555-900{n}", joined_at=came) for n in (1, 2)]
        one, two = (getattr(taken, "member_id", 0) for taken in actions.add_members(club=club, rows=rows))

        gone = actions.end_memberships(club=club, ended={one: came + timedelta(days=9), two: came - timedelta(days=9)})

        with club_transaction(club.id):
            ends = dict(queries.members(club).values_list("id", "ended_at"))
        assert (gone, ends) == (1, {one: came + timedelta(days=9), two: None})


class TestReferences:
    def test_name_a_member_in_any_habit_by_one_statement(self, club: ClubInfo) -> None:
        member = actions.add_member(club=club, new=DANA, actor=SYSTEM).pk
        refs = [
            MemberRef("phone", "052 555 9001"), MemberRef("phone", "۰۵۲۵۵۵۹۰۰۱"), MemberRef("card", "c-100"),
            MemberRef("email", " Dana@Example.com"), MemberRef("external_id", "x-1"),
            MemberRef("id", public_id("mbr", member)), MemberRef("any", "+972525559001"), MemberRef("any", "C100"),
            MemberRef("any", "x-1"),
        ]  # fmt: skip

        with club_transaction(club.id), watching() as told:
            found = queries.find_refs(club, refs)

        assert {ref: seen.id for ref, seen in found.items()} == dict.fromkeys(refs, member)
        assert len(told) == 1

    def test_that_fit_nobody_are_left_out(self, club: ClubInfo, other: ClubInfo) -> None:
        theirs = actions.add_member(club=other, new=DANA, actor=SYSTEM).pk
        refs = [
            MemberRef("phone", "052 555 9001"), MemberRef("phone", "x"), MemberRef("id", "mbr_x"),
            MemberRef("id", public_id("mbr", theirs)), MemberRef("any", ""), MemberRef("card", "\x00"),
        ]  # fmt: skip

        with club_transaction(club.id):
            assert queries.find_refs(club, refs) == {}
            assert queries.find_refs(club, []) == {}

    def test_are_phones_before_cards_before_other_systems(self, club: ClubInfo) -> None:
        by_phone = _add(club, phone="052-555-9001")
        by_card = _add(club, card="0525559001")
        _add(club, external_id="0525559001")
        only = _add(club, external_id="0525559002")

        with club_transaction(club.id):
            found = queries.find_refs(club, [MemberRef("any", "0525559001"), MemberRef("any", "0525559002")])

        assert [seen.id for seen in found.values()] == [by_phone, only]
        assert by_card not in {seen.id for seen in found.values()}

    def test_of_those_who_left_say_so(self, club: ClubInfo) -> None:
        member = actions.add_member(club=club, new=DANA, actor=SYSTEM).pk
        actions.end_membership(club=club, member_id=member, actor=SYSTEM)

        with club_transaction(club.id):
            (seen,) = queries.find_refs(club, [MemberRef("card", "C100")]).values()

        assert (seen.id, seen.active) == (member, False)


def test_phones_are_read_as_people_of_the_clubs_country_dial_them(db: None) -> None:
    tehran = new_club("IRR", "Asia/Tehran")

    member = actions.add_member(club=tehran, new=NewMember(phone="۰۹۱۲ ۳۴۵ ۶۷۸۹"), actor=SYSTEM)

    assert member.phone == "+989123456789"
