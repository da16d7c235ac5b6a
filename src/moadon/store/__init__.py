"""SQL building blocks that know no noun of ours: transactions of one club, rows in bulk, ids, row security."""

from moadon.store.apart import apart
from moadon.store.arrays import array
from moadon.store.bulk import Columns, insert_rows, update_rows
from moadon.store.connections import keep_own_connection
from moadon.store.processes import beside
from moadon.store.questions import Question, ask, together
from moadon.store.sequences import draw, drawing
from moadon.store.statements import pipelined, run, watching
from moadon.store.transactions import (
    club_transaction,
    directory_transaction,
    joins_transaction,
    last_statements,
    retrying,
)

__all__ = [
    "Columns",
    "Question",
    "apart",
    "array",
    "ask",
    "beside",
    "club_transaction",
    "directory_transaction",
    "draw",
    "drawing",
    "insert_rows",
    "joins_transaction",
    "keep_own_connection",
    "last_statements",
    "pipelined",
    "retrying",
    "run",
    "together",
    "update_rows",
    "watching",
]
