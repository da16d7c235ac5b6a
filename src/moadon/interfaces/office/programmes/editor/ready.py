"""What a new programme begins with: an empty page, or one of the ready templates that the engine brings."""

from typing import Any, NamedTuple

from moadon.apps.clubs.types import ClubInfo
from moadon.engine.rules.templates import document_for, templates, written
from moadon.engine.rules.values import FORMAT
from moadon.interfaces.office.members.naming import in_words

EMPTY = "empty"


class Ready(NamedTuple):
    """A template as it is offered."""

    code: str
    name: str
    about: str


def offered() -> list[Ready]:
    """The ready templates, in the reader's language."""
    return [Ready(one.id, in_words(one.name), in_words(one.about)) for one in templates()]


def ready_text(club: ClubInfo, chosen: str, code: str) -> str:
    """The text that a new programme begins with: the template chosen, else one wallet and nothing given yet.

    Raises `Refused`: `unknown_template`.
    """
    return written(_empty(club, code) if chosen == EMPTY else document_for(chosen, club.currency, code))


def _empty(club: ClubInfo, code: str) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "id": code,
        "name": dict.fromkeys(club.languages, club.name),
        "currency": club.currency,
        "wallets": {"credit": {"kind": "credit", "expires": {"after": {"months": 12}}}},
    }
