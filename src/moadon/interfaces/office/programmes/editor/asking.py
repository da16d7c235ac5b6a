"""What the page asks while one writes: parts drawn anew, what they say, what is wrong, and what codes there are."""

from collections.abc import Sequence
from typing import cast

from django.db.models import Q
from django.http import JsonResponse
from django.http.response import HttpResponseBase

from moadon.apps.catalogue import queries as catalogue
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members import queries as members
from moadon.engine.rules import InvalidDocument
from moadon.interfaces.office.members.naming import plain_name
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.programmes.editor.bodies import body_of, document_of
from moadon.interfaces.office.programmes.editor.differences import HARMFUL, differences, live_document
from moadon.interfaces.office.programmes.editor.places import place_of
from moadon.interfaces.office.programmes.editor.saying import Said, finding_words, say
from moadon.interfaces.office.programmes.editor.sections import Board
from moadon.interfaces.office.programmes.told import server_now
from moadon.interfaces.office.shell import render_page
from moadon.kernel.calendars import local_day
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.ui.fields import read_day

MOST_FOUND = 20


@page(May.WRITE_PROGRAMMES)
def draw(request: OfficeRequest) -> HttpResponseBase:
    """Every section of the document sent, with those cards open that the page names."""
    try:
        body = body_of(request)
        document = document_of(body)
    except Refused:
        return JsonResponse({}, status=422)
    opened = {str(one) for one in body.get("open") or ()}
    with reading(request):
        board = board_of(request, document, opened, kept=bool(body.get("code")))
        return render_page(request, "office/programmes/edit/board.html", {"sections": board.sections()})


def board_of(request: OfficeRequest, document: dict[str, object], opened: set[str], *, kept: bool) -> Board:
    """The document ready to be drawn. Inside a transaction."""
    return Board(request.club, document, opened, local_day(server_now(), request.club.time_zone), kept=kept)


@page(May.WRITE_PROGRAMMES)
def check(request: OfficeRequest) -> HttpResponseBase:
    """What the document says and what is wrong with it, by the pointers of its parts."""
    try:
        document = document_of(body_of(request))
    except InvalidDocument as invalid:
        return JsonResponse(told(Said(invalid.findings), {}))
    except Refused:
        return JsonResponse({}, status=422)
    return JsonResponse(judged(request.club, document))


def judged(club: ClubInfo, document: dict[str, object]) -> dict[str, object]:
    """Everything the page shows of a document: what it says, what is wrong, and what is worse than what is live."""
    said = say(club, document)
    before = live_document(club, str(document.get("id", ""))) if said.whole else None
    worse = [one for one in differences(club, before, document) if one.direction in HARMFUL] if before else []
    marks = [{"at": one.at, "grave": False, "text": str(one.text), "place": ""} for one in worse]
    shown = told(said, document)
    return {**shown, "findings": [*cast(list[object], shown["findings"]), *marks]}


def told(said: Said, document: dict[str, object]) -> dict[str, object]:
    """What was said as JSON values: markup of sentences by part, findings in the order of the page."""
    findings = sorted(said.findings, key=lambda one: one.level != "error")
    return {
        "whole": said.whole,
        "say": {at: [str(text) for text in texts] for at, texts in said.sentences.items()},
        "findings": [
            {
                "at": one.pointer,
                "grave": one.level == "error",
                "text": str(finding_words(one)),
                "place": place_of(one.pointer, document),
            }
            for one in findings
        ],
    }


@page(May.WRITE_PROGRAMMES)
def suggest(request: OfficeRequest) -> HttpResponseBase:
    """Codes of the club that fit what is typed, with their names."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:64]
    find = {
        "products": _products,
        "categories": _categories,
        "brands": _brands,
        "branches": _branches,
        "members": _members,
        "segments": _segments,
    }.get(request.GET.get("of", ""))
    with reading(request):
        found = find(request, text) if find is not None else []
    return JsonResponse({"found": [{"code": code, "name": name, **more} for code, name, more in found]})


Found = Sequence[tuple[str, str, dict[str, str]]]


def _products(request: OfficeRequest, text: str) -> Found:
    rows = catalogue.products(request.club).filter(active=True)
    fits = rows.filter(Q(sku__istartswith=text) | Q(name__icontains=text))[:MOST_FOUND]
    return [(row.sku, row.name, _typed(row.unit_price)) for row in fits]


def _typed(unit_price: int | None) -> dict[str, str]:
    """The price of a product as one types it."""
    if unit_price is None:
        return {}
    whole, rest = divmod(unit_price, 10_000)
    return {"price": f"{whole}.{rest:04}".rstrip("0").rstrip(".")}


def _categories(request: OfficeRequest, text: str) -> Found:
    rows = catalogue.categories(request.club)
    fits = rows.filter(Q(code__icontains=text) | Q(name__icontains=text))[:MOST_FOUND]
    return [(row.code, row.name, {}) for row in fits]


def _brands(request: OfficeRequest, text: str) -> Found:
    rows = catalogue.products(request.club).exclude(brand=None).filter(brand__icontains=text)
    return [
        (str(brand), "", {}) for brand in rows.order_by("brand").values_list("brand", flat=True).distinct()[:MOST_FOUND]
    ]


def _branches(request: OfficeRequest, text: str) -> Found:
    rows = clubs.branches(request.club)
    low = text.casefold()
    return [(row.code, row.name, {}) for row in rows if low in row.code.casefold() or low in row.name.casefold()]


def _members(request: OfficeRequest, text: str) -> Found:
    found = members.search(request.club, text)[:MOST_FOUND] if text else ()
    return [(public_id("mbr", one.pk), plain_name(one) or one.phone or one.email or "", {}) for one in found]


def _segments(_request: OfficeRequest, text: str) -> Found:
    return [(code, "", {}) for code, _count in members.segments(text, MOST_FOUND)]


@page(May.WRITE_PROGRAMMES)
def day(request: OfficeRequest) -> HttpResponseBase:
    """A day as it was typed, in whatever calendar, as documents write it; empty when it is none."""
    found = read_day(request.GET.get("text", "")[:40])
    return JsonResponse({"day": found.isoformat() if found else ""})
