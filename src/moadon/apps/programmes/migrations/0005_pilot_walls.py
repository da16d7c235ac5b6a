"""Walls between clubs; what was announced, who was chosen and what stopped is only added to."""

from django.db import migrations

from moadon.store.row_security import club_rows, only_added

_TABLES = ("programmes_pilotmember", "programmes_stop", "programmes_notice")


class Migration(migrations.Migration):
    dependencies = [("programmes", "0004_pilots_and_notices")]

    operations = [
        *(club_rows(table, may="select, insert") for table in _TABLES),
        *(only_added(table) for table in _TABLES),
        migrations.RunSQL("call audit_follow('programmes_stop');", "call audit_leave('programmes_stop');"),
    ]
