"""Codes that are none: how many of them one key may ask for in a minute, so that guessing leads nowhere.

Kept in the memory of each process, like the other limits: see docs/why/limits-in-memory.md.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from moadon.flows.till.types import ReceiptDraft
from moadon.interfaces.api import limits
from moadon.interfaces.api.callers import Caller
from moadon.kernel.refusals import Refused

MOST = 30
"""Unknown codes from one key in a minute."""
pace = limits.Pace()
_UNKNOWN = ("unknown_coupon", "mistyped_coupon")


def check(caller: Caller) -> None:
    """Raise `Refused("too_many_coupons", status=429)` where the key has guessed too often."""
    if seconds := pace.wait(caller.key.id, MOST):
        raise Refused("too_many_coupons", status=429, seconds=seconds)


@contextmanager
def counted(caller: Caller) -> Iterator[None]:
    """Let the block look a code up: refused beforehand who guessed too often, and counted if the code is none."""
    check(caller)
    try:
        yield
    except Refused as refusal:
        if refusal.code in _UNKNOWN:
            pace.take(caller.key.id, MOST)
        raise


def check_draft(caller: Caller, draft: ReceiptDraft) -> None:
    """The same for a basket, if it names coupons."""
    if draft.coupons:
        check(caller)


def count_answer(caller: Caller, draft: ReceiptDraft, answer: str) -> None:
    """Count what the till was told to be no coupon. The answer is read only where the basket named some."""
    if draft.coupons:
        for one in json.loads(answer).get("coupons", []):
            if one["code"] == "coupon_unknown":
                pace.take(caller.key.id, MOST)
