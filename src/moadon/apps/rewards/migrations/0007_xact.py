"""Number changes of levels by the database's own transactions, for those who copy what was added."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("rewards", "0006_tiers")]

    operations = [
        migrations.RunSQL(
            """
            alter table rewards_tier add column xact xid8 not null default pg_current_xact_id();
            create index tiers_by_xact on rewards_tier (club_id, xact);
            """,
            "alter table rewards_tier drop column xact;",
        ),
    ]
