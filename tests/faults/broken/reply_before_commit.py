"""A till is told before its receipt is committed: the transaction ends a moment after the answers went out."""

import time
from collections.abc import Sequence
from types import ModuleType
from typing import Any

MODULE = "moadon.flows.till.gather"
LATER = 0.4
"""Seconds between the answer and the commit."""


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
            time.sleep(LATER)

    gathered.Gatherer._settle = settle
