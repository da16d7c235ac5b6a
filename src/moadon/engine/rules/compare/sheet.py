"""The sheet on which differences are gathered."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from moadon.engine.rules.compare.difference import Difference, Way
from moadon.engine.rules.document import Document
from moadon.engine.rules.findings import pointer
from moadon.kernel.sentences import Message


class Named(Protocol):
    """A part that has an id."""

    @property
    def id(self) -> str:
        """Its id, unique in its section."""


P = TypeVar("P", bound=Named)


class Sheet:
    """Two documents, and what has been found to differ."""

    def __init__(self, was: Document, now: Document) -> None:
        self.was = was
        self.now = now
        self.found: list[Difference] = []

    def note(self, where: Sequence[object], subject: str, way: Way, key: str, **params: object) -> None:
        """Add a difference at the place `where` (parts of a pointer)."""
        why = Message(f"compare.why.{way.why}", {}) if way.why else None
        self.found.append(Difference(pointer(*where), subject, way.direction, Message(f"compare.{key}", params), why))

    def changed(self, where: Sequence[object], what: Message, way: Way, topic: str, now: object, was: object) -> None:
        """Add that a part of `what`, called `topic`, is `now` where it was `was`."""
        subject = str(where[1]) if len(where) > 1 else ""
        self.note(
            where, subject, way, "changed", what=what, topic=Message(f"compare.topic.{topic}", {}), now=now, was=was
        )


def pairs(was: Sequence[P], now: Sequence[P]) -> list[tuple[int | None, P | None, P | None]]:
    """Parts of the same id beside each other, with the place of the newer one: kept and new ones, then those gone."""
    before = {part.id: part for part in was}
    after = {part.id for part in now}
    found: list[tuple[int | None, P | None, P | None]] = [(i, before.get(part.id), part) for i, part in enumerate(now)]
    return found + [(i, part, None) for i, part in enumerate(was) if part.id not in after]
