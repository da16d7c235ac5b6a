"""Refusals in words, for the file of rejected rows."""

from functools import lru_cache
from pathlib import Path

from moadon.apps.clubs.types import ClubInfo
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import LANGUAGES, Catalogue, Message
from moadon.kernel.shapes import Shapes

PACKAGE = Path(__file__).resolve().parents[2]


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The sentences of every room."""
    return Catalogue.load(*(path.parent for path in sorted(PACKAGE.rglob("words/en.yaml"))))


class Teller:
    """Says why in one language, in the club's own shapes of numbers and days."""

    def __init__(self, club: ClubInfo, language: str | None = None) -> None:
        spoken = language if language in LANGUAGES else club.languages[0]
        self._shapes = Shapes(spoken, club.currency, club.calendar, club.time_zone)  # type: ignore[arg-type]

    def reason(self, refused: Refused) -> str:
        """The refusal as a sentence, with the name of our field before it where one is at fault."""
        key = f"refusal.{refused.code}"
        if not catalogue().knows(key):
            return refused.code.replace("_", " ")
        said = catalogue().tell(Message(key, refused.params), self._shapes)
        name = (refused.field or "").rpartition(".")[2]
        field = f"import.field.{name}"
        return f"{catalogue().tell(Message(field, {}), self._shapes)}: {said}" if catalogue().knows(field) else said
