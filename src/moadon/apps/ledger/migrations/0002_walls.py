"""Walls between clubs and the rights of the application."""

from django.db import migrations

from moadon.store.row_security import club_rows, only_added


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_tables"), ("audit", "0002_walls")]

    operations = [
        club_rows("ledger_account", may="select, insert, update"),
        club_rows("ledger_lot", may="select, insert, update"),
        club_rows("ledger_transaction", may="select, insert"),
        only_added("ledger_transaction"),
        club_rows("ledger_entry", may="select, insert"),
        only_added("ledger_entry"),
        # Entries are never changed or removed, so a transaction that every statement left balanced is balanced.
        migrations.RunSQL(
            """
            create function ledger_balanced() returns trigger language plpgsql as $$
            declare wrong record;
            begin
              select transaction_id, wallet into wrong from written
              group by transaction_id, wallet having sum(amount) <> 0 limit 1;
              if found then
                raise exception 'transaction % does not balance in wallet %', wrong.transaction_id, wrong.wallet
                  using errcode = 'check_violation';
              end if;
              return null;
            end $$;
            create trigger balanced after insert on ledger_entry referencing new table as written
              for each statement execute function ledger_balanced();
            """,
            "drop trigger balanced on ledger_entry; drop function ledger_balanced();",
        ),
    ]
