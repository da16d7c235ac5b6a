"""One code on the phone of whoever has its link: what it gives, until when, and a QR for the till. It names nobody."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from moadon.apps.clubs import queries as clubs
from moadon.apps.coupons.models import Code
from moadon.apps.members.models import Member
from moadon.engine.coupons import grouped
from moadon.flows.coupons.links import code_of_link
from moadon.flows.coupons.looking import CodeTold, told_codes
from moadon.interfaces.office.coupons.printing import qr
from moadon.interfaces.office.coupons.words import state_chip
from moadon.interfaces.office.parts.access import OfficeRequest
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import LANGUAGES
from moadon.store import club_transaction
from moadon.ui.reader import shapes


def coupon_page(request: HttpRequest, link: str) -> HttpResponse:
    """The page of a code, in its member's language. A link that is none reads like one that never was."""
    try:
        club_id, code_id = code_of_link(link)
        club = clubs.club_by_id(club_id)
    except Refused as refused:
        raise Http404 from refused
    cast(OfficeRequest, request).club = club  # days and digits are the club's own
    with club_transaction(club.id):
        row = Code.objects.filter(id=code_id).select_related("pool").first()
        if row is None:
            raise Http404
        language = _language(row, club.languages[0])
        with translation.override(language):
            (told,) = told_codes(club, [row], timezone.now(), shapes())
            response = _shown(request, club.name, told)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Content-Language"] = language
    return response


def _shown(request: HttpRequest, called: str, told: CodeTold) -> HttpResponse:
    works = told.state in ("free", "reserved", "issued")
    context = {
        "called": called, "told": told, "text": grouped(told.row.code), "chip": state_chip(told.row),
        "qr": qr(told.row.code) if works else "",
    }  # fmt: skip
    return render(request, "office/coupons/phone.html", context)


def _language(row: Code, otherwise: str) -> str:
    """The language of whose code it is; of nobody's the club's first."""
    member = Member.objects.filter(id=row.member_id).only("language").first() if row.member_id else None
    chosen = member.language if member is not None and member.language else otherwise
    return chosen if chosen in LANGUAGES else LANGUAGES[0]
