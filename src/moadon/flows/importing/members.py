"""A file of people becomes members."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members.types import NewMember, Taken
from moadon.flows.importing.choices import Choices
from moadon.flows.importing.days import day_reader, moment_reader
from moadon.flows.importing.jobs import Job
from moadon.flows.importing.reading import Cell, text_reader, tidy
from moadon.flows.importing.tables import Outcome, Table, Took, Values, bring_in_table
from moadon.flows.joining import join_many
from moadon.flows.referring import Introduced, name_referrers
from moadon.kernel.calendars import zone_of
from moadon.kernel.refusals import Refused

_LANGUAGES = {
    "en": "en", "eng": "en", "english": "en", "אנגלית": "en", "انگلیسی": "en",
    "he": "he", "heb": "he", "iw": "he", "hebrew": "he", "עברית": "he", "عبری": "he",
    "fa": "fa", "fas": "fa", "per": "fa", "persian": "fa", "farsi": "fa", "פרסית": "fa", "فارسی": "fa",
}  # fmt: skip


def bring_in(job: Job) -> bool:
    """Take in the people of the file. False when time was up before the end."""
    return bring_in_table(job, Table("members", readers(job.club, job.choices), lambda rows: _take(job.club, rows)))


def readers(club: ClubInfo, choices: Choices) -> dict[str, Callable[[Cell], Any]]:
    """What reads the cells of each field."""
    order = choices.dates or "dmy"
    return {
        "phone": text_reader("phone", longest=60),
        "email": text_reader("email", longest=254),
        "first_name": text_reader("first_name", longest=100),
        "last_name": text_reader("last_name", longest=100),
        "name": text_reader("name", longest=200),
        "card": text_reader("card", longest=120),
        "external_id": text_reader("external_id", longest=64),
        "birth_date": day_reader("birth_date", order, calendar=club.calendar),
        "language": _language,
        "branch": text_reader("branch", longest=64),
        "employee": text_reader("employee", longest=64),
        "referred_by": text_reader("referred_by", longest=120),
        "joined_at": _joined(moment_reader("joined_at", order, zone_of(club.time_zone), club.calendar)),
    }


def _take(club: ClubInfo, rows: Sequence[Values]) -> list[Outcome]:
    branches = {row["branch"] for row in rows if row.get("branch")}
    employees = {row["employee"] for row in rows if row.get("employee")}
    shop = clubs.shop_by_codes(branches, (), employees)
    people: list[Introduced] = []
    outcomes: list[Outcome | None] = []
    for row in rows:
        branch, employee = row.get("branch"), row.get("employee")
        if branch and branch not in shop.branches:
            outcomes.append(Refused("unknown_branch", field="branch", given=branch))
        elif employee and employee not in shop.employees:
            outcomes.append(Refused("unknown_employee", field="employee", given=employee))
        else:
            outcomes.append(None)
            at_branch = shop.branches[branch].id if branch else None
            new = _person(row, at_branch, shop.employees[employee].id if employee else None)
            people.append((new, row.get("referred_by")))
    told = iter(_join_all(club, people))
    return [outcome or _outcome(next(told)) for outcome in outcomes]


def _join_all(club: ClubInfo, people: Sequence[Introduced]) -> list[Taken | Refused]:
    """Take the rows in, in order of the answer. Who was brought by somebody of the same rows joins after them.

    A constant number of statements for each link of the longest such chain.
    """
    outcomes: dict[int, Taken | Refused] = {}
    left = dict(enumerate(people))
    while left:
        named = dict(zip(left, name_referrers(club, list(left.values())), strict=True))
        ready = {i: one for i, one in named.items() if isinstance(one, NewMember)}
        outcomes |= zip(ready, join_many(club=club, rows=list(ready.values())), strict=True)
        left = {i: left[i] for i in named if i not in ready}
        if not ready:
            outcomes |= {i: one for i, one in named.items() if isinstance(one, Refused)}
            break
    return [outcomes[i] for i in range(len(people))]


def _outcome(told: Taken | Refused) -> Outcome:
    return told if isinstance(told, Refused) else Took(again=told.known)


def _person(row: Values, branch_id: int | None, employee_id: int | None) -> NewMember:
    first, last = row.get("first_name"), row.get("last_name")
    if not first and not last and row.get("name"):
        first, _, last = row["name"].partition(" ")
    return NewMember(
        phone=row.get("phone"),
        email=row.get("email"),
        first_name=first or "",
        last_name=last or "",
        card=row.get("card"),
        external_id=row.get("external_id"),
        birth_date=row.get("birth_date"),
        language=row.get("language") or "",
        branch_id=branch_id,
        employee_id=employee_id,
        joined_at=row.get("joined_at"),
        source="import",
    )


def _language(cell: Cell) -> str | None:
    word = tidy(cell).lower()
    if not word:
        return None
    found = _LANGUAGES.get(word) or _LANGUAGES.get(word.partition("-")[0])
    if found is None:
        raise Refused("unknown_language", field="language", given=word[:40])
    return found


def _joined(read: Callable[[Cell], datetime]) -> Callable[[Cell], datetime | None]:
    def joined(cell: Cell) -> datetime | None:
        return read(cell) if tidy(cell) else None

    return joined
