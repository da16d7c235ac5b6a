"""Devices that are a page of ours: found by a digest of their link."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("credentials", "0002_walls")]

    operations = [
        migrations.AddField("device", "link", models.BinaryField(null=True)),
        migrations.AddConstraint(
            "device", models.UniqueConstraint(fields=["club_id", "link"], name="one_page_per_link")
        ),
    ]
