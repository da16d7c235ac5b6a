"""What the database itself guarantees, asked of its catalogue: a table that was forgotten fails here."""

import pytest

from tests.platform.database import TestDatabase

APP = "moadon_app"
OF_NO_CLUB = {
    "clubs_club",
    "clubs_user",
    "clubs_user_groups",
    "clubs_user_user_permissions",
    "signins_session",
    "signins_try",
}
"""Tables of ours that belong to no single club."""

_CLUB_TABLES = """
    SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
           EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND EXISTS (SELECT 1 FROM pg_attribute a
                  WHERE a.attrelid = c.oid AND a.attname = 'club_id' AND NOT a.attisdropped)
"""


def test_every_table_of_a_club_is_walled_off(database: TestDatabase) -> None:
    rows = database.admin.execute(_CLUB_TABLES).fetchall()

    assert len(rows) > 10
    assert [name for name, enabled, forced, policy in rows if not (enabled and forced and policy)] == []


def test_every_table_of_ours_has_a_club_or_is_known_to_have_none(database: TestDatabase) -> None:
    from django.apps import apps

    with_club = {row[0] for row in database.admin.execute(_CLUB_TABLES).fetchall()}
    ours = {
        model._meta.db_table
        for config in apps.get_app_configs()
        if config.name.startswith("moadon.")
        for model in config.get_models(include_auto_created=True)
    }

    assert ours - with_club - OF_NO_CLUB == set()


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_transaction"])
@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE"])
def test_the_books_refuse_to_be_changed(database: TestDatabase, table: str, right: str) -> None:
    column = "has_any_column_privilege" if right == "UPDATE" else "has_table_privilege"
    row = database.admin.execute(f"SELECT {column}(%s, %s, %s)", [APP, table, right]).fetchone()

    assert row == (False,)


def test_the_application_owns_nothing_and_bypasses_nothing(database: TestDatabase) -> None:
    row = database.admin.execute(
        """SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin,
                  EXISTS (SELECT 1 FROM pg_class WHERE relowner = r.oid)
           FROM pg_roles r WHERE rolname = %s""",
        [APP],
    ).fetchone()

    assert row == (False, False, False, False, False, False)


def test_the_application_cannot_change_tables(database: TestDatabase) -> None:
    row = database.admin.execute("SELECT has_schema_privilege(%s, 'public', 'CREATE')", [APP]).fetchone()

    assert row == (False,)


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_every_migration_can_be_taken_back() -> None:
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None)
    one_way = [
        f"{app}.{name}"
        for (app, name), migration in loader.disk_migrations.items()
        if migration.__module__.startswith("moadon.")
        for operation in migration.operations
        if not operation.reversible
    ]

    assert one_way == [], "\n".join(one_way)
