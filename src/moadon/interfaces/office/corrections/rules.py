"""The club's rules for corrections: limits by role, reasons, and how long a request waits."""

from django import forms
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moadon.apps.clubs.permissions import May
from moadon.apps.corrections import actions, queries
from moadon.apps.corrections.types import KINDS, ROLES, Limit, Policy, Reason, TransferTerms
from moadon.interfaces.office.corrections.pages import crumbs
from moadon.interfaces.office.corrections.words import role_words
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shell import render_page
from moadon.kernel.digits import to_ascii_digits
from moadon.kernel.refusals import Refused
from moadon.ui.fields import DecimalField
from moadon.ui.forms import LookForm

_PARTS = ("single", "day")
_LEFT_TO_RIGHT = {"inputmode": "decimal", "autocomplete": "off", "dir": "ltr"}


_HEADS = {
    "credit_single": gettext_lazy("Credit at once"),
    "credit_day": gettext_lazy("Credit a day"),
    "points_single": gettext_lazy("Points at once"),
    "points_day": gettext_lazy("Points a day"),
}


def _limit_fields() -> dict[str, forms.Field]:
    return {
        f"{role}_{kind}_{part}": forms.CharField(
            required=False,
            widget=forms.TextInput(
                {
                    **_LEFT_TO_RIGHT,
                    "aria-label": format_lazy("{role}: {head}", role=role_words(role), head=_HEADS[f"{kind}_{part}"]),
                }
            ),
        )
        for role in ROLES
        for kind in KINDS
        for part in _PARTS
    }


class RulesForm(LookForm):
    """What the club decides, as typed; the action checks it. The limits are fields of their own."""

    widths = {"days": "xs", "reasons": "lg", "transfers": "lg", **dict.fromkeys(_limit_fields(), "xs")}  # noqa: RUF012 (as LookForm declares it)

    days = DecimalField(
        label=gettext_lazy("Days after which a request ends by itself"),
        help_text=gettext_lazy("When nobody approved or refused it."),
    )
    reasons = forms.CharField(
        label=gettext_lazy("Reasons"),
        help_text=gettext_lazy("One a line: code | English | Hebrew | Persian. Members read the words."),
        widget=forms.Textarea({"dir": "auto", "rows": 8}),
    )

    transfers = forms.CharField(
        label=gettext_lazy("What members may hand over to each other"),
        required=False,
        help_text=gettext_lazy(
            "One wallet a line: wallet | at once | a day | a month | fee | proof or free, like credit | 50 | 100 | 300 "
            "| 0.05 | proof. A dash is no limit. Left empty: nothing."
        ),
        widget=forms.Textarea({"dir": "ltr", "rows": 3}),
    )

    def policy(self) -> Policy:
        """What was typed. The form is valid. Raises `Refused` for a line that is no reason or no terms."""
        typed = self.cleaned_data
        limits: dict[tuple[str, str], Limit] = {}
        for role in ROLES:
            for kind in KINDS:
                limits[role, kind] = Limit(*(_typed(typed[f"{role}_{kind}_{part}"]) for part in _PARTS))
        reasons = tuple(_reason(line) for line in typed["reasons"].splitlines() if line.strip())
        terms = [_terms(line) for line in typed["transfers"].splitlines() if line.strip()]
        return Policy(limits, reasons, typed["days"], {one.wallet: one for one in terms})


RulesForm.base_fields.update(_limit_fields())


def _typed(text: str) -> str | None:
    return to_ascii_digits(text).replace("٫", ".").strip() or None


def _reason(line: str) -> Reason:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != 4:
        raise Refused("not_a_reason", field="reasons", given=line[:60])
    code, *names = parts
    return Reason(code, dict(zip(("en", "he", "fa"), names, strict=True)))


def _terms(line: str) -> TransferTerms:
    parts = [to_ascii_digits(part).strip() for part in line.split("|")]
    if len(parts) != 6 or parts[5] not in ("proof", "free"):
        raise Refused("not_transfer_terms", field="transfers", given=line[:80])
    wallet, *limits, fee, proof = parts
    single, day, month = (None if text == "-" else text for text in limits)
    return TransferTerms(wallet, single, day, month, fee, proof == "proof")


def _terms_typed(terms: TransferTerms) -> str:
    limits = [text or "-" for text in (terms.single, terms.day, terms.month)]
    return " | ".join((terms.wallet, *limits, terms.fee, "proof" if terms.proof else "free"))


def _values(policy: Policy) -> dict[str, object]:
    limits = {
        f"{role}_{kind}_{part}": getattr(policy.limits.get((role, kind), Limit("0", "0")), part) or ""
        for role in ROLES
        for kind in KINDS
        for part in _PARTS
    }
    transfers = "\n".join(_terms_typed(one) for one in policy.transfers.values())
    reasons = "\n".join(
        " | ".join((one.code, *(one.name[code] for code in ("en", "he", "fa")))) for one in policy.reasons
    )
    return {**limits, "days": policy.days, "reasons": reasons, "transfers": transfers}


@page(May.MANAGE_CLUB)
def rules_page(request: OfficeRequest) -> HttpResponseBase:
    """The form with what is decided now; saving stays on it."""
    with reading(request):
        policy = queries.policy(request.club)
    form = RulesForm(request.POST or None, initial=_values(policy))
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_policy(request.club, form.policy(), request.actor)
        except Refused as refused:
            refuse(form, refused)
        else:
            toast(request, _("Saved."))
            return redirect(reverse("corrections-rules", args=[request.club.slug]))
    told = {"form": form, "crumbs": crumbs(request, _("Limits and reasons")), "rows": _rows(form)}
    return render_page(request, "office/corrections/rules.html", told, status=422 if form.errors else 200)


def _rows(form: RulesForm) -> list[dict[str, object]]:
    return [
        {
            "role": role_words(role),
            "cells": [form[f"{role}_{kind}_{part}"] for kind in reversed(KINDS) for part in _PARTS],
        }
        for role in ROLES
    ]
