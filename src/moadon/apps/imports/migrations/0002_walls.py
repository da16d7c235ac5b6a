"""Walls between clubs and the rights of the application."""

from django.db import migrations

from moadon.store.row_security import club_rows


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_tables"), ("audit", "0002_walls")]

    operations = [
        club_rows("imports_import"),
    ]
