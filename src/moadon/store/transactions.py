"""One club's transaction: the application's role, the club's rows, and nothing that outlives the commit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.db import DatabaseError, transaction
from psycopg import errors

from moadon.store.statements import before_others, pipelined, run

T = TypeVar("T")

ATTEMPTS = 8
_RETRIED = (errors.SerializationFailure, errors.DeadlockDetected)
# Plans are made for any number of rows: with one receipt or five hundred each look-up goes by its index.
_ENTER = """select set_config('role', 'moadon_app', true), set_config('plan_cache_mode', 'force_generic_plan', true),
                   set_config('moadon.club', %s, true), set_config('moadon.directory', %s, true)"""
_open_club: ContextVar[int | None] = ContextVar("open_club", default=None)
_joined: ContextVar[bool] = ContextVar("joined", default=False)


@contextmanager
def club_transaction(club_id: int, *, later: bool = False) -> Iterator[None]:
    """Run the block in one transaction as the application's role, seeing only the rows of `club_id`.

    Everything is set for the transaction alone, so it works behind a transaction pooler. Inside a
    transaction of the same club it joins it; inside any other it raises RuntimeError. `later`: the role is entered
    with the first statements of the block, which must go through this floor and not through a model.
    """
    open_club = _open_club.get()
    if open_club == club_id:
        joined = _joined.set(True)
        try:
            with transaction.atomic():
                yield
        finally:
            _joined.reset(joined)
        return
    if open_club is not None:
        raise RuntimeError("a transaction of another club is open")
    token = _open_club.set(club_id)
    try:
        with _entered(str(club_id), "", later=later):
            yield
    finally:
        _open_club.reset(token)


def joins_transaction(club_id: int) -> bool:
    """Whether `club_transaction` would join one that is open: locks taken in it outlive the block."""
    return _open_club.get() == club_id


@contextmanager
def directory_transaction() -> Iterator[None]:
    """Run the block as the application's role seeing only what tells whose a key or a person is."""
    with _entered("", "on", later=False):
        yield


@contextmanager
def _entered(club: str, directory: str, *, later: bool) -> Iterator[None]:
    with transaction.atomic(durable=True):
        if later:
            with before_others(_ENTER, (club, directory)):
                yield
        else:
            run(_ENTER, (club, directory))
            yield


@contextmanager
def last_statements() -> Iterator[None]:
    """Send the statements of the block together, and the commit with them where the transaction ends here.

    Nothing may be asked of the database after it. A transaction that was joined is committed by who opened it.
    """
    with pipelined():
        yield
        if not _joined.get():
            run("commit")


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
