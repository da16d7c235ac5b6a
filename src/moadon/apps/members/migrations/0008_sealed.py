"""Room for phones and e-mails that are sealed, beside those that the version before keeps as they are."""

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models.functions import Now

from moadon.apps.members.migrations import _beside
from moadon.store.row_security import club_rows


class Migration(migrations.Migration):
    dependencies = [("members", "0008_spending_stopped")]

    operations = [
        *[
            migrations.AddField("member", f"{name}_{kind}", models.BinaryField(null=True))
            for name in ("phone", "email")
            for kind in ("box", "mark")
        ],
        *[
            migrations.AddConstraint(
                "member",
                models.UniqueConstraint(fields=["club_id", f"{name}_mark"], name=f"one_member_per_{name}_mark"),
            )
            for name in ("phone", "email")
        ],
        migrations.CreateModel(
            name="Sealing",
            fields=[
                ("club_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("newest", models.TextField()),
                (
                    "older",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), db_default=[], default=list, size=None
                    ),
                ),
                ("since", models.DateTimeField(db_default=Now())),
            ],
            options={"db_table": "members_sealing"},
        ),
        club_rows("members_sealing", directory=True),
        migrations.RunSQL(_beside.BESIDE, _beside.ALONE),
    ]
