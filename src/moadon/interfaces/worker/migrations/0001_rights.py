"""The application leaves jobs in the transaction of the thing itself, so its role may use the queue."""

from django.db import migrations

_GIVE = """
    do $$ declare thing text; begin
      for thing in select c.oid::regclass::text from pg_class c
                   where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname like 'procrastinate\\_%' loop
        execute format('grant select, insert, update, delete on %s to moadon_app', thing);
      end loop;
      for thing in select c.oid::regclass::text from pg_class c
                   where c.relnamespace = 'public'::regnamespace and c.relkind = 'S' and c.relname like 'procrastinate\\_%' loop
        execute format('grant usage on sequence %s to moadon_app', thing);
      end loop;
    end $$;
"""
_TAKE = """
    do $$ declare thing text; begin
      for thing in select c.oid::regclass::text from pg_class c
                   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'S')
                     and c.relname like 'procrastinate\\_%' loop
        execute format('revoke all on %s from moadon_app', thing);
      end loop;
    end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("procrastinate", "0041_post_retry_failed_job"), ("audit", "0002_walls")]

    operations = [migrations.RunSQL(_GIVE, _TAKE)]
