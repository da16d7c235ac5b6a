"""Whether a receipt stands already is looked up and then it is written, and between the two somebody else may come.

What else keeps a number unique, the index of the table, the test drops as the superuser.
"""

import time
from types import ModuleType
from typing import Any

MODULE = "moadon.apps.receipts.actions"
BETWEEN = 0.05
"""Seconds between looking up and writing."""


def break_it(module: ModuleType) -> None:
    """Let time pass before receipts are written."""
    record = module.record

    def later(club_id: int, receipts: Any) -> None:
        time.sleep(BETWEEN)
        record(club_id, receipts)

    module.record = later  # type: ignore[attr-defined]
