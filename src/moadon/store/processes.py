"""Work in a process of its own, for what one interpreter is too slow for."""

import multiprocessing
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

import django
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.utils.module_loading import import_string


@contextmanager
def beside(place: str, order: object) -> Iterator[Connection]:
    """Run the function at `place` ("moadon.flows.x.work") in another process; gives this end of the pipe between both.

    The function gets the other end and `order`, on the database of this process. It starts from nothing: a copy of
    this process would share its connections and locks. When this process ends, in whatever way, the pipe breaks.
    Leaving the block waits for it; leaving by an exception ends it.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    given = pickle.dumps(order), dict(connection.settings_dict)
    process = context.Process(target=_work, args=(theirs, place, *given), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    except BaseException:
        process.terminate()
        raise
    finally:
        process.join()
        ours.close()


def _work(pipe: Connection, place: str, order: bytes, database: dict[str, Any]) -> None:
    django.setup()
    connections.settings[DEFAULT_DB_ALIAS].update(database)
    work: Callable[[Connection, object], None] = import_string(place)
    work(pipe, pickle.loads(order))  # noqa: S301  # what this very program packed
