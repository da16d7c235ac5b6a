"""Whether the club is on hold: a worker that finds a row here leaves everything as it is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("worker", "0001_rights")]

    operations = [
        migrations.RunSQL(
            "create table if not exists moadon_hold (since timestamptz not null default now(), why text not null)",
            "drop table moadon_hold",
        )
    ]
