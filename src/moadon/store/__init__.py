"""SQL building blocks that know no noun of ours: transactions of one club, rows in bulk, ids, row security."""

from moadon.store.bulk import Columns, insert_rows, update_rows
from moadon.store.sequences import draw
from moadon.store.statements import pipelined, run, watching
from moadon.store.transactions import club_transaction, directory_transaction, retrying

__all__ = [
    "Columns",
    "club_transaction",
    "directory_transaction",
    "draw",
    "insert_rows",
    "pipelined",
    "retrying",
    "run",
    "update_rows",
    "watching",
]
