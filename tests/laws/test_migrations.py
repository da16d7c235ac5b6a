"""What the code of the version before cannot live with is done afterwards, by migrations that say so by their name."""

import re
from collections.abc import Iterable, Iterator

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from moadon.store.pending import AFTER

_TAKES_AWAY = (
    migrations.RemoveField,
    migrations.RenameField,
    migrations.DeleteModel,
    migrations.RenameModel,
    migrations.AlterModelTable,
)
_SQL = re.compile(
    r"\b(drop\s+column|drop\s+table|rename\s+(column|to)|set\s+not\s+null|alter\s+column\s+\w+\s+(set\s+data\s+)?type)\b",
    re.IGNORECASE,
)
OLDER = {("members", "0003_words"), ("receipts", "0007_packed")}
"""Written before the law. Nobody had a version that ran beside them. The set only grows smaller."""


def breaks(operation: Operation, app: str, state: ProjectState) -> bool:
    """Whether code that knows nothing of `operation` fails after it; `state` is how things were before it."""
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        return any(breaks(inner, app, state) for inner in operation.database_operations)
    if isinstance(operation, migrations.RunSQL):
        return any(_SQL.search(text) for text in _texts(operation.sql))
    if isinstance(operation, migrations.AddField):
        return _has_to_be_given(operation.field)
    if isinstance(operation, migrations.AlterField):
        before = state.models[app, operation.model_name_lower].fields[operation.name]
        return _is_tighter(before, operation.field)
    return isinstance(operation, _TAKES_AWAY)


def _texts(sql: object) -> Iterator[str]:
    if isinstance(sql, str):
        yield sql
    elif isinstance(sql, Iterable):
        for part in sql:
            yield from _texts(part)


def _has_to_be_given(field: models.Field) -> bool:
    generated = isinstance(field, models.ManyToManyField | models.GeneratedField)
    return not (generated or field.null or field.has_db_default())


def _is_tighter(before: models.Field, now: models.Field) -> bool:
    other_kind = before.get_internal_type() != now.get_internal_type()
    lost_default = before.has_db_default() and not now.has_db_default() and not now.null
    return other_kind or lost_default or (before.null and not now.null)


def found() -> dict[tuple[str, str], list[str]]:
    """Our migrations -> what in them the version before cannot live with."""
    loader = MigrationLoader(None)
    told: dict[tuple[str, str], list[str]] = {}
    for (app, name), migration in loader.disk_migrations.items():
        if not migration.__module__.startswith("moadon."):
            continue
        state = loader.project_state((app, name), at_end=False)
        told[app, name] = []
        for operation in migration.operations:
            made_here = isinstance(operation, migrations.CreateModel) or name.startswith("0001_")
            if not made_here and breaks(operation, app, state):
                told[app, name].append(operation.describe())
            operation.state_forwards(app, state)
    return told


def test_what_the_version_before_cannot_live_with_is_named_as_for_afterwards() -> None:
    wrong = {name: said for name, said in found().items() if said and not name[1].endswith(AFTER)}

    assert wrong.keys() - OLDER == set(), "\n".join(f"{name}: {said}" for name, said in wrong.items())
    assert OLDER - wrong.keys() == set(), "no longer needed in OLDER"


def test_our_migrations_are_read() -> None:
    assert len(found()) >= 40


@pytest.mark.parametrize(
    ("operation", "is_for_afterwards"),
    [
        (migrations.RemoveField("shelf", "old"), True),
        (migrations.RenameField("shelf", "old", "new"), True),
        (migrations.DeleteModel("shelf"), True),
        (migrations.AddField("shelf", "new", models.TextField(default="")), True),
        (migrations.AddField("shelf", "new", models.TextField(default="", db_default="")), False),
        (migrations.AddField("shelf", "new", models.TextField(null=True)), False),
        (migrations.AlterField("shelf", "old", models.TextField()), True),
        (migrations.AlterField("shelf", "old", models.IntegerField(null=True)), True),
        (migrations.AlterField("shelf", "old", models.TextField(null=True, db_index=True)), False),
        (migrations.RunSQL("alter table shelf drop column old"), True),
        (migrations.RunSQL(["ALTER TABLE shelf ALTER COLUMN old TYPE int USING 1"]), True),
        (migrations.RunSQL("alter table shelf rename to rack", migrations.RunSQL.noop), True),
        (migrations.RunSQL("create index on shelf (old)", "drop table shelf"), False),
        (
            migrations.SeparateDatabaseAndState(database_operations=[migrations.RunSQL("drop table shelf")]),
            True,
        ),
        (migrations.RemoveIndex("shelf", "by_old"), False),
    ],
    ids=lambda given: given.describe() if isinstance(given, Operation) else "",
)
def test_what_is_for_afterwards(operation: Operation, is_for_afterwards: bool) -> None:
    state = ProjectState()
    made = migrations.CreateModel("shelf", [("id", models.IntegerField(primary_key=True)),
                                            ("old", models.TextField(null=True))])  # fmt: skip
    made.state_forwards("shelves", state)

    assert breaks(operation, "shelves", state) is is_for_afterwards
