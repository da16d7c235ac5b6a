"""What of a return is money given back for goods that stay."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("receipts", "0005_promotions")]

    operations = [migrations.AddField("line", "allowance", models.BigIntegerField(default=0, db_default=0))]
