"""Check what rows name once per statement, and drop indexes that another covers."""

import django.db.models.deletion
from django.db import migrations, models

from moadon.store.references import refers, stays


def _names(table: str, *, null: bool = False, db_index: bool = True) -> models.Field:  # type: ignore[type-arg]
    protect = django.db.models.deletion.PROTECT
    return models.ForeignKey(f"ledger.{table}", protect, null=null, db_constraint=False, db_index=db_index)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_xact")]

    operations = [
        migrations.AlterField("lot", "account", _names("account", db_index=False)),
        migrations.AlterField("entry", "transaction", _names("transaction")),
        migrations.AlterField("entry", "account", _names("account", null=True, db_index=False)),
        migrations.AlterField("entry", "lot", _names("lot", null=True)),
        stays("ledger_account", "id, club_id, owner, wallet"),
        stays("ledger_lot", "id, club_id"),
        refers("ledger_lot", {"account_id": "ledger_account t where t.id = w.account_id and t.club_id = w.club_id"}),
        refers(
            "ledger_entry",
            {
                "transaction_id": "ledger_transaction t where t.id = w.transaction_id and t.club_id = w.club_id",
                "account_id": "ledger_account t where t.id = w.account_id and t.club_id = w.club_id and t.wallet = w.wallet",
                "lot_id": """ledger_lot t where t.id = w.lot_id and t.club_id = w.club_id
                             and t.account_id = coalesce(w.account_id, t.account_id)""",
            },
        ),
    ]
