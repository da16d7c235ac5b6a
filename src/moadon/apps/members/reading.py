"""From what was typed about a person to what is kept: every field checked, every fault named."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members.identifiers import KINDS, read_identifier
from moadon.apps.members.types import MemberChanges, NewMember, Status
from moadon.engine.identity import tidy_name
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused, RefusedMany
from moadon.kernel.sentences import LANGUAGES
from moadon.kernel.texts import parse_text

FIRST_BIRTH = date(1880, 1, 1)
MOST_SEGMENTS = 50
SEGMENT_LENGTH = 80


def read_new(new: NewMember, club: ClubInfo, now: datetime) -> dict[str, Any]:
    """The values of a new member's row. Raises RefusedMany that names each field at fault."""
    given: dict[str, object] = {
        "first_name": new.first_name, "last_name": new.last_name, "phone": new.phone, "email": new.email,
        "card": new.card, "external_id": new.external_id, "birth_date": new.birth_date, "language": new.language,
    }  # fmt: skip
    values = _read_all(given, club, now)
    if not any(values[kind] for kind in KINDS):
        raise RefusedMany([Refused("no_identifier", field="phone")])
    if new.joined_at is not None and (new.joined_at.tzinfo is None or new.joined_at > now):
        raise RefusedMany([Refused("not_yet", field="joined_at")])
    return values | {
        "branch_id": new.branch_id,
        "employee_id": new.employee_id,
        "referred_by": _referrer(new.referred_by),
        "source": parse_text(new.source, field="source", needed=False),
        "joined_at": new.joined_at or now,
    }


def _referrer(public: str | None) -> int | None:
    """The row of who brought them. Whether there is one only the club's books know."""
    if not public:
        return None
    try:
        return row_id("mbr", public)
    except Refused:
        raise RefusedMany([Refused("unknown_referrer", field="referred_by", given=public[:40])]) from None


def read_changes(changes: MemberChanges, club: ClubInfo, now: datetime) -> dict[str, Any]:
    """The values to change in a member's row. Raises RefusedMany that names each field at fault."""
    given: dict[str, object] = dict(changes)
    own = {name: given.pop(name) for name in ("branch_id", "employee_id") if name in given}
    return _read_all(given, club, now) | own


def _read_all(given: Mapping[str, object], club: ClubInfo, now: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {}
    faults: list[Refused] = []
    for name, value in given.items():
        try:
            values[name] = _read(name, value, club, now)
        except Refused as fault:
            faults.append(fault)
    if faults:
        raise RefusedMany(faults)
    return values


def _read(name: str, value: object, club: ClubInfo, now: datetime) -> object:
    if name in ("first_name", "last_name"):
        return tidy_name(parse_text("" if value is None else value, field=name, longest=100, needed=False))
    if name == "language":
        return _language(value)
    if name == "status":
        return _status(value)
    if name == "segments":
        return _segments(value)
    if value is None or value == "":
        return None
    if name == "birth_date":
        return _birth_date(value, club.day_of(now))
    return read_identifier(name, value, club.region)


def _language(value: object) -> str:
    if value is None or value == "":
        return ""
    if value not in LANGUAGES:
        raise Refused("unknown_language", field="language", given=str(value)[:40])
    return str(value)


def _segments(value: object) -> list[str]:
    """Codes, each once, in their order."""
    given = value if isinstance(value, list | tuple) else ()
    found = [parse_text(code, field=f"segments.{i}", longest=SEGMENT_LENGTH) for i, code in enumerate(given)]
    if len(found) > MOST_SEGMENTS:
        raise Refused("too_many", field="segments", most=MOST_SEGMENTS, given=len(found))
    return sorted(set(found))


def _status(value: object) -> Status:
    if value not in set(Status):
        raise Refused("unknown_value", field="status", given=str(value)[:40])
    return Status(str(value))


def _birth_date(value: object, today: date) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise Refused("not_a_date", field="birth_date", given=str(value)[:40])
    if not FIRST_BIRTH <= value <= today:
        raise Refused("birth_date_not_possible", field="birth_date", given=("date", value.isoformat()))
    return value


def now_utc() -> datetime:
    """The server's clock; callers that replay history say the time themselves."""
    return datetime.now(UTC)
