"""Codes that were made elsewhere, brought into a pool: first looked at, then taken."""

from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from moadon.apps.clubs.permissions import May
from moadon.apps.coupons import queries
from moadon.flows.coupons.files import MOST_AT_ONCE, Brought, bring_in_rows, read_text
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.refusals import refuse, words_of
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shell import render_page
from moadon.interfaces.office.shop.frame import LEFT_TO_RIGHT
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.ui import marks
from moadon.ui.forms import LookForm
from moadon.ui.parts import Crumb, Crumbs
from moadon.ui.reader import shapes

SHOWN = 100
"""Refused rows that the preview shows."""


class CodesForm(LookForm):
    """Codes as they are pasted, or a file of them."""

    widths = {"codes": "lg", "file": "lg"}  # noqa: RUF012 (as LookForm declares it)

    codes = forms.CharField(
        label=gettext_lazy("Codes"),
        required=False,
        help_text=gettext_lazy("One a line, or with the columns code, member and valid_until."),
        widget=forms.Textarea({**LEFT_TO_RIGHT, "rows": 8}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        help_text=gettext_lazy("CSV or JSON Lines, up to 20,000 codes. Longer ones come in by command."),
        widget=forms.FileInput({"accept": ".csv,.txt,.jsonl,.ndjson"}),
    )

    def text(self) -> str:
        """What was brought. The form is valid."""
        file: Any = self.cleaned_data["file"]
        return file.read().decode("utf-8", "replace") if file else str(self.cleaned_data["codes"])


@page(May.MAKE_COUPONS)
def bring_in(request: OfficeRequest, pool_id: str) -> HttpResponseBase:
    """The form; what would become of its rows; with `do` what became of them, said on the pool's page."""
    number, form = row_id("cpl", pool_id), CodesForm(request.POST or None, request.FILES or None)
    told: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        text, sure = form.text(), "do" in request.POST
        try:
            rows = read_text(text, request.club)
            (done,) = bring_in_rows(request.club, number, rows, only_look=not sure, chunk_size=MOST_AT_ONCE)
        except Refused as refused:
            if refused.status == 404:
                raise
            refuse(form, refused)
        else:
            if sure:
                toast(request, _said(ngettext("{n} code is in.", "{n} codes are in.", done.taken), done.taken))
                return redirect(reverse("coupon-pool", args=[request.club.slug, pool_id]))
            told |= _preview(done, text)
    with reading(request):
        pool = queries.pool(request.club, pool_id)
    slug = request.club.slug
    above = [
        Crumb(_("Coupons"), reverse("coupons", args=[slug])),
        Crumb(pool.name, reverse("coupon-pool", args=[slug, pool_id])),
    ]
    told |= {"pool": pool, "back": above[1].href, "crumbs": Crumbs([*above, Crumb(_("Bring codes in"))])}
    return render_page(request, "office/coupons/import.html", told, status=422 if form.errors else 200)


def _preview(done: Brought, text: str) -> dict[str, object]:
    rejected: list[tuple[SafeString, str, SafeString]] = [
        (marks.number(one.line), one.code[:40], words_of(one.why)) for one in done.rejected[:SHOWN]
    ]
    return {
        "text": text, "taken": done.taken, "known": done.known, "refused": len(done.rejected), "rows": rejected,
        "save": _said(ngettext("Bring in {n} code", "Bring in {n} codes", done.taken), done.taken),
    }  # fmt: skip


def _said(words: str, n: int) -> str:
    return words.format(n=shapes().number(n))
