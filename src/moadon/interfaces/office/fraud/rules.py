"""The rules of misuse: the list, one rule with its numbers, and how much it would have found lately."""

from typing import Any, NamedTuple

from django import forms
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from moadon.apps.clubs.permissions import May
from moadon.apps.fraud.rules import checked, rules, set_rule
from moadon.engine.fraud import KINDS, Chosen
from moadon.flows.fraud.trying import LATELY, TRIED, try_rule
from moadon.interfaces.office.fraud.pages import crumbs_of
from moadon.interfaces.office.fraud.words import EFFECTS, NUMBERS, rule_about, rule_name
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shell import render_page
from moadon.kernel.refusals import Refused
from moadon.ui import marks
from moadon.ui.forms import LookForm
from moadon.ui.parts import Chip, Crumb, Crumbs, Text


class Row(NamedTuple):
    """A rule in the list."""

    href: str
    name: str
    about: str
    state: Chip
    effect: Text


class RuleForm(LookForm):
    """Whether a rule is on, what it does, and its numbers."""

    on = forms.BooleanField(label=gettext_lazy("Watch for it"), required=False)
    effect = forms.ChoiceField(label=gettext_lazy("What happens"), choices=list(EFFECTS.items()))

    def __init__(self, rule: Chosen, *args: Any, **options: Any) -> None:
        first = {"on": rule.on, "effect": rule.effect, **rule.numbers}
        super().__init__(*args, initial=first, **options)
        for name, number in rule.kind.numbers.items():
            self.fields[name] = forms.IntegerField(
                label=str(NUMBERS[name]), min_value=number.least, max_value=number.most, localize=False
            )


@page(May.SET_FRAUD)
def rule_list(request: OfficeRequest) -> HttpResponseBase:
    """Every rule, with what it catches and what happens then."""
    slug = request.club.slug
    with reading(request):
        known = rules(request.club)
    rows = [
        Row(
            reverse("review-rule", args=[slug, kind]), rule_name(kind), rule_about(rule),
            Chip(pgettext("rule", "on"), "good") if rule.on else Chip(pgettext("rule", "off")), EFFECTS[rule.effect],
        )
        for kind, rule in known.items()
    ]  # fmt: skip
    return render_page(request, "office/fraud/rules.html", {"rows": rows, "crumbs": crumbs_of(request, _("Rules"))})


@page(May.SET_FRAUD)
def edit(request: OfficeRequest, rule: str) -> HttpResponseBase:
    """One rule; asked for, with what it would have found lately as it is now."""
    if rule not in KINDS:
        raise Http404
    with reading(request):
        known = rules(request.club)[rule]
    form = RuleForm(known, request.POST or None)
    slug = request.club.slug
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            wanted = checked(rule, typed["on"], typed["effect"], {name: typed[name] for name in known.kind.numbers})
            set_rule(club=request.club, rule=wanted, actor=request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            toast(request, _("Saved. It counts from now on."))
            return redirect(reverse("review-rules", args=[slug]))
    above = [(_("To review"), reverse("reviews", args=[slug])), (_("Rules"), reverse("review-rules", args=[slug]))]
    told = {
        "form": form,
        "fields": [form[name] for name in known.kind.numbers],
        "title": rule_name(rule),
        "about": rule_about(known),
        "tried": _tried(request, known) if request.GET.get("try") else "",
        "crumbs": Crumbs([*[Crumb(*one) for one in above], Crumb(rule_name(rule))]),
        "back": reverse("review-rules", args=[slug]),
    }
    return render_page(request, "office/fraud/rule.html", told, status=422 if form.errors else 200)


def _tried(request: OfficeRequest, rule: Chosen) -> Text:
    with reading(request):
        found = try_rule(request.club, rule)
    words = ngettext(
        "It would have found {n} thing in the last {days} days, looking at {receipts} receipts.",
        "It would have found {n} things in the last {days} days, looking at {receipts} receipts.",
        found.findings,
    )
    told = format_html(
        words, n=marks.number(found.findings), days=marks.number(LATELY.days), receipts=marks.number(found.receipts)
    )
    if found.receipts < TRIED:
        return told
    return format_html("{} {}", told, _("Only the newest receipts were looked at."))
