"""Tries to get in, counted for all processes together."""

from django.db import migrations, models

from moadon.store.row_security import open_rows


class Migration(migrations.Migration):
    dependencies = [("signins", "0002_factors")]

    operations = [
        migrations.CreateModel(
            name="Try",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("tries", models.IntegerField()),
                ("until", models.DateTimeField()),
            ],
            options={"db_table": "signins_try"},
        ),
        open_rows("signins_try", may="select, insert, update, delete"),
    ]
