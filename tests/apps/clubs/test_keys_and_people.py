"""Keys and people: who calls, who signs in, and as what."""

from typing import Any

import pytest

from moadon.apps.audit import queries as audit
from moadon.apps.clubs import actions, queries
from moadon.apps.clubs.permissions import OF_ROLE, OF_SCOPE, OF_THE_CLUB, May, role_may, scope_may
from moadon.apps.clubs.recent import HALF, SECONDS, Recent
from moadon.apps.clubs.types import SYSTEM, ClubInfo, Role, Scope
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.apps.people import open_branch

PASSWORD = "correct horse battery"


def test_a_key_is_known_by_its_secret_alone(club: ClubInfo, database: Any) -> None:
    branch = open_branch(club)
    made = actions.make_key(club=club, scope="till", branch_id=branch, name="Till 1", actor=SYSTEM)

    found = queries.key_by_secret(made.secret)

    assert found is not None
    assert (found.club_id, found.scope, found.branch_id, found.branch_code) == (club.id, Scope.TILL, branch, "tlv")
    assert queries.key_by_secret(made.secret + "x") is None
    (row,) = database.admin.execute("SELECT * FROM clubs_key").fetchall()
    assert not any(made.secret in str(value) for value in row)


def test_a_revoked_key_is_nobody(club: ClubInfo) -> None:
    made = actions.make_key(club=club, scope="all", actor=SYSTEM)
    queries.key_by_secret(made.secret)

    actions.revoke_key(club=club, key_id=made.id, actor=SYSTEM)

    assert queries.key_by_secret(made.secret) is None


class TestAnotherSecret:
    def test_does_beside_the_one_before_for_as_long_as_said(self, club: ClubInfo, database: Any) -> None:
        first = actions.make_key(club=club, scope="till", name="Till 1", actor=SYSTEM)
        assert queries.key_by_secret(first.secret) is not None

        second = actions.renew_key(club=club, key_id=first.id, old_hours=24, actor=SYSTEM)
        both = [queries.key_by_secret(one.secret) for one in (first, second)]
        database.admin.execute("update clubs_key set old_until = now() - interval '1 second'")
        queries.forget_recent()
        after = [queries.key_by_secret(one.secret) for one in (first, second)]

        assert [key and key.id for key in both] == [first.id, first.id]
        assert [key and key.id for key in after] == [None, first.id]

    def test_ends_the_one_before_at_once_where_no_time_is_given(self, club: ClubInfo) -> None:
        first = actions.make_key(club=club, scope="all", actor=SYSTEM)
        actions.renew_key(club=club, key_id=first.id, old_hours=0, actor=SYSTEM)

        assert queries.key_by_secret(first.secret) is None

    def test_a_third_ends_the_first(self, club: ClubInfo) -> None:
        made = [actions.make_key(club=club, scope="all", actor=SYSTEM)]
        made += [actions.renew_key(club=club, key_id=made[0].id, actor=SYSTEM) for _ in range(2)]

        assert [queries.key_by_secret(one.secret) is not None for one in made] == [False, True, True]

    def test_both_end_with_the_key(self, club: ClubInfo) -> None:
        first = actions.make_key(club=club, scope="all", actor=SYSTEM)
        second = actions.renew_key(club=club, key_id=first.id, actor=SYSTEM)
        actions.revoke_key(club=club, key_id=first.id, actor=SYSTEM)

        assert [queries.key_by_secret(one.secret) for one in (first, second)] == [None, None]
        with pytest.raises(Refused, match="unknown_id"):
            actions.renew_key(club=club, key_id=first.id, actor=SYSTEM)

    def test_is_not_for_a_key_of_another_club_nor_for_ever(self, club: ClubInfo, other: ClubInfo) -> None:
        made = actions.make_key(club=club, scope="all", actor=SYSTEM)

        for where, hours, code in ((other, 1, "unknown_id"), (club, 2161, "not_between"), (club, -1, "not_between")):
            with pytest.raises(Refused, match=code):
                actions.renew_key(club=where, key_id=made.id, old_hours=hours, actor=SYSTEM)
        assert queries.key_by_secret(made.secret) is not None


def test_when_a_key_was_last_used_is_noted_once_in_a_quarter_of_an_hour(club: ClubInfo, database: Any) -> None:
    made = actions.make_key(club=club, scope="all", actor=SYSTEM)

    def used() -> Any:
        queries.forget_recent()
        queries.key_by_secret(made.secret)
        return database.admin.execute("select used_at from clubs_key").fetchone()[0]

    first, again = used(), used()
    database.admin.execute("update clubs_key set used_at = now() - interval '16 minutes'")
    later = used()

    assert first == again
    assert later > first


def test_a_key_of_another_club_cannot_be_revoked(club: ClubInfo, other: ClubInfo) -> None:
    made = actions.make_key(club=club, scope="all", actor=SYSTEM)

    with pytest.raises(Refused) as refused:
        actions.revoke_key(club=other, key_id=made.id, actor=SYSTEM)

    assert refused.value.status == 404


def test_a_key_needs_a_scope_and_a_branch_of_its_own_club(club: ClubInfo, other: ClubInfo) -> None:
    theirs = open_branch(other)

    with pytest.raises(Refused) as scope:
        actions.make_key(club=club, scope="root", actor=SYSTEM)
    with pytest.raises(Refused) as branch:
        actions.make_key(club=club, scope="till", branch_id=theirs, actor=SYSTEM)
    assert (scope.value.code, branch.value.code) == ("unknown_scope", "unknown_branch")


def test_what_was_looked_up_is_kept_for_a_moment() -> None:
    now = [100.0]
    recent: Recent[str, int] = Recent(size=2, clock=lambda: now[0])
    recent.keep("a", 1)
    fresh = recent.get("a")
    now[0] += SECONDS
    old = recent.get("a")

    assert (fresh, old) == (1, None)


def test_one_caller_is_told_in_time_to_look_it_up_again() -> None:
    now = [100.0]
    recent: Recent[str, int] = Recent(clock=lambda: now[0])
    recent.keep("a", 1)
    young = recent.grows_old("a")
    now[0] += HALF
    told = [recent.grows_old("a") for _ in range(3)]
    recent.keep("a", 2)
    again = recent.grows_old("a")
    now[0] += HALF

    assert (young, told, again) == (False, [True, False, False], False)
    assert (recent.grows_old("a"), recent.grows_old("b")) == (True, False)


def test_a_key_is_known_again_before_it_is_too_old(club: ClubInfo) -> None:
    secret = actions.make_key(club=club, scope="all", actor=SYSTEM).secret
    nobody = queries.known_key(secret)
    queries.know_again(secret)
    known = queries.known_key(secret)

    assert nobody is None
    assert known is not None and (known.club.id, known.grows_old) == (club.id, False)
    queries.know_again("mdn_none")
    assert queries.known_key("mdn_none") is None


def test_what_was_looked_up_does_not_pile_up() -> None:
    recent: Recent[int, int] = Recent(size=10)
    for number in range(1000):
        recent.keep(number, number)

    assert sum(recent.get(number) is not None for number in range(1000)) <= 10


class TestPeople:
    def test_have_a_role_in_each_club(self, club: ClubInfo, other: ClubInfo) -> None:
        noa = actions.create_user(username="noa", password=PASSWORD)
        actions.give_role(club=club, user=noa, role="owner", actor=SYSTEM)
        actions.give_role(club=other, user=noa, role="cashier", branch_id=open_branch(other), actor=SYSTEM)

        roles = {role.club_id: role for role in queries.roles_of_user(noa.pk)}

        assert (roles[club.id].role, roles[other.id].role) == (Role.OWNER, Role.CASHIER)
        assert roles[other.id].branch_id is not None

    def test_change_roles_but_leave_an_owner(self, club: ClubInfo) -> None:
        noa, tal = (actions.create_user(username=name, password=PASSWORD) for name in ("noa", "tal"))
        actions.give_role(club=club, user=noa, role="owner", actor=SYSTEM)

        with pytest.raises(Refused) as demoted:
            actions.give_role(club=club, user=noa, role="analyst", actor=SYSTEM)
        with pytest.raises(Refused) as gone:
            actions.take_role(club=club, user=noa, actor=SYSTEM)
        assert (demoted.value.code, gone.value.code) == ("last_owner", "last_owner")

        actions.give_role(club=club, user=tal, role="owner", actor=SYSTEM)
        actions.take_role(club=club, user=noa, actor=SYSTEM)
        assert queries.roles_of_user(noa.pk) == []

    def test_own_the_whole_club_or_none_of_it(self, club: ClubInfo) -> None:
        noa = actions.create_user(username="noa", password=PASSWORD)

        with pytest.raises(Refused) as refused:
            actions.give_role(club=club, user=noa, role="owner", branch_id=open_branch(club), actor=SYSTEM)
        assert (refused.value.code, refused.value.field) == ("owner_of_one_branch", "branch")

    def test_have_names_of_their_own_and_passwords_that_hold(self, db: None) -> None:
        actions.create_user(username="noa", password=PASSWORD)

        for name, password, code in (("noa", PASSWORD, "username_taken"), ("tal", "12345", "weak_password")):
            with pytest.raises(Refused) as refused:
                actions.create_user(username=name, password=password)
            assert refused.value.code == code

    def test_leave_a_trace_when_they_sign_in_or_fail_to(self, club: ClubInfo) -> None:
        noa = actions.create_user(username="noa", password=PASSWORD)
        actions.give_role(club=club, user=noa, role="owner", actor=SYSTEM)

        actions.record_sign_in(user=noa, address="10.0.0.1")
        actions.record_failed_sign_in(username="noa", address="10.0.0.2")
        actions.record_failed_sign_in(username="nobody", address="10.0.0.3")

        with club_transaction(club.id):
            told = [(deed.action, deed.address) for deed in audit.deeds(club.id)[:2]]
        assert told == [("user.sign_in_failed", "10.0.0.2"), ("user.signed_in", "10.0.0.1")]


class TestTheTableOfPermissions:
    def test_names_every_role_and_scope(self) -> None:
        assert set(OF_ROLE) == set(Role)
        assert set(OF_SCOPE) == set(Scope)

    def test_gives_the_owner_everything_and_a_stranger_nothing(self) -> None:
        assert OF_ROLE[Role.OWNER] == frozenset(May)
        assert not any(role_may("stranger", what) or scope_may("stranger", what) for what in May)

    @pytest.mark.parametrize("what", [May.WRITE_PROGRAMMES, May.MANAGE_KEYS, May.READ_REPORTS, May.EXPORT])
    def test_keeps_cashiers_and_tills_from_the_office(self, what: May) -> None:
        assert not role_may(Role.CASHIER, what)
        assert not scope_may(Scope.TILL, what)

    def test_keeps_people_of_one_branch_from_what_is_of_the_whole_club(self) -> None:
        assert not any(role_may(Role.OWNER, what, one_branch=True) for what in OF_THE_CLUB)
        assert role_may(Role.MANAGER, May.WRITE_RECEIPTS, one_branch=True)

    def test_lets_readers_only_read(self) -> None:
        for held in (OF_ROLE[Role.ANALYST], OF_SCOPE[Scope.READ]):
            assert not {what for what in held if what.value.startswith(("write_", "manage_", "import"))}
