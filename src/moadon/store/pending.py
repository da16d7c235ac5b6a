"""Migrations that the database lacks, and which of them the code that still runs can live with."""

from collections.abc import Iterable

from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor

AFTER = "_after"
"""How the name of a migration ends that the code before it cannot live with; see docs/why/before-and-after.md."""


def pending(*, after: bool = True) -> list[Migration]:
    """What the database lacks, in the order of being applied.

    Without `after`, only what runs beside the code of the version before: neither a migration that is named as one for
    afterwards nor one that builds on such a one.
    """
    executor = MigrationExecutor(connection)
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    return plan if after else list(_without_after(plan))


def _without_after(plan: Iterable[Migration]) -> Iterable[Migration]:
    left_out: set[tuple[str, str]] = set()
    for migration in plan:
        if migration.name.endswith(AFTER) or not left_out.isdisjoint(migration.dependencies):
            left_out.add((migration.app_label, migration.name))
        else:
            yield migration
