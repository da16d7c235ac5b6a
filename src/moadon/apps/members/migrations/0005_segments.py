"""The groups of members that a member belongs to."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0004_changes")]

    operations = [
        migrations.AddField(
            "member",
            "segments",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), db_default=[], default=list, size=None
            ),
        ),
    ]
