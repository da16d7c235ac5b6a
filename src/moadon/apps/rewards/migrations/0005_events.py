"""Events that no receipt tells, each once."""

import django.db.models.functions.datetime
from django.db import migrations, models

from moadon.store.row_security import club_rows, only_added


class Migration(migrations.Migration):
    dependencies = [("rewards", "0004_promotions")]

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("club_id", models.BigIntegerField()),
                ("member_id", models.BigIntegerField()),
                ("key", models.TextField()),
                ("type", models.TextField()),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("data", models.JSONField()),
                ("earned", models.JSONField()),
                ("answer", models.TextField()),
            ],
            options={
                "db_table": "rewards_event",
                "indexes": [models.Index(fields=["member_id", "-at", "-id"], name="events_of_member")],
                "constraints": [
                    models.UniqueConstraint(fields=["club_id", "key"], name="an_event_happens_once"),
                ],
            },
        ),
        club_rows("rewards_event", may="select, insert"),
        only_added("rewards_event"),
    ]
