"""Plain values of members: how they are named by callers, how they are told of, what is asked to be changed."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, NamedTuple, TypedDict

from moadon.kernel.refusals import Refused

MemberKey = Literal["id", "phone", "card", "email", "external_id", "any"]


class Status(StrEnum):
    """Whether a person is in the club."""

    ACTIVE = "active"
    ENDED = "ended"


class MemberRef(NamedTuple):
    """A member as the caller knows them. `any`: phone, card or external id, whichever fits (files do not say)."""

    kind: MemberKey
    value: str


@dataclass(frozen=True, slots=True)
class MemberSeen:
    """A member as the till needs them. `language` may be empty: the club's first. `joined_at` is None where unknown."""

    id: int
    status: Status
    language: str
    branch_id: int | None
    birth_date: date | None = None
    joined_at: datetime | None = None
    segments: tuple[str, ...] = ()
    spending_stopped: bool = False

    @property
    def active(self) -> bool:
        """Whether purchases count for them."""
        return self.status == Status.ACTIVE


@dataclass(frozen=True, slots=True)
class NewMember:
    """A person to take in, as typed; texts are read and checked by the action.

    `joined_at` None: now. `branch_id` and `employee_id` are who signed them up. `source` says how they came.
    `referred_by`: the public id of the member who brought them.
    """

    phone: str | None = None
    email: str | None = None
    first_name: str = ""
    last_name: str = ""
    card: str | None = None
    external_id: str | None = None
    birth_date: date | None = None
    language: str = ""
    branch_id: int | None = None
    employee_id: int | None = None
    joined_at: datetime | None = None
    source: str = ""
    referred_by: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """How one of many people fared: a new member, or (`known`) the one who has these identifiers already."""

    member_id: int
    known: bool = False


Outcome = Taken | Refused


class Friend(NamedTuple):
    """A member who was brought by another and bought: their first purchase and its moment, as row numbers."""

    member_id: int
    referrer_id: int
    receipt_id: int
    at: datetime


class MemberChanges(TypedDict, total=False):
    """What may be changed of a member, as typed. None takes an identifier or a date away."""

    phone: str | None
    email: str | None
    first_name: str
    last_name: str
    card: str | None
    external_id: str | None
    birth_date: date | None
    language: str
    branch_id: int | None
    employee_id: int | None
    status: str
    segments: list[str] | tuple[str, ...]
