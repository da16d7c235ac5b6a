"""Plain values of events: what is told of one, and how it fared."""

import hashlib
import json
from datetime import datetime
from typing import NamedTuple

from moadon.apps.members.types import MemberRef

ONCE = ("joined", "profile_completed", "referred")
"""Events that happen to a member once."""
YEARLY = ("birthday", "anniversary")
"""Events that happen to a member once in a year of the club's calendar."""
OF_FRIENDS = {"friend_joined": ("friend",), "friend_bought_first": ("friend", "purchase")}
"""Events about a friend who was brought, and what is said of each that makes it one of its kind."""


class EventDraft(NamedTuple):
    """Something that happened to a member at `at` (aware UTC). `data` is what is said of it."""

    type: str
    member: MemberRef
    at: datetime
    data: dict[str, str] = {}  # noqa: RUF012 (never changed)
    language: str | None = None


class Happened(NamedTuple):
    """How an event fared: its row and the answer as JSON text; `replayed` when it had been told before."""

    event_id: int
    answer: str
    replayed: bool = False


def key_of(draft: EventDraft, member: int, year: int) -> str:
    """What makes an event the same one: kind and member, and its year, or its moment and what is said of it."""
    if draft.type in ONCE:
        return f"{draft.type}:{member}"
    if draft.type in YEARLY:
        return f"{draft.type}:{member}:{year}"
    named = [draft.data.get(name) for name in OF_FRIENDS.get(draft.type, ())]
    if named and all(named):
        return ":".join([draft.type, str(member), *map(str, named)])
    said = json.dumps([draft.at.isoformat(), sorted(draft.data.items())], ensure_ascii=False)
    return f"{draft.type}:{member}:{hashlib.sha256(said.encode()).hexdigest()}"
