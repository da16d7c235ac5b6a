"""What is demanded of the database's walls between clubs before anybody is let in."""

from typing import Any

import psycopg
from psycopg import sql

from moadon.integrations.postgres.roles import APP

_ROLE = """
    select rolsuper or rolbypassrls, exists (select from pg_class where relowner = r.oid and relkind in ('r', 'p'))
    from pg_roles r where rolname = %s"""
_DOWN = """
    select c.relname from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'club_id' and not a.attisdropped)
      and not (c.relrowsecurity and c.relforcerowsecurity)
      and exists (select from pg_policy p where p.polrelid = c.oid)
    order by c.relname"""


def faults(connection: psycopg.Connection[Any]) -> list[str]:
    """Why one club might see another's rows there, one sentence each; empty when none can."""
    found = []
    app = sql.Identifier(APP).as_string(connection)
    row = connection.execute(_ROLE, [APP]).fetchone()
    if row is not None and row[0]:
        found.append(f"the role {APP} passes by row security. Run ALTER ROLE {app} NOSUPERUSER NOBYPASSRLS;")
    if row is not None and row[1]:
        found.append(
            f"the role {APP} owns tables, so it could take their walls down. Run REASSIGN OWNED BY {app} TO ...;"
        )
    for (table,) in connection.execute(_DOWN).fetchall():
        name = sql.Identifier(table).as_string(connection)
        found.append(
            f"the wall of {table} is down. Run ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
        )
    return found
