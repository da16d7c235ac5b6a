"""Writing that stands whatever becomes of the transaction at hand."""

from collections.abc import Callable
from threading import Thread

from django.db import connection


def apart(work: Callable[[], None]) -> None:
    """Do `work` on a connection of its own and wait for it. Raises what it raised.

    It must not want what the open transaction has locked: both would wait for ever.
    """
    problems: list[BaseException] = []

    def alone() -> None:
        try:
            work()
        except BaseException as problem:  # noqa: BLE001  # it is raised where it was asked for
            problems.append(problem)
        finally:
            connection.close()

    thread = Thread(target=alone, name="apart")
    thread.start()
    thread.join()
    if problems:
        raise problems[0]
