"""Migration operations that keep rows whole: what a row names is there, and what is named stays.

A foreign key asks once per row, and locks what it finds against removal. Here nothing that is named is ever removed,
so it is enough to look when rows come, all of a statement at once.
"""

from collections.abc import Mapping

from django.db.migrations import RunSQL

_BY_INDEX = "set enable_seqscan = off"
"""A statement's rows are few beside the table they name, also where the plan was made while the table was small."""


def refers(table: str, names: Mapping[str, str]) -> RunSQL:
    """Refuse rows of `table` that name what is not there, once per INSERT.

    `names`: the referring column -> SQL that holds when row `w` names something, with the target as `t`, for example
    `ledger_account t where t.id = w.account_id`. An empty column names nothing. The columns cannot be changed later.
    """
    # Not EXISTS: of that the planner makes a set of all that the club has. What is selected is looked up row by row.
    checks = " or ".join(
        f"(w.{column} is not null and (select true from {target}) is not true)" for column, target in names.items()
    )
    columns = ", ".join(names)
    return RunSQL(
        f"""
        create function {table}_refers() returns trigger language plpgsql {_BY_INDEX} as $$
        begin
          if exists (select from written w where {checks}) then
            raise exception '{table} names what is not there ({columns})' using errcode = 'foreign_key_violation';
          end if;
          return null;
        end $$;
        create trigger refers after insert on {table} referencing new table as written
          for each statement execute function {table}_refers();
        create function {table}_refers_still() returns trigger language plpgsql as $$
        begin
          raise exception 'what {table} names is not changed' using errcode = 'restrict_violation';
        end $$;
        create trigger refers_still before update of {columns} on {table}
          for each statement execute function {table}_refers_still();
        """,
        f"""
        drop trigger refers on {table}; drop function {table}_refers();
        drop trigger refers_still on {table}; drop function {table}_refers_still();
        """,
    )


def stays(table: str, columns: str) -> RunSQL:
    """Refuse to remove a row of `table`, or to change its `columns`, because others name it."""
    return RunSQL(
        f"""
        create function {table}_stays() returns trigger language plpgsql as $$
        begin
          raise exception 'a row of {table} stays: others name it' using errcode = 'restrict_violation';
        end $$;
        create trigger stays before delete or update of {columns} on {table}
          for each statement execute function {table}_stays();
        """,
        f"drop trigger stays on {table}; drop function {table}_stays();",
    )
