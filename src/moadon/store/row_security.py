"""Migration operations that wall clubs off in the database itself and say what the application may do."""

from django.db.migrations import RunSQL

APP_ROLE = "moadon_app"

_CLUB = "club_id = (select nullif(current_setting('moadon.club', true), '')::bigint)"
_DIRECTORY = f"({_CLUB} or (select current_setting('moadon.directory', true)) = 'on')"

_SEQUENCES = f"""
    do $$ declare seq text; begin
      for seq in select pg_get_serial_sequence('{{table}}', attname) from pg_attribute
                 where attrelid = '{{table}}'::regclass and attidentity <> '' loop
        execute format('grant usage on sequence %s to {APP_ROLE}', seq);
      end loop;
    end $$;
"""

MAKE_ROLE = RunSQL(
    f"""
    do $$ begin
      if not exists (select from pg_roles where rolname = '{APP_ROLE}') then
        create role {APP_ROLE} nologin;
      end if;
      if not pg_has_role(current_user, '{APP_ROLE}',
           case when current_setting('server_version_num')::int < 160000 then 'MEMBER' else 'SET' end) then
        execute format('grant {APP_ROLE} to %I', current_user);
      end if;
      grant usage on schema public to {APP_ROLE};
    end $$;
    """,
    RunSQL.noop,
)
"""The role under which everything but migrations runs. It owns nothing and bypasses no wall."""


def club_rows(table: str, *, may: str = "select, insert, update, delete", directory: bool = False) -> RunSQL:
    """Let the application see and write only rows of the transaction's club in `table`; `may` lists its rights.

    With `directory`, rows are also seen by whoever looks up whose a key or a person is.
    """
    seen = _DIRECTORY if directory else _CLUB
    return RunSQL(
        f"""
        alter table {table} enable row level security;
        alter table {table} force row level security;
        create policy one_club on {table} using ({seen}) with check ({_CLUB});
        grant {may} on {table} to {APP_ROLE};
        {_SEQUENCES.format(table=table)}
        """,
        f"""
        revoke all on {table} from {APP_ROLE};
        drop policy one_club on {table};
        alter table {table} no force row level security;
        alter table {table} disable row level security;
        """,
    )


def open_rows(table: str, *, may: str) -> RunSQL:
    """Rights on a table that belongs to no single club."""
    return RunSQL(
        f"grant {may} on {table} to {APP_ROLE}; {_SEQUENCES.format(table=table)}",
        f"revoke all on {table} from {APP_ROLE};",
    )


def only_added(table: str) -> RunSQL:
    """Refuse UPDATE and DELETE on `table` to everybody: what was written stays as it was written."""
    return RunSQL(*turning_away(table, "only_added", "update or delete", f"{table} is only added to"))


def turning_away(table: str, name: str, events: str, says: str) -> tuple[str, str]:
    """SQL of a trigger that refuses `events` ("update or delete") on `table` to everybody, and SQL that drops it."""
    return (
        f"""
        create function {table}_{name}() returns trigger language plpgsql as $$
        begin
          raise exception '{says}' using errcode = 'restrict_violation';
        end $$;
        create trigger {name} before {events} on {table} for each statement execute function {table}_{name}();
        """,
        f"drop trigger {name} on {table}; drop function {table}_{name}();",
    )
