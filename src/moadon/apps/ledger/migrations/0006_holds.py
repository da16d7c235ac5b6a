"""Value that is set aside: holds, and how much of each account and lot they hold."""

import django.db.models.deletion
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from moadon.store.references import refers, stays
from moadon.store.row_security import club_rows


def _names(table: str, *, null: bool = False) -> models.Field:  # type: ignore[type-arg]
    protect = django.db.models.deletion.PROTECT
    return models.ForeignKey(f"ledger.{table}", protect, null=null, db_constraint=False, db_index=False)


_PLACED = models.Q(state="placed", posted=0, ended_at__isnull=True, transaction__isnull=True)
_LET_GO = models.Q(state__in=["voided", "expired"], posted=0, ended_at__isnull=False, transaction__isnull=True)
_POSTED = models.Q(
    state="posted", posted__gt=0, posted__lte=models.F("amount"), ended_at__isnull=False, transaction__isnull=False
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_lighter")]

    operations = [
        migrations.AddField("account", "held", models.BigIntegerField(default=0, db_default=0)),
        migrations.AddConstraint(
            "account",
            models.CheckConstraint(
                condition=models.Q(held__gte=0, held__lte=models.F("balance")), name="what_is_held_is_there"
            ),
        ),
        migrations.AddField("lot", "held", models.BigIntegerField(default=0, db_default=0)),
        migrations.AddConstraint(
            "lot",
            models.CheckConstraint(
                condition=models.Q(held=0) | models.Q(held__gt=0, held__lte=models.F("remaining"), pending=False),
                name="what_is_held_remains",
            ),
        ),
        migrations.CreateModel(
            "Hold",
            [
                ("id", models.BigAutoField(primary_key=True, auto_created=True, serialize=False, verbose_name="ID")),
                ("club_id", models.BigIntegerField()),
                ("account", _names("account")),
                ("amount", models.BigIntegerField()),
                ("posted", models.BigIntegerField(default=0)),
                ("reference", models.TextField()),
                ("state", models.TextField(default="placed")),
                ("placed_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("transaction", _names("transaction", null=True)),
                ("lots", ArrayField(models.BigIntegerField())),
                ("parts", ArrayField(models.BigIntegerField())),
            ],
            options={
                "db_table": "ledger_hold",
                "constraints": [
                    models.CheckConstraint(condition=_PLACED | _LET_GO | _POSTED, name="hold_in_one_state"),
                    models.CheckConstraint(
                        condition=models.Q(amount__gt=0, expires_at__gt=models.F("placed_at")),
                        name="hold_sets_something_aside",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["account", "-id"], name="holds_of_account"),
                    models.Index(fields=["account"], name="holds_placed", condition=models.Q(state="placed")),
                    models.Index(
                        fields=["club_id", "expires_at"], name="holds_to_end", condition=models.Q(state="placed")
                    ),
                ],
            },
        ),
        club_rows("ledger_hold", may="select, insert, update"),
        stays("ledger_hold", "id, club_id, account_id, amount, reference, placed_at, expires_at, lots, parts"),
        refers(
            "ledger_hold",
            {
                "account_id": "ledger_account t where t.id = w.account_id and t.club_id = w.club_id",
                "lots": """(select bool_and(l.id is not null) and cardinality(w.lots) = cardinality(w.parts)
                              and sum(p.amount) = w.amount as whole
                            from unnest(w.lots, w.parts) as p(lot, amount)
                            left join ledger_lot l on l.id = p.lot and l.account_id = w.account_id) t where t.whole""",
            },
        ),
        migrations.RunSQL(
            """
            create function ledger_hold_ends_once() returns trigger language plpgsql as $$
            begin
              raise exception 'hold % has ended', old.id using errcode = 'restrict_violation';
            end $$;
            create trigger ends_once before update on ledger_hold for each row when (old.state <> 'placed')
              execute function ledger_hold_ends_once();
            """,
            "drop trigger ends_once on ledger_hold; drop function ledger_hold_ends_once();",
        ),
    ]
