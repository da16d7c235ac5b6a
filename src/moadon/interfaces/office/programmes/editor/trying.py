"""A basket tried against the document on the page: what it costs, what it brings, and why not more."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.http.response import HttpResponseBase
from django.utils.html import format_html
from django.utils.translation import gettext as _

from moadon.apps.clubs.permissions import May
from moadon.engine.rules import InvalidDocument
from moadon.flows import trying
from moadon.flows.till.reading import read_receipt
from moadon.flows.till.types import DraftPayment, ReceiptDraft
from moadon.flows.trying import MadeUp, Tried, Wanted
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.refusals import words_of
from moadon.interfaces.office.programmes.editor.bodies import Json, body_of, document_of
from moadon.interfaces.office.programmes.editor.outcome import Outcome, told_of
from moadon.interfaces.office.programmes.editor.saying import mended
from moadon.interfaces.office.programmes.told import server_now
from moadon.interfaces.office.shell import render_page
from moadon.kernel.calendars import local_day, zone_of
from moadon.kernel.refusals import Refused, RefusedMany
from moadon.ui import marks
from moadon.ui.fields import MomentField
from moadon.ui.parts import Text


@page(May.WRITE_PROGRAMMES)
def try_it(request: OfficeRequest) -> HttpResponseBase:
    """The basket sent, judged by the document sent. Writes nothing."""
    try:
        body = body_of(request)
        outcome = _outcome(request, document_of(body), cast(Json, body.get("basket") or {}))
    except InvalidDocument:
        outcome = Outcome(waits=True)
    except Refused as refused:
        outcome = Outcome(wrong=_faults(refused))
    except ValidationError as unread:
        outcome = Outcome(wrong=list(unread.messages))
    return render_page(request, "office/programmes/edit/tried.html", {"tried": outcome})


def _faults(refused: Refused) -> list[Text]:
    several = refused.refusals if isinstance(refused, RefusedMany) else (refused,)
    return [_placed(one) for one in several]


def _placed(refused: Refused) -> Text:
    """A refusal with the item it is about."""
    parts = (refused.field or "").split(".")
    if parts[0] == "lines" and len(parts) > 1 and parts[1].isdigit():
        return format_html(_("Item {n}: {words}"), n=marks.number(int(parts[1]) + 1), words=words_of(refused))
    return words_of(refused)


def _outcome(request: OfficeRequest, document: dict[str, Any], basket: Json) -> Outcome:
    lines = [line for line in basket.get("lines") or () if isinstance(line, dict) and line.get("unit_price")]
    if not lines:
        return Outcome()
    draft = read_receipt(_receipt(request, basket, lines), request.club)
    member = None if basket.get("who") != "made_up" else _made_up(request, cast(Json, basket.get("made_up") or {}))
    payment, alone, partly = str(basket.get("payment") or ""), bool(basket.get("alone")), False
    try:
        tried = _paid(request, draft, Wanted(text=document, alone=alone), member, payment)
    except InvalidDocument as invalid:
        kept = mended(request.club, document, invalid.findings)
        if kept is None:
            raise
        tried, partly = _paid(request, draft, Wanted(text=kept, alone=alone), member, payment), True
    with reading(request):
        return replace(told_of(tried), partly=partly)


def _paid(request: OfficeRequest, draft: ReceiptDraft, wanted: Wanted, member: MadeUp | None, payment: str) -> Tried:
    """The trial, paid whole by `payment` where it is said: what is to be paid is known only when it was judged once."""
    tried = trying.try_basket(request.club, draft, wanted, member)
    if not payment:
        return tried
    judged = tried.judged
    due = judged.total - judged.discount - judged.redeemed
    try:
        return trying.try_basket(request.club, _with(draft, payment, due), wanted, member)
    except Refused as refused:
        if refused.code != "payments_do_not_match":
            raise
        # Paying so gives something off: then that much less is paid.
        due = int(str(refused.params["due"]))
        return trying.try_basket(request.club, _with(draft, payment, due), wanted, member)


def _with(draft: ReceiptDraft, payment: str, due: int) -> ReceiptDraft:
    return draft._replace(payments=(DraftPayment(payment, due),))


def _receipt(request: OfficeRequest, basket: Json, lines: Sequence[Json]) -> dict[str, object]:
    """The basket as a till would send it."""
    told: dict[str, object] = {
        "number": "-",
        "at": _moment(request, str(basket.get("at") or "")).isoformat(),
        "channel": basket.get("channel") or "store",
        "lines": [
            {"id": str(n), **line, "sku": line.get("sku") or f"#{n}"}
            for n, line in enumerate(({k: v for k, v in one.items() if v} for one in lines), 1)
        ],
    }
    more = {
        "branch": basket.get("branch"),
        "coupons": basket.get("coupons"),
        "redeem": basket.get("redeem") if basket.get("who") != "nobody" else None,
        "member": basket.get("member") if basket.get("who") == "member" else None,
    }
    return told | {key: value for key, value in more.items() if value}


def _moment(request: OfficeRequest, text: str) -> datetime:
    """The moment typed, on the club's clock; now where nothing is. Raises ValidationError for what is none."""
    moment = MomentField(required=False).clean(text)
    return moment.replace(tzinfo=zone_of(request.club.time_zone)) if moment else server_now()


def _made_up(request: OfficeRequest, given: Json) -> MadeUp:
    today = local_day(server_now(), request.club.time_zone)
    levels = {str(k): str(v) for k, v in (given.get("levels") or {}).items() if v}
    balances = {str(k): str(v) for k, v in (given.get("balances") or {}).items() if v}
    return MadeUp(
        levels=levels,
        segments=frozenset(str(one) for one in given.get("segments") or ()),
        birth=today.replace(year=today.year - 28) if given.get("birthday") else None,
        joined=today - timedelta(days=0 if given.get("first") else 400),
        first_purchase=bool(given.get("first")),
        balances=balances,
    )
