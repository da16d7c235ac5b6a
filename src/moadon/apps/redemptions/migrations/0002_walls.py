"""Walls between clubs, the rights of the application, and exactly one end for each redemption."""

from django.db import migrations

from moadon.store.row_security import club_rows, only_added
from moadon.store.references import stays

_COST = "id, club_id, reward_id, member_id, names, kind, sku, way, wallet, amount, money, stock_id, code, asked_at"


class Migration(migrations.Migration):
    dependencies = [("redemptions", "0001_tables"), ("audit", "0002_walls")]

    operations = [
        club_rows("redemptions_reward", may="select, insert, update"),
        club_rows("redemptions_stock", may="select, insert, update"),
        club_rows("redemptions_stock_change", may="select, insert"),
        only_added("redemptions_stock_change"),
        club_rows("redemptions_redemption", may="select, insert, update"),
        stays("redemptions_redemption", _COST),
        club_rows("redemptions_step", may="select, insert"),
        only_added("redemptions_step"),
        migrations.RunSQL(
            """
            create function redemptions_ends_once() returns trigger language plpgsql as $$
            begin
              raise exception 'redemption % has ended', old.id using errcode = 'restrict_violation';
            end $$;
            create trigger ends_once before update on redemptions_redemption for each row
              when (old.state in ('cancelled', 'expired', 'returned')
                    or (old.state in ('handed_over', 'sent') and new.state not in (old.state, 'returned')))
              execute function redemptions_ends_once();
            """,
            "drop trigger ends_once on redemptions_redemption; drop function redemptions_ends_once();",
        ),
    ]
