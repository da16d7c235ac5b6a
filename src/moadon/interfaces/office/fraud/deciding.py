"""A decision about a finding: the question with its reason, then the deed."""

from datetime import UTC, datetime

from django import forms
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moadon.apps.clubs.permissions import May
from moadon.apps.fraud import queries
from moadon.flows.fraud import Decided, decide, ways_of
from moadon.interfaces.office.fraud.pages import crumbs_of
from moadon.interfaces.office.fraud.words import ASKS, BUTTONS, rule_name
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shell import render_page
from moadon.kernel.refusals import Refused
from moadon.ui.forms import LookForm


class ReasonForm(LookForm):
    """Why."""

    widths = {"reason": "lg"}  # noqa: RUF012 (as LookForm declares it)

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("It stays with the finding and in the audit log."),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )


@page(May.DECIDE_FRAUD)
def ask(request: OfficeRequest, review_id: str, way: str) -> HttpResponseBase:
    """The question; posted to, the decision."""
    if way not in BUTTONS:
        raise Http404
    with reading(request):
        row = queries.finding(request.club, review_id, request.role.branch_id)
    back = reverse("review", args=[request.club.slug, review_id])
    if way not in ways_of(row):
        return redirect(back)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = Decided(review_id, way, form.cleaned_data["reason"], request.role.branch_id)
        try:
            decide(request.club, wanted, request.actor, datetime.now(UTC))
        except Refused as refused:
            refuse(form, refused)
        else:
            toast(request, _("Decided."))
            return redirect(back)
    told = {
        "form": form,
        "title": BUTTONS[way],
        "asks": ASKS[way],
        "rule": rule_name(row.rule),
        "crumbs": crumbs_of(request, BUTTONS[way], row),
        "back": back,
    }
    return render_page(request, "office/fraud/decide.html", told, status=422 if form.errors else 200)
