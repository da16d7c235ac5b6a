"""Questions to the database as values, so that several can be sent at once and answered by one wait."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from moadon.store.pipeline import Rows
from moadon.store.statements import pipelined, run, sent

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """One statement and what its rows mean."""

    sql: str
    params: Sequence[object]
    read: Callable[[Rows], T]


class Answer(Generic[T]):
    """What a question sent with others is answered with. Known once their block has ended."""

    __slots__ = ("_fetch", "_read")

    def __init__(self, fetch: Callable[[], Rows], read: Callable[[Rows], T]) -> None:
        self._fetch = fetch
        self._read = read

    def get(self) -> T:
        """The answer. To be asked for once: rows are read when they are wanted."""
        return self._read(self._fetch())


class Asking:
    """The open block of `together`."""

    __slots__ = ()

    def __call__(self, question: Question[T]) -> Answer[T]:
        """Send one question of the block."""
        return Answer(sent(question.sql, question.params), question.read)


def ask(question: Question[T]) -> T:
    """Ask one question and wait for its answer."""
    return question.read(run(question.sql, question.params))


@contextmanager
def together() -> Iterator[Asking]:
    """Send the questions of the block one after the other and wait for the database once, at its end.

    They are answered in order, each as if it had been asked alone: a later one sees what an earlier one locked.
    """
    with pipelined():
        yield Asking()
