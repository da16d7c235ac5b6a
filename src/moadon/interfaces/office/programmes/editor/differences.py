"""What one document says that another did not, in the words of the engine: sentences that came, went or changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.programmes import queries as programmes
from moadon.apps.programmes.types import documents
from moadon.interfaces.office.programmes.editor.bodies import plain
from moadon.interfaces.office.programmes.editor.places import place_of
from moadon.interfaces.office.programmes.editor.saying import say
from moadon.interfaces.office.programmes.told import server_now
from moadon.store import club_transaction


@dataclass(frozen=True)
class Difference:
    """One part: what it is called, what it said and what it says. Empty where it was, or is, not there."""

    title: str
    before: Sequence[SafeString] = ()
    after: Sequence[SafeString] = ()


def live_document(club: ClubInfo, code: str) -> dict[str, Any] | None:
    """The document of a programme that is live now; None where none is."""
    with club_transaction(club.id):
        shelf = programmes.shelf(club)
    version = next((one for one in shelf.versions_at(server_now()) if one.programme == code), None)
    return plain(documents[version.id].as_json()) if version else None


def differences(club: ClubInfo, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What is different, in the order of the page; parts are the same part where they have the same id."""
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
