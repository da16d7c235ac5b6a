"""Coroutines in tests: on a loop of their own in a thread of their own, for a browser may hold that of the main one."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def on_a_loop(work: Coroutine[object, object, T]) -> T:
    """What `work` returns; what it raises."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
