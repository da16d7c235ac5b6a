"""Letters that bring a gift card: which one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("credentials", "0003_pages")]

    operations = [
        migrations.AddField("letter", "card_id", models.BigIntegerField(null=True)),
        migrations.AddIndex(
            "letter",
            models.Index(fields=["card_id"], name="letters_of_card", condition=models.Q(card_id__isnull=False)),
        ),
    ]
