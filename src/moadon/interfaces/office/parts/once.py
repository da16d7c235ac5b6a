"""Forms that do something of value: pressed twice, it is done once.

The form of the page has `{% once %}` in it, the view does its deed by `once`.
"""

import json
from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from moadon.apps.audit import actions as audit
from moadon.apps.audit.types import Answer, RequestMark
from moadon.interfaces.office.parts.access import OfficeRequest
from moadon.store import club_transaction, retrying
from moadon.ui.forms import ONCE

_PASSING = ("csrfmiddlewaretoken",)
_LONGEST = 64


def once(request: OfficeRequest, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `work` tells, as JSON has it: done now, or told again of a form that has come before.

    A form is the same where the page it was shown on is, and everything in it. Whoever presses again before the deed
    is done waits for it. What `work` refuses is not remembered, so that it may be mended and sent again.
    """
    mark = _mark_of(request)
    if mark is None:
        return work()

    def answer() -> Answer:
        return Answer(HTTPStatus.OK, json.dumps(work()))

    def attempt() -> Answer:
        with club_transaction(request.club.id):
            audit.wait_for_key(request.club.id, mark.caller, mark.key)
            return audit.answer_once(request.club.id, mark, answer)

    told: dict[str, Any] = json.loads(retrying(attempt).body)
    return told


def _mark_of(request: OfficeRequest) -> RequestMark | None:
    """What tells this form from others; None for one that has no mark."""
    shown = request.POST.get(ONCE, "")[:_LONGEST]
    if not shown:
        return None
    typed = sorted((name, values) for name, values in request.POST.lists() if name not in _PASSING)
    digest = sha256(json.dumps([request.path, typed]).encode()).digest()
    return RequestMark(request.actor.caller, f"form-{digest.hex()}", digest)
