"""Wrong guesses of callers: told to whoever watches for misuse, though never what was tried; and of coupon codes how
many one key may make in a minute, so that guessing leads nowhere.

These are kept in the memory of each process, like the other limits: see docs/why/limits-in-memory.md.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TypeVar

from django.http import HttpResponse

from moadon.apps.audit.actions import tell_wrong_guess
from moadon.flows.till.types import Committed, ReceiptDraft
from moadon.interfaces.api import limits
from moadon.interfaces.api.answers import REPLAYED
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.kernel.refusals import Refused

KINDS = {
    "unknown_member": "member",
    "unknown_card": "gift_card",
    "too_many_guesses": "gift_card",
    "mistyped_coupon": "coupon",
    "wrong_proof": "pin",
    "wrong_code_for_it": "pin",
    "proof_locked": "pin",
}
"""By which refusals a guess was wrong, and what was guessed."""
T = TypeVar("T")
MOST = 30
"""Unknown coupon codes from one key in a minute."""
pace = limits.Pace()
_UNKNOWN = ("unknown_coupon", "mistyped_coupon")


def kind_in(response: HttpResponse) -> str | None:
    """What an answer says that was guessed wrong; None for nothing, and for an answer that was told before."""
    if response.status_code < HTTPStatus.BAD_REQUEST or REPLAYED in response.headers:
        return None
    problem = json.loads(response.content)
    codes = [problem.get("code"), *(one.get("code") for one in problem.get("errors", []))]
    return next((KINDS[code] for code in codes if code in KINDS), None)


def tell_of(request: ApiRequest, response: HttpResponse) -> None:
    """Tell it where an answer says that something was guessed wrong."""
    caller = getattr(request, "caller", None)
    if isinstance(caller, Caller) and (kind := kind_in(response)):
        wrong(caller, kind)


def wrong(caller: Caller, kind: str) -> None:
    """Tell that a caller has guessed wrong. Outside of their transaction."""
    tell_wrong_guess(caller.club.id, kind, caller.actor.caller, datetime.now(UTC), caller.address)


def check_coupons(caller: Caller) -> None:
    """Raise `Refused("too_many_coupons", status=429)` where the key has guessed too often."""
    if seconds := pace.wait(caller.key.id, MOST):
        raise Refused("too_many_coupons", status=429, seconds=seconds)


@contextmanager
def counted(caller: Caller) -> Iterator[None]:
    """Let the block look a code up: refused beforehand who guessed too often, and counted if the code is none."""
    check_coupons(caller)
    try:
        yield
    except Refused as refusal:
        if refusal.code in _UNKNOWN:
            pace.take(caller.key.id, MOST)
        raise


def check_draft(caller: Caller, draft: ReceiptDraft) -> None:
    """The same for a basket, if it names coupons."""
    if draft.coupons:
        check_coupons(caller)


def count_answer(caller: Caller, draft: ReceiptDraft, answer: str) -> None:
    """Count what the till was told to be no coupon. The answer is read only where the basket named some."""
    if draft.coupons:
        for one in json.loads(answer).get("coupons", []):
            if one["code"] == "coupon_unknown":
                pace.take(caller.key.id, MOST)


def submit_counted(
    caller: Caller, drafts: Sequence[ReceiptDraft], submit: Callable[[Sequence[ReceiptDraft]], Sequence[T]]
) -> list[T | Refused]:
    """Submit a batch in pieces that name `MOST` codes or little more, and count those that are none after each: whoever
    has guessed too often has the receipts that follow and name coupons refused (`too_many_coupons`), and no others."""
    outcomes: list[T | Refused] = []
    for piece in _pieces(drafts):
        seconds = pace.wait(caller.key.id, MOST)
        told = iter(submit([draft for draft in piece if not (seconds and draft.coupons)]))
        for draft in piece:
            if seconds and draft.coupons:
                outcomes.append(Refused("too_many_coupons", status=429, seconds=seconds))
                continue
            outcomes.append(outcome := next(told))
            if isinstance(outcome, Committed):
                count_answer(caller, draft, outcome.answer)
    return outcomes


def _pieces(drafts: Sequence[ReceiptDraft]) -> Iterator[list[ReceiptDraft]]:
    piece: list[ReceiptDraft] = []
    named = 0
    for draft in drafts:
        piece.append(draft)
        named += len(draft.coupons)
        if named >= MOST:
            yield piece
            piece, named = [], 0
    if piece:
        yield piece
