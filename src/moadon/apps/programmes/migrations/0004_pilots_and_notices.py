"""Who changed a programme, versions for some members only, versions that stop, and notices of changes."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0003_changes"),
    ]

    operations = [
        migrations.AddField(
            model_name="programme",
            name="updated_by",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddField(
            model_name="version",
            name="pilot",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name="Stop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("club_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("noted_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("noted_by", models.TextField(default="")),
                ("version", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="programmes.version")),
            ],
            options={
                "db_table": "programmes_stop",
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("club_id", models.BigIntegerField()),
                ("against", models.IntegerField()),
                ("announced_at", models.DateTimeField()),
                ("announced_by", models.TextField(default="")),
                ("takes_effect_at", models.DateTimeField()),
                ("members", models.IntegerField()),
                ("country", models.TextField()),
                ("months", models.IntegerField()),
                ("differences", models.JSONField()),
                (
                    "programme",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="programmes.programme"),
                ),
                (
                    "version",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="programmes.version"
                    ),
                ),
            ],
            options={
                "db_table": "programmes_notice",
                "indexes": [models.Index(fields=["programme", "announced_at"], name="notices_of_a_programme")],
            },
        ),
        migrations.CreateModel(
            name="PilotMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("club_id", models.BigIntegerField()),
                ("member_id", models.BigIntegerField()),
                ("version", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="programmes.version")),
            ],
            options={
                "db_table": "programmes_pilotmember",
                "constraints": [models.UniqueConstraint(fields=("version", "member_id"), name="one_place_in_a_pilot")],
            },
        ),
    ]
