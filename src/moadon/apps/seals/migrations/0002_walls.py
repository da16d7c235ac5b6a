"""Walls between clubs. A checkpoint that was published stays as it was."""

from django.db import migrations

from moadon.store.row_security import club_rows, only_added


class Migration(migrations.Migration):
    dependencies = [("seals", "0001_tables"), ("ledger", "0005_lighter"), ("audit", "0002_walls")]

    operations = [
        club_rows("seals_tree", may="select, insert, update"),
        club_rows("seals_tile", may="select, insert, update"),
        club_rows("seals_checkpoint", may="select, insert"),
        only_added("seals_checkpoint"),
    ]
