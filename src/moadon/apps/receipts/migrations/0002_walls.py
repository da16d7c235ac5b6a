"""Walls between clubs and the rights of the application."""

from django.db import migrations

from moadon.store.row_security import club_rows, only_added


class Migration(migrations.Migration):
    dependencies = [("receipts", "0001_tables"), ("audit", "0002_walls")]

    operations = [
        migrations.RunSQL(
            """
            alter table receipts_receipt add column xact xid8 not null default pg_current_xact_id();
            create index receipts_by_xact on receipts_receipt (club_id, xact, id);
            """,
            "alter table receipts_receipt drop column xact;",
        ),
        club_rows("receipts_receipt", may="select, insert"),
        migrations.RunSQL("grant update (state) on receipts_receipt to moadon_app;", migrations.RunSQL.noop),
        club_rows("receipts_line", may="select, insert"),
        only_added("receipts_line"),
        club_rows("receipts_parked_return", may="select, insert, update"),
    ]
