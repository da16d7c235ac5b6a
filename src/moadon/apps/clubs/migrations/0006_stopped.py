"""Employees and tills can be stopped for now."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clubs", "0005_keys_renewed")]

    operations = [
        migrations.AddField("employee", "stopped_at", models.DateTimeField(null=True)),
        migrations.AddField("till", "stopped_at", models.DateTimeField(null=True)),
    ]
