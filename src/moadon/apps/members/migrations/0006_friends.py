"""Who brought whom, and the first purchase that was told of."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0005_segments")]

    operations = [
        migrations.AddField("member", "referred_by", models.BigIntegerField(null=True)),
        migrations.AddField("member", "first_receipt", models.BigIntegerField(null=True)),
        migrations.AddIndex(
            "member",
            models.Index(fields=["id"], name="members_brought", condition=models.Q(referred_by__isnull=False)),
        ),
    ]
