"""Categories count their changes, so that a change can insist on what was seen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_changes")]

    operations = [migrations.AddField("category", "edition", models.IntegerField(db_default=1))]
