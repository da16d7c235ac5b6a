"""Find members by words in a table that the walls between clubs let an index serve."""

import django.db.models.deletion
from django.db import migrations, models

from moadon.store.row_security import club_rows


class Migration(migrations.Migration):
    dependencies = [("members", "0002_walls")]

    operations = [
        migrations.RemoveIndex("member", "members_by_words"),
        migrations.RemoveField("member", "search"),
        migrations.CreateModel(
            name="Word",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "club_id", "word", "member", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("club_id", models.BigIntegerField()),
                ("word", models.TextField(db_collation="C")),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="members.member"),
                ),
            ],
            options={"db_table": "members_word"},
        ),
        club_rows("members_word", may="select, insert, delete"),
    ]
