"""Who does an import, and where they have come to, so that another can go on."""

from django.db import migrations, models
from django.db.models import JSONField


class Migration(migrations.Migration):
    dependencies = [("imports", "0002_walls")]

    operations = [
        migrations.AddField("import", "runner", models.TextField(default="", db_default="")),
        migrations.AddField("import", "place", JSONField(default=dict, db_default={})),
    ]
