"""Walls between clubs and the rights of the application."""

from django.db import migrations

from moadon.store.row_security import club_rows


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_tables"), ("audit", "0002_walls")]

    operations = [
        club_rows("programmes_programme"),
        club_rows("programmes_version", may="select, insert"),
    ]
