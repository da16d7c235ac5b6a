"""Keeping the draft, looking at what is different, publishing: what the page asks when something is to last."""

from contextlib import suppress
from typing import Any, cast

from django.http import JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from moadon.apps.clubs.permissions import May
from moadon.apps.programmes import queries as programmes
from moadon.engine.rules import InvalidDocument
from moadon.engine.rules.templates import written
from moadon.flows import drafting, promises, publishing
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.refusals import refuse, words_of
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.programmes.editor.bodies import Json, body_of, document_of, plain
from moadon.interfaces.office.programmes.editor.caret import offers
from moadon.interfaces.office.programmes.editor.differences import differences, live_document
from moadon.interfaces.office.programmes.editor.saying import Said, finding_words, say
from moadon.interfaces.office.programmes.editor.texts import line_of, lines_of
from moadon.interfaces.office.programmes.life import PublishForm, publish_form
from moadon.interfaces.office.programmes.told import published_words, server_now
from moadon.interfaces.office.shell import render_page
from moadon.kernel.refusals import Refused
from moadon.ui import marks


def text_of(body: Json) -> str:
    """What is kept: the text as it was typed, else the document written out."""
    text = body.get("text")
    return text if isinstance(text, str) and text else written(document_of(body))


@page(May.WRITE_PROGRAMMES)
def save(request: OfficeRequest) -> HttpResponseBase:
    """Keep the draft. Somebody else's change meanwhile is not overwritten: who and when is told instead."""
    body: Json = {}
    try:
        body = body_of(request)
        kept = drafting.keep_draft(
            club=request.club,
            code=body.get("code"),
            text=text_of(body),
            edition=body.get("edition"),
            actor=request.actor,
        )
    except InvalidDocument as invalid:
        return JsonResponse({"refused": str(finding_words(invalid.findings[0]))}, status=422)
    except Refused as refused:
        if refused.status == 412:
            return JsonResponse(_conflict(request, body), status=412)
        return JsonResponse({"refused": str(words_of(refused))}, status=refused.status)
    told = format_html(_("Draft kept {time}"), time=marks.time(kept.at))
    href = reverse("programme-edit", args=[request.club.slug, kept.programme])
    return JsonResponse({"code": kept.programme, "edition": kept.edition, "told": str(told), "href": href})


def _conflict(request: OfficeRequest, body: Json) -> dict[str, Any]:
    """Who changed it, when, and what is different between theirs and ours."""
    theirs = drafting.last_change(request.club, str(body["code"]))
    context: dict[str, Any] = {"who": theirs.who, "at": theirs.at, "differences": []}
    with suppress(InvalidDocument):
        context["differences"] = differences(request.club, plain(theirs.text), document_of(body))
    told = render_to_string("office/programmes/edit/clash.html", context)
    return {"edition": theirs.edition, "told": told, "same": theirs.who == request.actor.name}


@page(May.WRITE_PROGRAMMES)
def review(request: OfficeRequest) -> HttpResponseBase:
    """What would be different from what is live, what is wrong, and the ways to publish."""
    try:
        body = body_of(request)
    except Refused:
        return JsonResponse({}, status=422)
    return _review(request, body, publish_form(request), 200)


def _review(request: OfficeRequest, body: Json, form: PublishForm, status: int = 422) -> HttpResponseBase:
    """The dialog; it is bound to what was typed where that was refused."""
    template = "office/programmes/edit/review.html"
    try:
        document = document_of(body)
    except InvalidDocument as invalid:
        wrong = [finding_words(one) for one in invalid.findings]
        return render_page(request, template, {"wrong": wrong}, status=status)
    said = say(request.club, document)
    before = live_document(request.club, str(document.get("id", "")))
    needed = _needed(request, said) if before is not None else None
    if needed is not None:
        form.suggest(request.club, needed.earliest)
    context: dict[str, Any] = {
        "form": form,
        "wrong": [finding_words(one) for one in said.findings if one.level == "error"],
        "warnings": [finding_words(one) for one in said.findings if one.level != "error"],
        "differences": differences(request.club, before, document) if before is not None else [],
        "needed": needed,
        "first": before is None,
        "sentences": [text for texts in said.sentences.values() for text in texts],
    }
    return render_page(request, template, context, status=status)


def _needed(request: OfficeRequest, said: Said) -> promises.NoticeNeeded | None:
    """The notice that members would need before the document could count for everybody."""
    now = server_now()
    if said.programme is not None:
        try:
            with reading(request):
                shelf = programmes.shelf(request.club)
                promises.notice_of_change(request.club, shelf, said.programme.document, now, now)
        except promises.NoticeNeeded as needed:
            return needed
    return None


@page(May.WRITE_PROGRAMMES)
def publish(request: OfficeRequest) -> HttpResponseBase:
    """Make the document the next version: at once or from a moment on, for everybody or as a pilot."""
    try:
        body = body_of(request)
    except Refused:
        return JsonResponse({}, status=422)
    form = publish_form(request, cast(dict[str, Any], body.get("form") or {}))
    if not form.is_valid():
        return _review(request, body, form)
    edition = body.get("edition") if body.get("code") else None
    try:
        how = form.how(request.club, cast(int | None, edition))
        done = publishing.publish_programme(club=request.club, text=text_of(body), how=how, actor=request.actor)
    except InvalidDocument:
        return _review(request, body, form)
    except Refused as refused:
        refuse(form, refused)
        return _review(request, body, form)
    toast(request, published_words(done))
    return JsonResponse({"href": reverse("programme", args=[request.club.slug, done.programme])})


@page(May.WRITE_PROGRAMMES)
def as_text(request: OfficeRequest) -> HttpResponseBase:
    """The document sent as text."""
    try:
        return JsonResponse({"text": written(document_of(body_of(request)))})
    except (Refused, InvalidDocument):
        return JsonResponse({}, status=422)


@page(May.WRITE_PROGRAMMES)
def read(request: OfficeRequest) -> HttpResponseBase:
    """The text sent as a document, and the lines at which something is wrong with it."""
    try:
        text = str(body_of(request).get("text", ""))
        document = plain(text)
    except InvalidDocument as invalid:
        line = int(str(invalid.findings[0].message.params.get("line", 1)))
        found = [{"line": line, "grave": True, "text": str(finding_words(one))} for one in invalid.findings]
        return JsonResponse({"document": None, "lines": found})
    except Refused:
        return JsonResponse({}, status=422)
    lines = lines_of(text)
    said = say(request.club, document)
    found = [
        {"line": line_of(one.pointer, lines), "grave": one.level == "error", "text": str(finding_words(one))}
        for one in said.findings
    ]
    return JsonResponse({"document": document, "lines": found})


@page(May.WRITE_PROGRAMMES)
def complete(request: OfficeRequest) -> HttpResponseBase:
    """What may stand at the caret of the text sent."""
    try:
        body = body_of(request)
    except Refused:
        return JsonResponse({}, status=422)
    begun, found = offers(str(body.get("text", "")), int(cast(int, body.get("caret") or 0)))
    return JsonResponse({"begun": begun, "offers": [one._asdict() for one in found]})
