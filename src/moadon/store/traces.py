"""Where time goes: spans of requests, flows and jobs, each with how often and how long it asked the database.

Off unless a teller is given, and then each of these costs one comparison. A span has names of ours and numbers; never
what somebody typed, never a statement or its parameters.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
Figure = str | int | float


class Told(Protocol):
    """A span as the teller has it."""

    trace: str
    """The id of the trace, 32 hexadecimal digits."""

    def rename(self, name: str) -> None:
        """Call it otherwise, now that more is known."""

    def note(self, figures: Mapping[str, Figure]) -> None:
        """Add figures to it."""


class Teller(Protocol):
    """Who tells of spans."""

    def span(self, name: str, caller: Mapping[str, str] | None) -> AbstractContextManager[Told]:
        """A span for the block, below the one that is open. `caller`: headers of a request that may name a trace."""


class Span:
    """A span that is open."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.statements = 0
        self.seconds = 0.0

    def count(self, statements: int, seconds: float) -> None:
        """The database was asked so often and took so long."""
        self.statements += statements
        self.seconds += seconds


_teller: Teller | None = None
_open: ContextVar[Span | None] = ContextVar("open_span", default=None)
_OFF: AbstractContextManager[None] = nullcontext()


def tell(teller: Teller | None) -> None:
    """From now on spans of this process go to `teller`; None turns them off."""
    global _teller  # noqa: PLW0603  # one for the process, set when it starts
    _teller = teller


def is_on() -> bool:
    """Whether anybody is told."""
    return _teller is not None


def current() -> Span | None:
    """The span that is open here."""
    return _open.get() if _teller is not None else None


def trace_id() -> str | None:
    """The id of the trace that is open here, for a line of the log."""
    span = current()
    return span.told.trace if span is not None else None


def span(name: str, caller: Mapping[str, str] | None = None) -> AbstractContextManager[Span | None]:
    """A span called `name` for the block."""
    return _OFF if _teller is None else _spanned(_teller, name, caller)


def traced(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Have each call of a function be a span called `name`."""

    def dressed(work: Callable[P, R]) -> Callable[P, R]:
        @wraps(work)
        def spanned(*args: P.args, **kwargs: P.kwargs) -> R:
            if _teller is None:
                return work(*args, **kwargs)
            with span(name):
                return work(*args, **kwargs)

        return spanned

    return dressed


@contextmanager
def _spanned(teller: Teller, name: str, caller: Mapping[str, str] | None) -> Iterator[Span]:
    outer = _open.get()
    with teller.span(name, caller) as told:
        mine = Span(told)
        token = _open.set(mine)
        try:
            yield mine
        except Exception as problem:
            told.note({"error.type": type(problem).__name__})
            raise
        finally:
            _open.reset(token)
            told.note({"db.statements": mine.statements, "db.seconds": round(mine.seconds, 6)})
            if outer is not None:
                outer.count(mine.statements, mine.seconds)
