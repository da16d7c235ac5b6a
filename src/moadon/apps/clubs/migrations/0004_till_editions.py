"""Tills count their changes, so that a change can insist on what was seen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clubs", "0003_changes")]

    operations = [migrations.AddField("till", "edition", models.IntegerField(db_default=1))]
