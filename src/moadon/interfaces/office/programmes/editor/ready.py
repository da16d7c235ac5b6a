"""What a new programme begins with: an empty page, or one of the ready templates that the engine brings."""

from collections.abc import Collection
from typing import Any, NamedTuple

from moadon.apps.clubs.types import ClubInfo
from moadon.engine.rules.values import FORMAT
from moadon.interfaces.office.programmes.editor.texts import written

_MODULE = "moadon.engine.rules.templates"


class Ready(NamedTuple):
    """A template as it is offered."""

    code: str
    name: str
    about: str


def templates_for(club: ClubInfo) -> list[Ready]:
    """The ready templates, in the reader's language."""
    return []


def ready_text(club: ClubInfo, chosen: str, code: str, taken: Collection[str]) -> str:
    """The text that a new programme begins with: the template chosen, or one wallet and nothing given yet."""
    empty: dict[str, Any] = {
        "format": FORMAT,
        "id": code,
        "name": dict.fromkeys(club.languages, club.name),
        "currency": club.currency,
        "wallets": {"credit": {"kind": "credit", "expires": {"after": {"months": 12}}}},
    }
    return written(empty)
