"""A level set by hand, with its reason, and taken off again."""

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moadon.apps.clubs.permissions import May
from moadon.apps.members import queries as members
from moadon.engine.rules import ByHand
from moadon.flows.tiers import by_hand
from moadon.flows.tiers.telling import Standing, standings
from moadon.interfaces.office.members.ladders import by_hand_told, ladder_name, level_name
from moadon.interfaces.office.members.naming import crumbs_to, member_href
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shell import render_page
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.ui.fields import DayField
from moadon.ui.forms import LookForm


class LevelForm(LookForm):
    """Which level, until when, and why."""

    widths = {"level": "md", "until": "sm", "reason": "lg"}  # noqa: RUF012 (as LookForm declares it)

    level = forms.ChoiceField(label=gettext_lazy("Level"))
    until = DayField(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("Without a day it stays until it is taken off."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.TextInput({"dir": "auto", "autocomplete": "off"})
    )

    def __init__(self, standing: Standing, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        ladder = standing.ladder
        field = self.fields["level"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(level.id, level_name(ladder, level.id)) for level in reversed(ladder.levels)]


@page(May.SET_TIERS)
def set_by_hand(request: OfficeRequest, member_id: str, programme: str, ladder: str) -> HttpResponseBase:
    """The form; then the member's page."""
    with reading(request):
        member = members.member(request.club, member_id)
        standing = _standing(request, member.pk, programme, ladder)
        form = LevelForm(standing, request.POST or None)
        valid = form.is_valid()
    back = member_href(request.club.slug, member.pk)
    if request.method == "POST" and valid:
        until: date | None = form.cleaned_data["until"]
        held = ByHand(form.cleaned_data["level"], until)
        try:
            wanted = by_hand.Wanted(member.pk, ladder, programme)
            by_hand.set_level(request.club, wanted, held, form.cleaned_data["reason"], request.actor, datetime.now(UTC))
        except Refused as refused:
            refuse(form, refused)
        else:
            toast(request, _("Saved."))
            return redirect(back)
    told = {
        "form": form,
        "title": ladder_name(standing.ladder),
        "crumbs": crumbs_to(request, _("Set the level by hand"), member),
        "back": back,
        "by_hand": by_hand_told(standing),
        "public": member_id,
        "programme": programme,
        "ladder": ladder,
    }
    return render_page(request, "office/members/set_level.html", told, status=422 if form.errors else 200)


@page(May.SET_TIERS)
def free(request: OfficeRequest, member_id: str, programme: str, ladder: str) -> HttpResponseBase:
    """Take off what was set by hand."""
    row = row_id("mbr", member_id)
    if request.method == "POST":
        with reading(request):
            members.member(request.club, member_id)
        wanted = by_hand.Wanted(row, ladder, programme)
        by_hand.take_off(request.club, wanted, "", request.actor, datetime.now(UTC))
        toast(request, _("The level was taken off."))
    return redirect(member_href(request.club.slug, row))


def _standing(request: OfficeRequest, member: int, programme: str, ladder: str) -> Standing:
    for one in standings(request.club, member, datetime.now(UTC)):
        if (one.live.code, one.ladder.id) == (programme, ladder):
            return one
    raise Http404
