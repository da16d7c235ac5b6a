"""Walls between clubs, the rights of the application, and what rows of codes and uses may never become."""

from django.db import migrations

from moadon.store.references import refers, stays
from moadon.store.row_security import club_rows


class Migration(migrations.Migration):
    dependencies = [("coupons", "0001_tables"), ("audit", "0002_walls")]

    operations = [
        club_rows("coupons_pool", may="select, insert, update"),
        club_rows("coupons_code", may="select, insert, update"),
        club_rows("coupons_use", may="select, insert, update"),
        club_rows("coupons_tally", may="select, insert, delete"),
        stays("coupons_pool", "id, club_id, opens, kind, uses"),
        stays("coupons_code", "id, club_id, pool_id, code, uses"),
        stays("coupons_use", "id, club_id, pool_id, code_id, receipt_id, at"),
        refers("coupons_code", {"pool_id": "coupons_pool t where t.id = w.pool_id and t.club_id = w.club_id"}),
        refers(
            "coupons_use",
            {"code_id": "coupons_code t where t.id = w.code_id and t.pool_id = w.pool_id and t.club_id = w.club_id"},
        ),
    ]
