"""Writes of members."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from moadon.apps.audit import actions as audit
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.members.identifiers import KINDS, Findable, Known, secret_words_of, words_of
from moadon.apps.members.models import Member, Word
from moadon.apps.members.queries import by_identifiers
from moadon.apps.members.reading import now_utc, read_changes, read_new
from moadon.apps.members.sealing import SEALED, Pen, listed, sealed_values, take_pen
from moadon.apps.members.types import Friend, MemberChanges, NewMember, Outcome, Status, Taken
from moadon.kernel.facts import Fact
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, draw, insert_rows, retrying, run
from moadon.store.conflicts import refusing

_TAKEN = {
    "one_member_per_phone_mark": ("phone_taken", "phone"),
    "one_member_per_email_mark": ("email_taken", "email"),
    "one_member_per_card": ("card_taken", "card"),
    "one_member_per_external_id": ("external_id_taken", "external_id"),
}
_MEMBER = {
    "id": "bigint", "club_id": "bigint", "first_name": "text", "last_name": "text", "phone_box": "bytea",
    "phone_mark": "bytea", "email_box": "bytea", "email_mark": "bytea",
    "card": "text", "external_id": "text", "birth_date": "date", "language": "text", "branch_id": "bigint",
    "employee_id": "bigint", "source": "text", "joined_at": "timestamptz", "status": "text", "edition": "int",
    "referred_by": "bigint",
}  # fmt: skip
_END = """
    update members_member m set status = %s, ended_at = e.at, edition = m.edition + 1, updated_at = now()
    from unnest(%s::bigint[], %s::timestamptz[]) as e(id, at)
    where m.club_id = %s and m.id = e.id and m.status <> %s and m.joined_at < e.at
    returning m.id, e.at
"""
_WORD = {"club_id": "bigint", "word": "text", "member_id": "bigint"}


def add_member(*, club: ClubInfo, new: NewMember, actor: Actor) -> Member:
    """Take a person in.

    Raises `RefusedMany` for faulty fields; `Refused`: `phone_taken`, `email_taken`, `card_taken`,
    `external_id_taken` (all 409), `unknown_branch`, `unknown_employee`, `unknown_referrer`.
    """
    now = now_utc()
    values = read_new(new, club, now)
    with club_transaction(club.id), refusing(_TAKEN):
        _check_shop(club, values)
        _check_referrer(club, values)
        pen = take_pen(club.id)
        _check_older(club, pen, values)
        (member_id,) = draw({"members_member": 1})["members_member"]
        member = Member.objects.create(id=member_id, club_id=club.id, **sealed_values(pen, member_id, values))
        _list_words(pen, [(member.pk, values)])
        audit.write_facts(club.id, [_joined(member.pk, values)])
        audit.record_deed(club.id, actor, "member.added", public_id("mbr", member.pk))
    return member


def add_members(*, club: ClubInfo, rows: Sequence[NewMember], now: datetime | None = None) -> list[Outcome]:
    """Take many people in with a constant number of statements; the answer has one outcome per row, in order.

    A row that shares an identifier with a member, or with an earlier row, is that member (`known`, and nothing of it
    is changed); one that shares identifiers with several is refused: `identifiers_of_several`. Branches and employees
    must be the club's own. Faulty rows are refused; they do not keep the others out.
    """
    read = [_try_read(row, club, now or now_utc()) for row in rows]
    return retrying(lambda: _add_read(club, read), IntegrityError)


def edit_member(
    *, club: ClubInfo, member_id: int, changes: MemberChanges, edition: int | None = None, actor: Actor
) -> Member:
    """Change a member, end the membership (`status` ended) or take it up again; with `edition`, only if nobody has
    changed them since.

    Raises what `add_member` does, and `Refused`: `unknown_id` (404), `edition_differs` (412), `no_identifier`.
    """
    now = now_utc()
    values = read_changes(changes, club, now)
    with club_transaction(club.id), refusing(_TAKEN):
        member = Member.objects.select_for_update().filter(club_id=club.id, id=member_id).first()
        if member is None:
            raise Refused("unknown_id", status=404)
        if edition not in (None, member.edition):
            raise Refused("edition_differs", status=412, edition=member.edition)
        _check_shop(club, values)
        changed = [name for name, value in values.items() if getattr(member, name) != value]
        if changed:
            _apply(club, member, {name: values[name] for name in changed}, now)
            name = _fact_name(changed, member)
            audit.write_facts(club.id, [Fact(name, public_id("mbr", member.pk), now, {"fields": sorted(changed)})])
            told = {"fields": sorted(changed)}
            audit.record_deed(club.id, actor, "member.edited", public_id("mbr", member.pk), None, told)
    return member


def end_membership(*, club: ClubInfo, member_id: int, actor: Actor) -> Member:
    """Let a member go; what they hold stays in the books. Raises `Refused("unknown_id", status=404)`."""
    return edit_member(club=club, member_id=member_id, changes={"status": Status.ENDED}, actor=actor)


def end_memberships(*, club: ClubInfo, ended: Mapping[int, datetime], now: datetime | None = None) -> int:
    """Let many members go as of moments that may lie in the past, as when a history is brought in; how many went.

    Those who left before, or joined later than they would leave, stay as they are. Two statements, whatever the
    number. Raises `Refused("not_yet")` when one of the moments has not come.
    """
    if any(at > (now or now_utc()) for at in ended.values()):
        raise Refused("not_yet", field="ended_at")
    gone = Status.ENDED.value
    with club_transaction(club.id):
        rows = run(_END, (gone, list(ended), list(ended.values()), club.id, gone))
        audit.write_facts(
            club.id, [Fact("MembershipEnded", public_id("mbr", id_), at, {"fields": ["status"]}) for id_, at in rows]
        )
    return len(rows)


def _apply(club: ClubInfo, member: Member, values: dict[str, Any], now: datetime) -> None:
    pen = take_pen(club.id)
    _check_older(club, pen, values, member.pk)
    for name, value in sealed_values(pen, member.pk, values).items():
        setattr(member, name, value)
    if "status" in values:
        member.ended_at = now if member.status == Status.ENDED else None
    known = {name: getattr(member, name) for name in ("first_name", "last_name", *KINDS)}
    if not any(known[kind] for kind in KINDS):
        raise Refused("no_identifier", field="phone")
    member.edition += 1
    member.updated_at = now
    member.save()
    Word.objects.filter(club_id=member.club_id, member_id=member.pk).delete()
    _list_words(pen, [(member.pk, known)])


def _check_older(club: ClubInfo, pen: Pen, values: Mapping[str, Any], member_id: int | None = None) -> None:
    """While rows are sealed anew, the database cannot tell that a phone is taken by a row under an older key: no such
    row is written any more, so whoever has it can be asked for. One statement then, none otherwise.
    """
    if not pen.older:
        return
    owners = by_identifiers(club, [(name, values[name]) for name in SEALED if values.get(name)])
    for (kind, _), owner in owners.items():
        if owner != member_id:
            raise Refused(f"{kind}_taken", field=kind, status=409)


def _fact_name(changed: Iterable[str], member: Member) -> str:
    if "status" not in changed:
        return "MemberEdited"
    return "MembershipEnded" if member.status == Status.ENDED else "MembershipResumed"


def _check_shop(club: ClubInfo, values: dict[str, Any]) -> None:
    branch, employee = values.get("branch_id"), values.get("employee_id")
    if branch is not None and not clubs.branches(club).filter(id=branch).exists():
        raise Refused("unknown_branch", field="branch", given=branch)
    if employee is not None and not clubs.employees(club).filter(id=employee).exists():
        raise Refused("unknown_employee", field="employee", given=employee)


def _check_referrer(club: ClubInfo, values: dict[str, Any]) -> None:
    referrer = values["referred_by"]
    if referrer is not None and referrer not in _active(club, [referrer]):
        raise _unknown_referrer(referrer)


def _unknown_referrer(referrer: int) -> Refused:
    return Refused("unknown_referrer", field="referred_by", given=public_id("mbr", referrer))


def _active(club: ClubInfo, ids: Iterable[int]) -> set[int]:
    found = Member.objects.filter(club_id=club.id, id__in=set(ids), status=Status.ACTIVE)
    return set(found.values_list("id", flat=True))


def tell_first_purchases(friends: Iterable[Friend]) -> set[int]:
    """Note the first purchases of members who were brought by others; whose was not noted before. One statement."""
    given = [(one.member_id, one.receipt_id) for one in friends]
    rows = run(
        """update members_member m set first_receipt = u.receipt
           from unnest(%s::bigint[], %s::bigint[]) as u(id, receipt)
           where m.id = u.id and m.first_receipt is null returning m.id""",
        ([member for member, _ in given], [receipt for _, receipt in given]),
    )
    return {row[0] for row in rows}


def forget_first_purchases(friends: Iterable[Friend]) -> set[int]:
    """Let first purchases that came back be none; whose were forgotten now. One statement."""
    given = [(one.member_id, one.receipt_id) for one in friends]
    rows = run(
        """update members_member m set first_receipt = null from unnest(%s::bigint[], %s::bigint[]) as u(id, receipt)
           where m.id = u.id and m.first_receipt = u.receipt returning m.id""",
        ([member for member, _ in given], [receipt for _, receipt in given]),
    )
    return {row[0] for row in rows}


def _joined(member_id: int, values: dict[str, Any]) -> Fact:
    told = {name: values[name] for name in ("branch_id", "employee_id", "source") if values[name]}
    return Fact("MemberJoined", public_id("mbr", member_id), values["joined_at"], told)


def _list_words(pen: Pen, members: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    rows = []
    for member_id, values in members:
        found_by = Findable(**{name: values[name] for name in ("first_name", "last_name", *KINDS)})
        words = {*words_of(found_by), *listed(pen.keys, secret_words_of(found_by))}
        rows += [(pen.club_id, word, member_id) for word in sorted(words)]
    insert_rows("members_word", _WORD, rows)


def _try_read(row: NewMember, club: ClubInfo, now: datetime) -> dict[str, Any] | Refused:
    try:
        return read_new(row, club, now)
    except Refused as fault:
        return fault


def _with_referrers(club: ClubInfo, read: Sequence[dict[str, Any] | Refused]) -> Sequence[dict[str, Any] | Refused]:
    """The same people; who is said to be brought by nobody of the club is refused. One statement, or none."""
    named = {row["referred_by"] for row in read if isinstance(row, dict)} - {None}
    if not named:
        return read
    there = {None, *_active(club, named)}
    return [
        row if isinstance(row, Refused) or row["referred_by"] in there else _unknown_referrer(row["referred_by"])
        for row in read
    ]


def _add_read(club: ClubInfo, read: Sequence[dict[str, Any] | Refused]) -> list[Outcome]:
    with club_transaction(club.id):
        pen = take_pen(club.id)
        read = _with_referrers(club, read)
        identifiers = [_identifiers(values) if isinstance(values, dict) else () for values in read]
        owners: dict[Known, int] = by_identifiers(club, {known for row in identifiers for known in row})
        spare = draw({"members_member": sum(1 for values in read if isinstance(values, dict))})["members_member"]
        outcomes: list[Outcome] = []
        fresh: list[tuple[int, dict[str, Any]]] = []
        for values, known in zip(read, identifiers, strict=True):
            outcome = values if isinstance(values, Refused) else _whose(known, owners)
            if outcome is None and isinstance(values, dict):
                member_id = spare[len(fresh)]
                fresh.append((member_id, values))
                outcome = Taken(member_id)
                owners.update(dict.fromkeys(known, member_id))
            assert outcome is not None
            outcomes.append(outcome)
        _write(pen, fresh)
    return outcomes


def _identifiers(values: dict[str, Any]) -> tuple[Known, ...]:
    return tuple((kind, values[kind]) for kind in KINDS if values[kind])


def _whose(known: Sequence[Known], owners: dict[Known, int]) -> Outcome | None:
    found = {owners[identifier]: identifier[0] for identifier in known if identifier in owners}
    if len(found) > 1:
        return Refused("identifiers_of_several", field=next(reversed(found.values())), status=409)
    return Taken(next(iter(found)), known=True) if found else None


def _write(pen: Pen, fresh: Sequence[tuple[int, dict[str, Any]]]) -> None:
    own = {"club_id": pen.club_id, "status": Status.ACTIVE.value, "edition": 1}
    rows = []
    for member_id, values in fresh:
        kept = {**sealed_values(pen, member_id, values), **own, "id": member_id}
        rows.append(tuple([kept[name] for name in _MEMBER]))
    insert_rows("members_member", _MEMBER, rows)
    _list_words(pen, fresh)
    audit.write_facts(pen.club_id, [_joined(member_id, values) for member_id, values in fresh])
