"""A key's secret can be replaced while the one before still does for a while; when it was last used is known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clubs", "0004_till_editions")]

    operations = [
        migrations.AddField("apikey", "old_digest", models.BinaryField(null=True, unique=True)),
        migrations.AddField("apikey", "old_until", models.DateTimeField(null=True)),
        migrations.AddField("apikey", "used_at", models.DateTimeField(null=True)),
    ]
