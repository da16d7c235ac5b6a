"""Check what rows name once per statement, and drop an index that another covers."""

import django.db.models.deletion
from django.db import migrations, models

from moadon.store.references import refers, stays


def _names_receipt(*, null: bool = False) -> models.Field:  # type: ignore[type-arg]
    protect = django.db.models.deletion.PROTECT
    return models.ForeignKey("receipts.receipt", protect, null=null, db_constraint=False, db_index=False)


class Migration(migrations.Migration):
    dependencies = [("receipts", "0003_numbers_of_branches")]

    operations = [
        migrations.AlterField("receipt", "of_receipt", _names_receipt(null=True)),
        migrations.AlterField("line", "receipt", _names_receipt()),
        stays("receipts_receipt", "id, club_id"),
        refers(
            "receipts_receipt",
            {"of_receipt_id": "receipts_receipt t where t.id = w.of_receipt_id and t.club_id = w.club_id"},
        ),
        refers(
            "receipts_line", {"receipt_id": "receipts_receipt t where t.id = w.receipt_id and t.club_id = w.club_id"}
        ),
    ]
