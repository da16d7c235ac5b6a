"""The Idempotency-Key is remembered in a transaction of its own, which commits before that of the receipt."""

import time
from types import ModuleType
from typing import Any

MODULE = "moadon.flows.till.keys"
BETWEEN = 1.0
"""Seconds between the two commits."""


def break_it(module: ModuleType) -> None:
    """Remember on another thread, whose connection is another one, and go on when that has committed."""
    from concurrent.futures import ThreadPoolExecutor

    from moadon.store import club_transaction

    remember = module.remember
    apart = ThreadPoolExecutor(1)

    def in_own(keys: Any, *given: Any) -> None:
        with club_transaction(keys.club.id):
            remember(keys, *given)

    def remembered(keys: Any, *given: Any) -> None:
        apart.submit(in_own, keys, *given).result()
        time.sleep(BETWEEN)

    module.remember = remembered  # type: ignore[attr-defined]
