"""Room for answers that are sealed."""

from django.db import migrations, models

from moadon.store.row_security import APP_ROLE


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_changes")]

    operations = [
        migrations.AddField("rememberedanswer", "box", models.BinaryField(null=True)),
        # With another key what is remembered is sealed anew; what was told, and to whom, cannot be changed.
        migrations.RunSQL(
            f"grant update (box, body) on audit_answer to {APP_ROLE}",
            f"revoke update (box, body) on audit_answer from {APP_ROLE}",
        ),
    ]
