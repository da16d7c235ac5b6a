"""Phones and e-mails of members are sealed where they lie, and sealed anew with another key while the club goes on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from moadon.apps.clubs.types import SYSTEM, ClubInfo
from moadon.apps.members import actions, queries, resealing
from moadon.apps.members.models import Member, Word
from moadon.apps.members.types import MemberRef, NewMember
from moadon.flows.resealing import is_unfinished, reseal_everything
from moadon.integrations.keys.fields import add_key
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, sealed, watching

PHONE, EMAIL = "052-555-9001", "dana@example.com"


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.FIELD_KEYS = tmp_path / "fields.keys"
    sealed.ring(again=True)
    yield settings.FIELD_KEYS
    sealed._held.ring = None


def add(club: ClubInfo, **given: Any) -> Member:
    return actions.add_member(club=club, new=NewMember(**given), actor=SYSTEM)


def found(club: ClubInfo, kind: Any, value: str) -> int | None:
    with club_transaction(club.id):
        seen = queries.find_refs(club, [MemberRef(kind, value)])
    return next((one.id for one in seen.values()), None)


def searched(club: ClubInfo, text: str) -> list[int]:
    with club_transaction(club.id):
        return [row.pk for row in queries.search(club, text)]


def code(work: Any) -> str:
    with pytest.raises(Refused) as refused:
        work()
    return refused.value.code


def new_key() -> str:
    made = add_key().hex()
    sealed.ring(again=True)
    return made


def test_what_lies_in_the_tables_is_neither_the_phone_nor_the_address(club: ClubInfo, database: Any) -> None:
    add(club, phone=PHONE, email=EMAIL, first_name="Dana")
    actions.add_members(club=club, rows=[NewMember(phone="052-555-9002", email="noa@example.com")])

    rows = database.admin.execute("select to_jsonb(m)::text from members_member m").fetchall()
    words = database.admin.execute("select word from members_word").fetchall()
    told = " ".join(text for (text,) in [*rows, *words])
    assert len(rows) == 2
    for secret in ("5559001", "9001", "5559002", "example.com", "dana@", "noa"):
        assert secret not in told, secret


def test_a_box_of_another_member_is_not_opened(club: ClubInfo, database: Any) -> None:
    dana, noa = add(club, phone=PHONE), add(club, phone="052-555-9002")
    database.admin.execute(
        "update members_member set phone_box = (select phone_box from members_member where id = %s) where id = %s",
        (dana.pk, noa.pk),
    )

    with club_transaction(club.id):
        assert queries.members(club).get(id=dana.pk).phone == "+972525559001"
        assert code(lambda: queries.members(club).get(id=noa.pk).phone) == "sealed_field_damaged"


def test_one_phone_in_two_clubs_has_nothing_in_common(club: ClubInfo, other: ClubInfo, database: Any) -> None:
    add(club, phone=PHONE, email=EMAIL)
    add(other, phone=PHONE, email=EMAIL)

    for column in ("phone_mark", "email_mark"):
        rows = database.admin.execute(f"select {column} from members_member").fetchall()
        assert len(set(rows)) == 2
    own, others = (set(database.admin.execute("select word from members_word where club_id = %s", (one.id,)))
                   for one in (club, other))  # fmt: skip
    assert own
    assert own.isdisjoint(others)


def test_finding_many_opens_nothing_and_costs_one_statement(club: ClubInfo, monkeypatch: Any) -> None:
    actions.add_members(club=club, rows=[NewMember(phone=f"05255590{n:02}", email=f"n{n}@x.co") for n in range(20)])
    monkeypatch.setattr("moadon.apps.members.sealing.unseal", None)
    refs = [MemberRef("phone", f"05255590{n:02}") for n in range(20)] + [MemberRef("email", "n3@x.co")]

    with club_transaction(club.id), watching() as told:
        assert len(queries.find_refs(club, refs)) == 21
    assert len(told) == 1


class TestAnotherKey:
    """The key is changed while members join, are found and are edited."""

    def test_everybody_is_found_before_between_and_after(self, club: ClubInfo, monkeypatch: Any) -> None:
        monkeypatch.setattr(resealing, "AT_ONCE", 2)
        people = [add(club, phone=f"052-555-900{n}", email=f"n{n}@example.com").pk for n in range(5)]

        def check() -> None:
            for n, row in enumerate(people):
                assert found(club, "phone", f"+97252555900{n}") == row
                assert found(club, "email", f"N{n}@example.com") == row
                assert searched(club, f"900{n}") == searched(club, f"n{n}@example.com") == [row]
            with club_transaction(club.id):
                assert sorted(m.phone for m in queries.members(club)) == [f"+97252555900{n}" for n in range(5)]

        made = new_key()
        check()
        assert resealing.turn_to(club.id, made) == 5
        check()
        some, _ = resealing.reseal_some(club.id, 0)
        assert some == 2
        check()  # whoever was killed here goes on with the rest
        assert is_unfinished()
        assert reseal_everything().members == 3
        check()
        assert not is_unfinished()
        assert resealing.keys_in_use() == [(club.id, made, ())]
        assert reseal_everything().members == 0

    def test_what_was_resealed_needs_the_old_key_no_more(self, club: ClubInfo, keys: Path) -> None:
        dana = add(club, phone=PHONE, email=EMAIL)
        new_key()
        reseal_everything()
        keys.write_text(keys.read_text().splitlines()[-1] + "\n")
        sealed.ring(again=True)

        assert found(club, "phone", PHONE) == dana.pk
        with club_transaction(club.id):
            assert queries.members(club).get().email == EMAIL
            assert Word.objects.count() == len(set(Word.objects.values_list("word", flat=True)))

    @pytest.mark.parametrize("kind", ["phone", "email"])
    def test_what_a_row_under_the_old_key_has_is_taken(self, club: ClubInfo, kind: str) -> None:
        given = {"phone": PHONE, "email": EMAIL}[kind]
        dana, noa = add(club, **{kind: given}), add(club, card="C-100")
        resealing.turn_to(club.id, new_key())

        assert code(lambda: add(club, **{kind: given})) == f"{kind}_taken"
        assert code(lambda: edit(club, noa, **{kind: given})) == f"{kind}_taken"
        (told,) = actions.add_members(club=club, rows=[NewMember(**{kind: given})])
        assert (told.member_id, told.known) == (dana.pk, True)
        edit(club, dana, **{kind: given}, first_name="Dana")

    def test_a_writer_who_began_with_the_old_key_is_waited_for(self, club: ClubInfo, database: Any) -> None:
        from tests.races.test_till_races import at_once

        add(club, phone=PHONE)
        made = new_key()
        phones = [f"05255591{n:02}" for n in range(10)]
        at_once(*[lambda p=p: add(club, phone=p) for p in phones], lambda: resealing.turn_to(club.id, made))
        reseal_everything()

        with club_transaction(club.id):
            boxes = [sealed.key_of(row.phone_box).hex() for row in queries.members(club)]
        assert boxes == [made] * 11


def edit(club: ClubInfo, member: Member, **changes: Any) -> None:
    actions.edit_member(club=club, member_id=member.pk, changes=changes, actor=SYSTEM)  # type: ignore[arg-type]


def test_one_phone_at_the_same_moment_is_of_one_member(club: ClubInfo) -> None:
    from tests.races.test_till_races import at_once

    def one() -> str:
        try:
            return str(add(club, phone=PHONE).pk)
        except Refused as refused:
            return refused.code

    told = at_once(*[one] * 8)

    assert sorted(told)[1:] == ["phone_taken"] * 7


def test_an_answer_that_was_remembered_is_sealed_and_told_again_after_another_key(
    club: ClubInfo, database: Any
) -> None:
    from moadon.apps.audit import actions as audit
    from moadon.apps.audit.types import Answer, RequestMark

    mark = RequestMark("key:1", "k1", b"\1" * 32)
    with club_transaction(club.id):
        audit.answer_once(club.id, mark, lambda: Answer(201, '{"phone": "+972525559001"}'))
    add(club, phone=PHONE)
    new_key()
    assert reseal_everything().answers == 1

    told = database.admin.execute("select to_jsonb(a)::text from audit_answer a").fetchone()[0]
    assert b"525559001".hex() not in told
    assert "525559001" not in told
    assert (b"\1" * 32).hex() not in told
    with club_transaction(club.id):
        again = audit.answer_once(club.id, mark, lambda: Answer(500, ""))
    assert (again.status, again.body, again.replayed) == (201, '{"phone": "+972525559001"}', True)
