"""Walls between clubs and the rights of the application."""

from django.db import migrations

from moadon.store.row_security import club_rows, only_added


class Migration(migrations.Migration):
    dependencies = [("rewards", "0001_tables"), ("audit", "0002_walls")]

    operations = [
        club_rows("rewards_earning", may="select, insert"),
        only_added("rewards_earning"),
        club_rows("rewards_progress", may="select, insert, update"),
    ]
