"""Sessions that know whose they are."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from moadon.store.row_security import open_rows


class Migration(migrations.Migration):
    initial = True

    dependencies = [("clubs", "0004_till_editions")]

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                ("session_key", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key")),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("browser", models.TextField(default="")),
                ("system", models.TextField(default="")),
                ("place", models.TextField(default="")),
                ("began_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField()),
                ("user", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={"db_table": "signins_session"},
        ),
        open_rows("signins_session", may="select, insert, update, delete"),
    ]
