"""A till is told before its receipt is committed, and once the process dies between the two.

The file that `DIED` names is made as it dies: whoever finds it there lives on.
"""

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

MODULE = "moadon.flows.till.gather"
DIES_AT = "s20"
"""The number of the receipt after whose answer the process ends."""
DIED = "FAULTS_DIED"
"""The variable that names the file which says that it did."""
LATER = 0.4
"""Seconds between the answer and the commit: enough for the answer to be out."""


def break_it(module: ModuleType) -> None:
    """Hold the transaction open around the work, and let those who wait go on inside it."""
    from moadon.store import club_transaction

    gathered: Any = module

    as_it_is = gathered.Gatherer._settle

    def settle(self: Any, club: Any, batch: Sequence[Any]) -> None:
        try:
            early(self, club, batch)
        except Exception:  # noqa: BLE001  # the thread that commits has to live
            as_it_is(self, club, batch)

    def early(self: Any, club: Any, batch: Sequence[Any]) -> None:
        with club_transaction(club.id):
            outcomes = self._work(club, [ticket.draft for ticket in batch])
            for ticket, outcome in zip(batch, outcomes, strict=True):
                ticket.outcome = outcome
            gathered._wake(batch)
            if any(ticket.draft.number == DIES_AT for ticket in batch):
                _dies_once()

    gathered.Gatherer._settle = settle


def _dies_once() -> None:
    try:
        Path(os.environ[DIED]).touch(exist_ok=False)
    except FileExistsError:
        return
    time.sleep(LATER)
    os.kill(os.getpid(), signal.SIGKILL)
