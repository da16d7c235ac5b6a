"""Note in which transactions the small tables change, for those who keep a copy of them."""

from django.db import migrations, models

from moadon.store.row_security import club_rows


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_walls")]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("club_id", models.BigIntegerField()),
                ("source", models.TextField()),
            ],
            options={"db_table": "audit_change"},
        ),
        migrations.RunSQL(
            """
            alter table audit_change add column xact xid8 not null default pg_current_xact_id();
            create unique index changes_by_xact on audit_change (club_id, xact, source);
            """,
            "alter table audit_change drop column xact;",
        ),
        club_rows("audit_change", may="select, insert"),
        migrations.RunSQL(
            """
            create function audit_note_change() returns trigger language plpgsql as $$
            begin
              insert into audit_change (club_id, source) select distinct club_id, tg_table_name from touched
              on conflict do nothing;
              return null;
            end $$;

            create procedure audit_follow(follow regclass) language plpgsql as $$
            begin
              execute format('create trigger note_insert after insert on %s referencing new table as touched
                              for each statement execute function audit_note_change()', follow);
              execute format('create trigger note_update after update on %s referencing new table as touched
                              for each statement execute function audit_note_change()', follow);
              execute format('create trigger note_delete after delete on %s referencing old table as touched
                              for each statement execute function audit_note_change()', follow);
            end $$;

            create procedure audit_leave(followed regclass) language plpgsql as $$
            begin
              execute format('drop trigger note_insert on %s', followed);
              execute format('drop trigger note_update on %s', followed);
              execute format('drop trigger note_delete on %s', followed);
            end $$;
            """,
            """
            drop procedure audit_leave(regclass);
            drop procedure audit_follow(regclass);
            drop function audit_note_change();
            """,
        ),
    ]
