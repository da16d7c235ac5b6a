"""What promotions give on each line of a sale, and what of it a return takes away from lines that stay."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("receipts", "0004_kept_whole")]

    operations = [
        migrations.AddField("receipt", "promotions", models.JSONField(default=dict, db_default={})),
        migrations.RunSQL("grant update (promotions) on receipts_receipt to moadon_app;", migrations.RunSQL.noop),
        migrations.RemoveConstraint("line", "a_line_has_units"),
        migrations.AddConstraint(
            "line",
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0) | models.Q(quantity=0, total=0, of_line__isnull=False),
                name="a_line_has_units",
            ),
        ),
    ]
