"""One club's transaction: the application's role, the club's rows, and nothing that outlives the commit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.db import DatabaseError, transaction
from psycopg import errors

from moadon.store.statements import run

T = TypeVar("T")

ATTEMPTS = 8
_RETRIED = (errors.SerializationFailure, errors.DeadlockDetected)
# Plans are made for any number of rows: with one receipt or five hundred each look-up goes by its index.
_ENTER = """select set_config('role', 'moadon_app', true), set_config('plan_cache_mode', 'force_generic_plan', true),
                   set_config('moadon.club', %s, true), set_config('moadon.directory', %s, true)"""
_open_club: ContextVar[int | None] = ContextVar("open_club", default=None)


@contextmanager
def club_transaction(club_id: int) -> Iterator[None]:
    """Run the block in one transaction as the application's role, seeing only the rows of `club_id`.

    Everything is set for the transaction alone, so it works behind a transaction pooler. Inside a
    transaction of the same club it joins it; inside any other it raises RuntimeError.
    """
    open_club = _open_club.get()
    if open_club == club_id:
        with transaction.atomic():
            yield
        return
    if open_club is not None:
        raise RuntimeError("a transaction of another club is open")
    token = _open_club.set(club_id)
    try:
        with _entered(str(club_id), ""):
            yield
    finally:
        _open_club.reset(token)


@contextmanager
def directory_transaction() -> Iterator[None]:
    """Run the block as the application's role seeing only what tells whose a key or a person is."""
    with _entered("", "on"):
        yield


@contextmanager
def _entered(club: str, directory: str) -> Iterator[None]:
    with transaction.atomic(durable=True):
        run(_ENTER, (club, directory))
        yield


def retrying(work: Callable[[], T], *also: type[Exception]) -> T:
    """Call `work` again when the database asks for it (40001, 40P01) or it raises one of `also`.

    `work` must open its own transaction. The last attempt's error is raised as it is.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return work()
        except also:
            continue
        except DatabaseError as problem:
            if not isinstance(problem.__cause__, _RETRIED):
                raise
    return work()
