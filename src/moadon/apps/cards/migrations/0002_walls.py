"""Walls between clubs and the rights of the application. A card stays: the books name it."""

from django.db import migrations

from moadon.store.references import stays
from moadon.store.row_security import club_rows


class Migration(migrations.Migration):
    dependencies = [("cards", "0001_tables"), ("audit", "0002_walls")]

    operations = [
        club_rows("cards_series", may="select, insert, update"),
        club_rows("cards_card", may="select, insert, update"),
        stays("cards_card", "id, club_id, made_at"),
        club_rows("cards_guess", may="select, insert, delete"),
    ]
