"""Holds that only one thing may be paid with."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_holds")]

    operations = [migrations.AddField("hold", "redemption", models.BigIntegerField(null=True))]
