"""Index only the entries that are looked for, and leave room beside accounts for what they become."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_kept_whole")]

    operations = [
        migrations.RemoveIndex("entry", "entries_of_account"),
        migrations.AlterField(
            "entry",
            "lot",
            models.ForeignKey(
                "ledger.lot", django.db.models.deletion.PROTECT, null=True, db_constraint=False, db_index=False
            ),
        ),
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["account", "-id"], name="entries_of_account", condition=models.Q(account__isnull=False)
            ),
        ),
        migrations.AddIndex(
            "entry", models.Index(fields=["lot"], name="lapses_of_lot", condition=models.Q(book="expired"))
        ),
        # A new sum fits beside the old one, so that no index has to learn of it.
        migrations.RunSQL(
            "alter table ledger_account set (fillfactor = 60)", "alter table ledger_account reset (fillfactor)"
        ),
    ]
