"""Walls between clubs and the rights of the application."""

from django.db import migrations

from moadon.store.row_security import MAKE_ROLE, club_rows, only_added


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_tables")]

    operations = [
        MAKE_ROLE,
        migrations.RunSQL(
            """
            alter table audit_fact add column xact xid8 not null default pg_current_xact_id();
            create index facts_by_xact on audit_fact (club_id, xact, id);
            """,
            "alter table audit_fact drop column xact;",
        ),
        club_rows("audit_fact", may="select, insert"),
        club_rows("audit_fact_reader"),
        club_rows("audit_deed", may="select, insert"),
        only_added("audit_deed"),
        club_rows("audit_answer", may="select, insert, delete"),
    ]
