"""Walls between clubs and the rights of the application."""

from django.db import migrations

from moadon.store.row_security import club_rows, open_rows


class Migration(migrations.Migration):
    dependencies = [("clubs", "0001_tables"), ("audit", "0002_walls")]

    operations = [
        open_rows("clubs_user", may="select, insert, update"),
        open_rows("clubs_club", may="select, insert, update"),
        club_rows("clubs_branch"),
        club_rows("clubs_employee"),
        club_rows("clubs_till"),
        club_rows("clubs_key", may="select, insert, update", directory=True),
        club_rows("clubs_membership", directory=True),
    ]
