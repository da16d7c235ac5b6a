"""Many corrections out of one file: seen line by line, then done together."""

from datetime import UTC, datetime
from typing import Any, Final, Literal, NamedTuple, cast

from django import forms
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from moadon.apps.clubs.permissions import May
from moadon.flows.corrections.many import MOST, FileTold, Line, correct_by_file
from moadon.interfaces.office.corrections.pages import crumbs
from moadon.interfaces.office.corrections.words import hand_of
from moadon.interfaces.office.parts.access import OfficeRequest, page
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shell import render_page
from moadon.kernel.refusals import Refused
from moadon.ui import marks
from moadon.ui.forms import LookForm
from moadon.ui.parts import Text
from moadon.ui.reader import shapes
from moadon.ui.words import tell_refusal

_BYTES: Final = 1_000_000


class FileForm(LookForm):
    """The file."""

    widths = {"file": "lg"}  # noqa: RUF012 (as LookForm declares it)

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV with the columns member, wallet, amount, reason and, if you like, note. An amount below zero takes."
        ),
        widget=forms.FileInput({"accept": ".csv"}),
    )


class Judged(NamedTuple):
    """A line of the file as it is shown."""

    line: Text
    member: Text
    wallet: str
    amount: Text
    before: Text
    after: Text
    problem: str


@page(May.ASK_CORRECTIONS)
def by_file(request: OfficeRequest) -> HttpResponseBase:
    """The form; a file sent, its lines judged; confirmed, done."""
    do = request.POST.get("do", "")
    form = FileForm(request.POST or None, request.FILES or None) if not do else FileForm()
    seen, text = None, request.POST.get("text", "")
    try:
        if do in ("all", "good"):
            seen = _sent(request, text, cast(Literal["all", "good"], do))
            if seen.done or seen.replayed:
                return _after(request, seen)
        elif request.method == "POST" and form.is_valid():
            text = _text(cast(Any, form.cleaned_data["file"]))
            seen = _sent(request, text, "look")
    except Refused as refused:
        refuse(form, refused)
    told = {
        "form": form,
        "text": text,
        "lines": [_judged(line) for line in seen.lines] if seen else [],
        "waits": seen is not None and seen.waits,
        "good": len(seen.lines) - seen.bad if seen else 0,
        "bad": seen.bad if seen else 0,
        "crumbs": crumbs(request, _("Correct many balances")),
        "back": reverse("corrections", args=[request.club.slug]),
    }
    return render_page(request, "office/corrections/by_file.html", told, status=422 if form.errors else 200)


def _sent(request: OfficeRequest, text: str, how: Literal["look", "all", "good"]) -> FileTold:
    return correct_by_file(request.club, text, hand_of(request), datetime.now(UTC), how)


def _text(file: Any) -> str:
    if file.size > _BYTES:
        raise Refused("correction_file_long", field="file", most=MOST)
    return str(file.read().decode("utf-8-sig", errors="replace"))


def _after(request: OfficeRequest, told: FileTold) -> HttpResponseBase:
    if told.replayed:
        toast(request, _("This file was done before. Nothing more was done."))
    elif told.waits:
        toast(
            request,
            ngettext(
                "{n} correction waits for a second person.", "{n} corrections wait for a second person.", told.done
            ).format(n=shapes().number(told.done)),
        )
    else:
        words = ngettext("{n} balance is corrected.", "{n} balances are corrected.", told.done)
        toast(request, words.format(n=shapes().number(told.done)))
    return redirect(reverse("corrections" if told.waits else "corrections-all", args=[request.club.slug]))


def _judged(line: Line) -> Judged:
    before, after = (marks.isolated(text) if text else "" for text in (line.before, line.after))
    problem = tell_refusal(line.refused, shapes()) if line.refused else ""
    return Judged(
        marks.number(line.line), marks.foreign(line.member), line.wallet, marks.isolated(line.amount), before, after,
        problem,
    )  # fmt: skip
