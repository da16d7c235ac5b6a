"""Migration operations that keep rows whole: what a row names is there, and what is named stays.

A foreign key asks once per row, and locks what it finds against removal. Here nothing that is named is ever removed,
so it is enough to look when rows come, all of a statement at once.
"""

from collections.abc import Mapping

from django.db.migrations import RunSQL

from moadon.store.row_security import turning_away

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
    keep, drop = turning_away(table, "refers_still", f"update of {columns}", f"what {table} names is not changed")
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
        {keep}
        """,
        f"""
        drop trigger refers on {table}; drop function {table}_refers();
        {drop}
        """,
    )


def stays(table: str, columns: str) -> RunSQL:
    """Refuse to remove a row of `table`, or to change its `columns`, because others name it."""
    says = f"a row of {table} stays: others name it"
    return RunSQL(*turning_away(table, "stays", f"delete or update of {columns}", says))
