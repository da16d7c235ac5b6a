"""What one document says that another did not, in the words of the engine, and who gains or loses by it.

Documents that could go live are compared by what they mean; of one that could not, the sentences that came and went
are shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.programmes import queries as programmes
from moadon.apps.programmes.types import documents
from moadon.engine.rules import InvalidDocument, parse
from moadon.engine.rules.compare import compare, tell_difference
from moadon.interfaces.office.programmes.editor.bodies import plain
from moadon.interfaces.office.programmes.editor.places import place_of
from moadon.interfaces.office.programmes.editor.saying import say
from moadon.interfaces.office.programmes.told import server_now
from moadon.store import club_transaction
from moadon.ui import marks

HARMFUL = ("worse", "mixed")
"""Directions in which some members may lose."""


@dataclass(frozen=True)
class Difference:
    """One difference: in one sentence (`text`), or by what a part said and says.

    `direction` is `better`, `worse`, `mixed` or `neutral` for members; `at` its place in the newer document.
    """

    title: str = ""
    before: Sequence[SafeString] = ()
    after: Sequence[SafeString] = ()
    text: SafeString | None = None
    direction: str = "neutral"
    at: str = ""


def live_document(club: ClubInfo, code: str) -> dict[str, Any] | None:
    """The document of a programme that is live now; None where none is."""
    with club_transaction(club.id):
        shelf = programmes.shelf(club)
    version = next((one for one in shelf.versions_at(server_now()) if one.programme == code), None)
    return plain(documents[version.id].as_json()) if version else None


def differences(club: ClubInfo, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What is different: what is worse for members first, then in the order of the page."""
    try:
        was, now = parse(before, languages=()), parse(after, languages=())
    except InvalidDocument:
        return _by_part(club, before, after)
    found = [
        Difference(text=marks.told(tell_difference(one, marks.speaker())), direction=one.direction, at=one.pointer)
        for one in compare(was, now)
    ]
    return sorted(found, key=lambda one: one.direction not in HARMFUL)


def _by_part(club: ClubInfo, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Parts that are not the same; they are the same part where they have the same id."""
    was, now = _told(club, before), _told(club, after)
    found = []
    for key in [*now, *(key for key in was if key not in now)]:
        old, new = was.get(key), now.get(key)
        if (old and old.same) != (new and new.same):
            title = new.title if new else old.title if old else ""
            found.append(Difference(title, old.sentences if old else (), new.sentences if new else ()))
    return found


@dataclass(frozen=True)
class _Part:
    title: str
    same: object
    sentences: Sequence[SafeString]


def _told(club: ClubInfo, document: Mapping[str, Any]) -> dict[tuple[str, str], _Part]:
    sentences = say(club, document).sentences
    found: dict[tuple[str, str], _Part] = {}
    for section, held in document.items():
        parts: list[tuple[str, str, Any]] = [("", f"/{section}", held)]
        if isinstance(held, list):
            parts = [
                (str(one.get("id", n)) if isinstance(one, dict) else str(n), f"/{section}/{n}", one)
                for n, one in enumerate(held)
            ]
        elif section == "wallets" and isinstance(held, dict):
            parts = [(key, f"/{section}/{key}", one) for key, one in held.items()]
        for key, where, part in parts:
            found[section, key] = _Part(place_of(where, document), part, sentences.get(where, ()))
    if "" in sentences:
        found["", ""] = _Part("", [str(one) for one in sentences[""]], sentences[""])
    return found
