"""Row numbers drawn before the rows are written, so that rows of several tables can name each other."""

from collections.abc import Mapping

from moadon.store.pipeline import Rows
from moadon.store.questions import Question, ask


def draw(wanted: Mapping[str, int]) -> dict[str, list[int]]:
    """`{"receipts_receipt": 3}` -> three new ids of that table's identity column, in one statement for all tables."""
    return ask(drawing(wanted))


def drawing(wanted: Mapping[str, int]) -> Question[dict[str, list[int]]]:
    """`draw` as a question, to be sent with others. What is drawn and not used is left out for good."""
    parts = ", ".join(f"array(select nextval('{table}_id_seq') from generate_series(1, %s::int))" for table in wanted)

    def read(rows: Rows) -> dict[str, list[int]]:
        return dict(zip(wanted, rows[0], strict=True))

    return Question(f"select {parts}", list(wanted.values()), read)
