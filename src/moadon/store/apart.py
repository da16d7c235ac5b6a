"""Writing that stands whatever becomes of the transaction at hand."""

from collections.abc import Callable
from threading import Thread
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def apart(work: Callable[[], T]) -> T:
    """Do `work` on a connection of its own and wait for what it gives. Raises what it raised.

    It must not want what the open transaction has locked: both would wait for ever.
    """
    given: list[T] = []
    problems: list[BaseException] = []

    def alone() -> None:
        try:
            given.append(work())
        except BaseException as problem:  # noqa: BLE001  # it is raised where it was asked for
            problems.append(problem)
        finally:
            connection.close()

    thread = Thread(target=alone, name="apart")
    thread.start()
    thread.join()
    if problems:
        raise problems[0]
    return given[0]
