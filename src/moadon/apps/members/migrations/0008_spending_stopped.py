"""Members who may spend nothing until somebody has looked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0007_referrers")]

    operations = [
        migrations.AddField("member", "spending_stopped", models.BooleanField(default=False, db_default=False)),
    ]
