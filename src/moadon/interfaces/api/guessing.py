"""Wrong guesses of callers, told to whoever watches for misuse: what was tried is never told."""

import json
from datetime import UTC, datetime
from http import HTTPStatus

from django.http import HttpResponse

from moadon.apps.audit.actions import tell_wrong_guess
from moadon.interfaces.api.answers import REPLAYED
from moadon.interfaces.api.callers import ApiRequest, Caller

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
