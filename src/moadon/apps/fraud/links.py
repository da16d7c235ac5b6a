"""Which members an employee is, or is close to: set by hand, or found by the same phone or e-mail."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import QuerySet

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.fraud.models import Link, Staff
from moadon.apps.fraud.types import LinkKind
from moadon.apps.members import queries as members
from moadon.apps.members.sealing import take_pen
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, run
from moadon.store.sealed import Cell, ClubKeys, key_of, seal, unseal

_FOUND = """
    insert into fraud_link (club_id, employee_id, member_id, kind, by_hand)
    select %s::bigint, e, m, 'self', false from unnest(%s::bigint[], %s::bigint[]) as u(e, m)
    on conflict do nothing"""


class Person(NamedTuple):
    """An employee as a person: the user they sign in as, their phone in E.164 and e-mail, where known."""

    user_id: int | None = None
    phone: str | None = None
    email: str | None = None


def person(club: ClubInfo, employee: int) -> Person:
    """What is known of an employee. One statement."""
    row = Staff.objects.filter(club_id=club.id, employee_id=employee).first()
    return _opened(row) if row else Person()


def links_of(club: ClubInfo, employee: int) -> QuerySet[Link]:
    """The members that an employee is or is close to."""
    return Link.objects.filter(club_id=club.id, employee_id=employee).order_by("kind", "id")


def linked(employees: Iterable[int]) -> dict[tuple[int, int], str]:
    """Of these employees, (employee, member) -> how they are linked. One statement."""
    rows = Link.objects.filter(employee_id__in=set(employees)).values_list("employee_id", "member_id", "kind")
    return {(employee, member): kind for employee, member, kind in rows}


def set_person(*, club: ClubInfo, employee: int, person: Person, actor: Actor) -> None:
    """Say who an employee is; members with the phone or e-mail are linked at once.

    Phone and e-mail are already read (`engine.identity`). A constant number of statements.
    """
    with club_transaction(club.id):
        Staff.objects.update_or_create(
            club_id=club.id,
            employee_id=employee,
            defaults={"user_id": person.user_id} | _boxes(take_pen(club.id).keys, club.id, employee, person),
        )
        find_links(club)
        told = {"user": person.user_id, "phone": bool(person.phone), "email": bool(person.email)}
        audit.record_deed(club.id, actor, "employee.person_set", public_id("emp", employee), None, told)


def find_links(club: ClubInfo) -> None:
    """Link every employee to the members with their phone or e-mail. Three statements, however many members."""
    wanted: dict[tuple[str, str], int] = {}
    for row in Staff.objects.filter(club_id=club.id):
        known = _opened(row)
        wanted.update({("phone", known.phone): row.employee_id} if known.phone else {})
        wanted.update({("email", known.email): row.employee_id} if known.email else {})
    if not wanted:
        return
    found = members.by_identifiers(club, wanted)
    pairs = sorted({(wanted[known], member) for known, member in found.items()})
    run(_FOUND, (club.id, [employee for employee, _ in pairs], [member for _, member in pairs]))


def reseal_people(club_id: int) -> int:
    """Seal what is known of employees with the club's key, where it lies under another; of how many."""
    done = 0
    with club_transaction(club_id):
        keys = take_pen(club_id).keys
        for row in Staff.objects.filter(club_id=club_id).select_for_update():
            if any(box is not None and key_of(box) != keys.id for box in (row.phone_box, row.email_box)):
                fresh = _boxes(keys, club_id, row.employee_id, _opened(row))
                done += Staff.objects.filter(pk=row.pk).update(**fresh)
    return done


def _boxes(keys: ClubKeys, club_id: int, employee: int, known: Person) -> dict[str, bytes | None]:
    return {
        f"{name}_box": seal(_cell(club_id, name, employee), text, keys) if text else None
        for name, text in (("phone", known.phone), ("email", known.email))
    }


def _opened(row: Staff) -> Person:
    phone, email = (
        unseal(_cell(row.club_id, name, row.employee_id), box) if box is not None else None
        for name, box in (("phone", row.phone_box), ("email", row.email_box))
    )
    return Person(row.user_id, phone, email)


def _cell(club_id: int, name: str, employee: int) -> Cell:
    return Cell(club_id, f"fraud_staff.{name}", employee)


def link(*, club: ClubInfo, employee: int, member: int, kind: LinkKind, actor: Actor) -> None:
    """Say by hand that an employee is a member, or close to them. Raises `Refused("unknown_value")`."""
    if kind not in ("self", "relative"):
        raise Refused("unknown_value", field="kind", given=str(kind)[:40])
    with club_transaction(club.id):
        Link.objects.update_or_create(
            club_id=club.id, employee_id=employee, member_id=member, defaults={"kind": kind, "by_hand": True}
        )
        told = {"member": public_id("mbr", member), "kind": kind}
        audit.record_deed(club.id, actor, "employee.linked", public_id("emp", employee), None, told)


def unlink(*, club: ClubInfo, employee: int, member: int, actor: Actor) -> None:
    """Take a link away; one of phone or e-mail comes back as long as they are the same."""
    with club_transaction(club.id):
        gone, _ = Link.objects.filter(club_id=club.id, employee_id=employee, member_id=member).delete()
        if gone:
            told = {"member": public_id("mbr", member)}
            audit.record_deed(club.id, actor, "employee.unlinked", public_id("emp", employee), told, None)


def is_about(user_id: int | None, employees: Iterable[int | None], member_ids: Iterable[int | None]) -> bool:
    """Whether a user is one of these employees or members, or close to one of the members. One statement."""
    if user_id is None:
        return False
    rows = run(
        """select exists (
             select from fraud_staff s where s.user_id = %s and (s.employee_id = any(%s::bigint[]) or exists (
               select from fraud_link l where l.employee_id = s.employee_id and l.member_id = any(%s::bigint[]))))""",
        (user_id, [e for e in employees if e is not None], [m for m in member_ids if m is not None]),
    )
    return bool(rows[0][0])
