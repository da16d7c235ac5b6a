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
        migrations.RunSQL(
            """
            create function ledger_balanced() returns trigger language plpgsql as $$
            begin
              if (select sum(amount) from ledger_entry
                  where transaction_id = new.transaction_id and wallet = new.wallet) is distinct from 0 then
                raise exception 'transaction % does not balance in wallet %', new.transaction_id, new.wallet
                  using errcode = 'check_violation';
              end if;
              return null;
            end $$;
            create constraint trigger balanced after insert on ledger_entry
              deferrable initially deferred for each row execute function ledger_balanced();
            """,
            "drop trigger balanced on ledger_entry; drop function ledger_balanced();",
        ),
    ]
