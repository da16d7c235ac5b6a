"""What promotions give, also to people the club does not know, and what all members together have got."""

from django.db import migrations, models

from moadon.store.row_security import club_rows


class Migration(migrations.Migration):
    dependencies = [("rewards", "0003_fewer_indexes")]

    operations = [
        migrations.AlterField("earning", "member_id", models.BigIntegerField(null=True)),
        migrations.CreateModel(
            name="Shared",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "club_id",
                        "programme",
                        "rule",
                        "period",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("club_id", models.BigIntegerField()),
                ("programme", models.TextField()),
                ("rule", models.TextField()),
                ("period", models.TextField()),
                ("base", models.BigIntegerField(default=0)),
                ("awarded", models.BigIntegerField(default=0)),
                ("times", models.IntegerField(default=0)),
            ],
            options={"db_table": "rewards_shared"},
        ),
        club_rows("rewards_shared", may="select, insert, update"),
    ]
