"""Number the transactions of the books by the database's own transactions, for those who copy what was added."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_walls")]

    operations = [
        migrations.RunSQL(
            """
            alter table ledger_transaction add column xact xid8 not null default pg_current_xact_id();
            create index transactions_by_xact on ledger_transaction (club_id, xact);
            """,
            "alter table ledger_transaction drop column xact;",
        ),
    ]
