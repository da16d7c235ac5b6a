"""The page on a member's phone that shows a fresh code at the till, and what it asks for every half minute.

Nobody is signed in here: the link is all. One that is wrong tells nothing, and is answered more slowly than guessed.
"""

import hashlib
from datetime import UTC, datetime
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from moadon.apps.signins import actions as signins
from moadon.engine.proofs import STEP_SECONDS
from moadon.flows.credentials.pages import ShownCode, shown_now
from moadon.interfaces.office.coupons.printing import qr
from moadon.interfaces.office.parts.access import OfficeRequest, address_of
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import LANGUAGES
from moadon.kernel.shape_words import PERSIAN_DIGITS

MOST = 30
"""Links that are none, from one address in a quarter of an hour."""
_PRIVATE = {
    "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow, noarchive"
}  # fmt: skip


@require_safe
def code_page(request: HttpRequest, link: str) -> HttpResponse:
    """The page, in the member's language."""
    return _answer(request, link, "office/members/me_code.html")


@require_safe
def fresh_code(request: HttpRequest, link: str) -> HttpResponse:
    """What the page puts in place of the code that runs out."""
    return _answer(request, link, "office/members/me_code_now.html")


def _answer(request: HttpRequest, link: str, template: str) -> HttpResponse:
    try:
        shown = shown_now(link, datetime.now(UTC))
    except Refused:
        response = render(request, "office/members/me_code_none.html", status=_status_of_guess(request))
    else:
        cast(OfficeRequest, request).club = shown.club  # days and digits are the club's own
        language = shown.language if shown.language in LANGUAGES else LANGUAGES[0]
        with translation.override(language):
            response = render(request, template, _told(shown, link, language))
        response.headers["Content-Language"] = language
    for name, value in _PRIVATE.items():
        response.headers[name] = value
    return response


def _told(shown: ShownCode, link: str, language: str) -> dict[str, object]:
    digits = shown.digits.translate(PERSIAN_DIGITS) if language == "fa" else shown.digits
    clock = f"0:{shown.seconds:02}"
    return {
        "shown": shown, "link": link, "qr": qr(shown.token), "most": STEP_SECONDS,
        "digits": " ".join(digits[at : at + 3] for at in range(0, len(digits), 3)),
        "clock": clock.translate(PERSIAN_DIGITS) if language == "fa" else clock,
    }  # fmt: skip


def _status_of_guess(request: HttpRequest) -> int:
    """Count a link that is none: 404, or 429 from where there were too many."""
    place = hashlib.sha256(address_of(request).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    key = f"me-code:{place}"
    return 429 if signins.count_tries([key])[key] > MOST else 404
