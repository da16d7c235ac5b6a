"""Whom a member brought is found without looking at all who were brought."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0006_friends")]

    operations = [
        migrations.AddIndex(
            "member",
            models.Index(
                fields=["referred_by"], name="members_by_referrer", condition=models.Q(referred_by__isnull=False)
            ),
        ),
    ]
