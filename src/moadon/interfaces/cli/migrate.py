"""`moadon migrate`: the tables of the database, brought up to date beside a club that runs."""

import sys
import time

import typer
from django.conf import settings

from moadon.interfaces.cli.ground import connected, ground
from moadon.interfaces.cli.outcome import CannotRun
from moadon.interfaces.ports import database_roles

PATIENCE = 60.0
_LOCK = "1s"
"""How long a migration may stand in line for a table: whoever comes after it stands in line behind it, tills too."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 8.0


def command(
    before: bool = typer.Option(
        False, "--before", help="Only what the version before can live with: run it while that one still serves."
    ),
    patience: float = typer.Option(PATIENCE, "--patience", help="Seconds to go on trying while a table is in use."),
) -> None:
    """Bring the tables of the database up to date. Safe to run again; two at once wait for each other."""
    with ground():
        done = migrate(before=before, patience=patience)
    print(f"{done} migrations applied" if done else "nothing to do", file=sys.stderr)


def missing_migrations() -> int:
    """How many migrations the database lacks that the code cannot do without. Needs `ground`."""
    from moadon.store.pending import pending

    return len(pending(after=False))


def migrate(*, before: bool = False, patience: float = PATIENCE) -> int:
    """Apply what is missing and hand back how many migrations that were. Needs `ground`.

    A table in use is waited for a second at a time, for `patience` seconds in all; CannotRun names who uses it. On a
    database of one's own the application's role is made first; CannotRun with the SQL if that is not allowed.
    """
    from moadon.store.pending import pending

    with connected() as guard:
        guard.execute("SELECT pg_advisory_lock(7033)")
        if settings.OWN_DATABASE:
            try:
                database_roles()(guard)
            except RuntimeError as problem:
                raise CannotRun(str(problem)) from problem
        missing = len(pending(after=not before))
        if missing:
            _apply(time.monotonic() + patience, before=before)
    return missing


def _apply(deadline: float, *, before: bool) -> None:
    """Apply what is missing, again with growing pauses while a table is in use. What was applied stays applied."""
    from django.db import OperationalError, connection
    from psycopg.errors import LockNotAvailable

    pause = _FIRST_PAUSE
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [_LOCK])
        try:
            _run(before=before)
        except OperationalError as problem:
            if not isinstance(problem.__cause__, LockNotAvailable):
                raise
            if time.monotonic() + pause > deadline:
                raise CannotRun(f"a table that must be changed is in use. {_who_works()}Try again later.") from problem
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        else:
            return
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")


def _run(*, before: bool) -> None:
    from django.core.management import call_command

    from moadon.store.pending import pending

    if not before:
        call_command("migrate", verbosity=0, interactive=False)
        return
    for migration in pending(after=False):
        call_command("migrate", migration.app_label, migration.name, verbosity=0, interactive=False)


def _who_works() -> str:
    """Who holds tables of ours, the longest first, one line each."""
    with connected() as asking:
        rows = asking.execute(
            """SELECT format('- process %s (%s, %s)%s', pid, coalesce(nullif(application_name, ''), 'no name'),
                             coalesce(state, 'of another account'),
                             ' for ' || round(extract(epoch FROM now() - xact_start)) || ' s')
               FROM pg_stat_activity JOIN (
                 SELECT DISTINCT pid FROM pg_locks JOIN pg_database ON pg_database.oid = database
                 WHERE datname = current_database() AND granted AND relation >= 16384
               ) AS holding USING (pid)
               ORDER BY xact_start LIMIT 5"""
        ).fetchall()
    return "".join(["In use by:\n", *(f"{line}\n" for (line,) in rows)]) if rows else ""
