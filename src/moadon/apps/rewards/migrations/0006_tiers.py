"""Levels that members hold, as a log that is only added to, and the days on which the night looks at them again."""

import django.db.models.functions.datetime
from django.db import migrations, models

from moadon.store.row_security import club_rows, only_added


class Migration(migrations.Migration):
    dependencies = [("rewards", "0005_events")]

    operations = [
        migrations.CreateModel(
            name="TierChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("club_id", models.BigIntegerField()),
                ("member_id", models.BigIntegerField()),
                ("programme", models.TextField()),
                ("ladder", models.TextField()),
                ("version", models.IntegerField()),
                ("level", models.TextField(null=True)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("cause", models.TextField()),
                ("reason", models.TextField(default="")),
                ("by", models.TextField(default="")),
                ("carried", models.TextField(null=True)),
                ("falls_on", models.DateField(null=True)),
                ("by_hand", models.TextField(null=True)),
                ("by_hand_until", models.DateField(null=True)),
                ("receipt", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "rewards_tier",
                "indexes": [
                    models.Index(fields=["member_id", "programme", "ladder", "at", "id"], name="tiers_of_member")
                ],
            },
        ),
        migrations.CreateModel(
            name="TierTurn",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "member_id",
                        "programme",
                        "ladder",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("club_id", models.BigIntegerField()),
                ("member_id", models.BigIntegerField()),
                ("programme", models.TextField()),
                ("ladder", models.TextField()),
                ("due_on", models.DateField(null=True)),
            ],
            options={
                "db_table": "rewards_tierturn",
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_on__isnull", False)), fields=["club_id", "due_on"], name="tiers_due"
                    )
                ],
            },
        ),
        club_rows("rewards_tier", may="select, insert"),
        only_added("rewards_tier"),
        club_rows("rewards_tierturn", may="select, insert, update"),
    ]
