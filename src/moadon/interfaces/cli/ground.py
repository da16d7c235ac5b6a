"""What a command stands on: settings, Django, and a database that runs."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psycopg
from django.conf import settings

from moadon.interfaces.cli.outcome import CannotRun
from moadon.interfaces.ports import DatabaseServer, database_faults, database_server, field_keys_missing


@contextmanager
def ground() -> Iterator[None]:
    """Django set up and the database there for the block.

    With a database of one's own nothing is started; the bundled one is started if it does not run, and stopped
    again by whoever lets go of it last. CannotRun when the database is unsafe or cannot be reached.
    """
    with running_database():
        refuse_missing_keys()
        import django

        django.setup()
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()


@contextmanager
def running_database() -> Iterator[None]:
    """The database there and safe for the block, without setting Django up."""
    with ExitStack() as stack:
        if not settings.OWN_DATABASE:
            server = stack.enter_context(bundled().held())
            for notice in server.notices:
                print(notice, file=sys.stderr)
        refuse_unsafe()
        yield


def bundled() -> DatabaseServer:
    """The bundled server of `$MOADON_VAR`, with a port of the loopback where `MOADON_PG_PORT` asks for one."""
    port = os.environ.get("MOADON_PG_PORT")
    return database_server()(settings.MOADON_VAR / "postgres", port=int(port) if port else None)


def refuse_unsafe() -> None:
    """CannotRun unless the database answers, is new enough, and keeps what it says it kept."""
    with connected() as connection:
        faults = database_faults()(connection)
    if faults:
        raise CannotRun("the database must not be used as it is.\n- " + "\n- ".join(faults))


def refuse_missing_keys() -> None:
    """CannotRun when members are sealed with keys that this server does not have."""
    with connected() as connection:
        if connection.execute("SELECT to_regclass('members_sealing')").fetchone() == (None,):
            return
        connection.execute("SELECT set_config('moadon.directory', 'on', false)")
        used = connection.execute("SELECT DISTINCT unnest(older || newest) FROM members_sealing").fetchall()
    if not used:
        return
    path, missing = field_keys_missing()(key_id for (key_id,) in used)
    if missing:
        raise CannotRun(
            f"phones and e-mails of members are sealed with keys that are not in {path}: {', '.join(missing)}.\n"
            "No backup of the database holds them. Put the file back from where it was kept, or name its place in "
            "MOADON_FIELD_KEYS.\nIf it is lost for good, the members stay, with their cards, names and balances: "
            "docs/howto/keep-personal-data-sealed.md"
        )


@contextmanager
def connected() -> Iterator[psycopg.Connection[Any]]:
    """A plain connection to the database, apart from Django's. CannotRun when there is none to be had."""
    try:
        connection = psycopg.connect(settings.DATABASE_URL, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as problem:
        raise CannotRun(f"the database does not answer: {problem}") from problem
    with connection:
        yield connection
