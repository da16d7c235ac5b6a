"""`moadon migrate`: the tables of the database, brought up to date."""

import sys

from django.conf import settings

from moadon.interfaces.cli.ground import connected, ground
from moadon.interfaces.cli.outcome import CannotRun
from moadon.interfaces.ports import database_roles


def command() -> None:
    """Bring the tables of the database up to date. Safe to run again; two at once wait for each other."""
    with ground():
        done = migrate()
    print(f"{done} migrations applied" if done else "nothing to do", file=sys.stderr)


def missing_migrations() -> int:
    """How many migrations the database lacks. Needs `ground`."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> int:
    """Apply what is missing and hand back how many migrations that were. Needs `ground`.

    On a database of one's own the application's role is made first; CannotRun with the SQL if that is not allowed.
    """
    from django.core.management import call_command

    with connected() as guard:
        guard.execute("SELECT pg_advisory_lock(7033)")
        if settings.OWN_DATABASE:
            try:
                database_roles()(guard)
            except RuntimeError as problem:
                raise CannotRun(str(problem)) from problem
        missing = missing_migrations()
        if missing:
            call_command("migrate", verbosity=0, interactive=False)
    return missing
