"""The life of a programme: compared, published for all or for some, promoted, withdrawn, ended, kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from django import forms
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members import queries as members
from moadon.apps.members.types import MemberRef
from moadon.apps.programmes import actions
from moadon.apps.programmes import queries as programmes
from moadon.flows import comparing, promises, publishing
from moadon.flows.choosing import Chosen
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.programmes.told import called, differing, name_of, published_words, server_now, way_to
from moadon.interfaces.office.shell import render_page
from moadon.kernel.calendars import zone_of
from moadon.kernel.refusals import Refused
from moadon.ui import marks
from moadon.ui.fields import DecimalField, MomentField
from moadon.ui.forms import LookForm
from moadon.ui.reader import shapes

MOST_SEGMENTS = 200
"""So many segments can be chosen from."""


class PublishForm(LookForm):
    """When the draft goes live, and for whom."""

    widths = {"at": "md", "best": "xs", "segment": "md"}  # noqa: RUF012 (as LookForm declares it)

    at = MomentField(
        label=gettext_lazy("Live from"),
        required=False,
        help_text=gettext_lazy("On the club's clock. Left empty: at once."),
    )
    whom = forms.ChoiceField(
        label=gettext_lazy("For whom"),
        choices=[
            ("all", gettext_lazy("everybody")),
            ("best", gettext_lazy("a pilot: those who bought most in the last twelve months")),
            ("members", gettext_lazy("a pilot: the members named below")),
            ("segment", gettext_lazy("a pilot: the members of a segment")),
        ],
        widget=forms.RadioSelect,
        initial="all",
    )
    best = DecimalField(label=gettext_lazy("How many of the best"), required=False)
    members = forms.CharField(
        label=gettext_lazy("Members"),
        required=False,
        max_length=200_000,
        help_text=gettext_lazy("One a line: phone, card or number elsewhere."),
        widget=forms.Textarea({"rows": 5, "dir": "auto"}),
    )

    segment = forms.ChoiceField(label=gettext_lazy("Segment"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, segments: Sequence[tuple[str, int]] = ()) -> None:
        """`segments` of the club, each with how many are in it; without any there is no pilot for one."""
        super().__init__(data)
        if segments:
            offered = [(code, _segment_words(code, members)) for code, members in segments]
            cast(forms.ChoiceField, self.fields["segment"]).choices = offered
        else:
            del self.fields["segment"]
            whom = cast(forms.ChoiceField, self.fields["whom"])
            whom.choices = [one for one in cast(list[Any], whom.choices) if one[0] != "segment"]

    def suggest(self, club: ClubInfo, moment: datetime) -> None:
        """Have `moment` stand there, on the club's clock, until something else is typed."""
        self.initial["at"] = moment.astimezone(zone_of(club.time_zone)).replace(tzinfo=None)

    def how(self, club: ClubInfo, edition: int | None) -> publishing.Publishing:
        """What was typed, as the flow takes it. The form is valid."""
        at: datetime | None = self.cleaned_data["at"]
        moment = None if at is None else at.replace(tzinfo=zone_of(club.time_zone))
        return publishing.Publishing(moment, self._chosen(), edition)

    def _chosen(self) -> Chosen | None:
        if self.cleaned_data["whom"] == "best":
            return Chosen(best=self.cleaned_data["best"] or 0)
        if self.cleaned_data["whom"] == "all":
            return None
        if self.cleaned_data["whom"] == "segment":
            return Chosen(segment=self.cleaned_data["segment"])
        lines = [line.strip() for line in self.cleaned_data["members"].splitlines() if line.strip()]
        return Chosen(members=[MemberRef("id" if line.startswith("mbr_") else "any", line) for line in lines])


def _segment_words(code: str, members: int) -> str:
    words = ngettext("{segment}: {n} member", "{segment}: {n} members", members)
    return words.format(segment=code, n=shapes().number(members))


def publish_form(request: OfficeRequest, data: Mapping[str, Any] | None = None) -> PublishForm:
    """The form with the segments that the club's members are in."""
    with reading(request):
        return PublishForm(data, segments=members.segments("", MOST_SEGMENTS))


@page(May.WRITE_PROGRAMMES)
def publish(request: OfficeRequest, code: str) -> HttpResponseBase:
    """The draft beside what members have: what differs, whether notice is due, when and for whom it goes live."""
    club, now = request.club, server_now()
    form = publish_form(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = _published(request, code, form)
        if answer is not None:
            return answer
    with reading(request):
        row = programmes.programme(club, code)
        if row.draft is None:
            raise Refused("no_draft", status=404, programme=code)
        shelf = programmes.shelf(club)
        mine = [version for version in shelf.versions if version.programme == code]
        live = next((version for version in shelf.versions_at(now) if version.programme == code), None)
        found = comparing.compare_versions(club, code, str(live.number), comparing.DRAFT) if live else ()
        needed = _needed(club, code, now) if live else None
    if needed is not None:
        form.suggest(club, needed.earliest)
    above = reverse("programme", args=[club.slug, code])
    context: dict[str, Any] = {
        "form": form,
        "programme": row,
        "live": live,
        "differences": differing(club, found),
        "needed": needed,
        "edition": request.POST.get("edition") or row.edition,
        "crumbs": way_to(club, code, name_of(mine, shelf.clock) or code, _("Publish")),
        "back": above,
    }
    return render_page(request, "office/programmes/publish.html", context, status=422 if form.errors else 200)


def _needed(club: ClubInfo, code: str, now: datetime) -> promises.NoticeNeeded | None:
    """The notice that publishing the draft now would need. Inside a transaction of the club."""
    try:
        document = comparing.document_of(club, code, comparing.DRAFT)
        promises.notice_of_change(club, programmes.shelf(club), document, now, now)
    except promises.NoticeNeeded as needed:
        return needed
    return None


def _published(request: OfficeRequest, code: str, form: PublishForm) -> HttpResponseBase | None:
    how = form.how(request.club, _edition(request))
    try:
        done = publishing.publish_draft(club=request.club, code=code, how=how, actor=request.actor)
    except Refused as refused:
        refuse(form, refused)
        return None
    toast(request, published_words(done))
    return redirect(reverse("programme", args=[request.club.slug, code]))


@page(May.READ_PROGRAMMES)
def differences(request: OfficeRequest, code: str) -> HttpResponseBase:
    """What differs between two versions, or one and the draft, in words."""
    club = request.club
    row = programmes.programme(club, code)
    versions = list(programmes.versions_of(club, code))
    choices = [comparing.DRAFT] if row.draft is not None else []
    choices += [str(version.number) for version in versions]
    newer = _one_of(request.GET.get("newer"), choices, 0)
    older = _one_of(request.GET.get("older"), choices, 1)
    found = comparing.compare_versions(club, code, older, newer) if choices else ()
    context = {
        "programme": row,
        "choices": choices,
        "older": older,
        "newer": newer,
        "differences": differing(club, found),
        "crumbs": way_to(club, code, called(club, code), _("Differences")),
    }
    return render_page(request, "office/programmes/differences.html", context)


def _one_of(wanted: str | None, choices: list[str], otherwise: int) -> str:
    if wanted in choices:
        return str(wanted)
    return choices[min(otherwise, len(choices) - 1)] if choices else ""


@page(May.WRITE_PROGRAMMES)
def turn(request: OfficeRequest, code: str, number: int, what: str) -> HttpResponseBase:
    """Withdraw, promote or end one version, once the reader has said that they are sure."""
    back = reverse("programme", args=[request.club.slug, code])
    if request.method != "POST":
        return redirect(back)
    _sure(request)
    told: dict[str, Any] = {"club": request.club, "code": code, "number": number, "actor": request.actor}
    if what == "withdraw":
        publishing.withdraw_version(**told)
        toast(request, _("The version is withdrawn. What is live goes on."))
    elif what == "promote":
        publishing.promote_pilot(**told)
        toast(request, _("Everybody has what the pilot tried."))
    else:
        publishing.end_pilot(**told)
        toast(request, _("The pilot has ended. What it gave stays its members'."))
    return redirect(back)


@page(May.WRITE_PROGRAMMES)
def end(request: OfficeRequest, code: str) -> HttpResponseBase:
    """Let a programme earn nothing from now on, or from when its notice is over."""
    back = reverse("programme", args=[request.club.slug, code])
    if request.method != "POST":
        return redirect(back)
    _sure(request)
    try:
        publishing.end_programme(club=request.club, code=code, actor=request.actor)
        toast(request, _("The programme has ended. What members have stays theirs."))
    except promises.NoticeNeeded as needed:
        publishing.end_programme(club=request.club, code=code, at=needed.earliest, actor=request.actor)
        words = _("The end is announced. The programme ends at {at}.")
        toast(request, format_html(words, at=marks.moment(needed.earliest)))
    return redirect(back)


@page(May.WRITE_PROGRAMMES)
def keep(request: OfficeRequest, code: str) -> HttpResponseBase:
    """Take the announced end of a programme back."""
    back = reverse("programme", args=[request.club.slug, code])
    if request.method == "POST":
        _sure(request)
        actions.keep_programme(club=request.club, code=code, now=server_now(), actor=request.actor)
        toast(request, _("The programme goes on."))
    return redirect(back)


@page(May.WRITE_PROGRAMMES)
def drop(request: OfficeRequest, code: str) -> HttpResponseBase:
    """Throw the draft away; with one that was never published, the programme."""
    back = reverse("programme", args=[request.club.slug, code])
    if request.method != "POST":
        return redirect(back)
    _sure(request)
    edition = _edition(request)
    actions.drop_draft(club=request.club, code=code, edition=edition, now=server_now(), actor=request.actor)
    toast(request, _("The draft is thrown away."))
    with reading(request):
        left = programmes.programmes(request.club).filter(code=code).exists()
    return redirect(back if left else reverse("programmes", args=[request.club.slug]))


def _edition(request: OfficeRequest) -> int | None:
    """The edition of the programme that the reader had before them."""
    seen = request.POST.get("edition", "")
    return int(seen) if seen.isascii() and seen.isdigit() else None


def _sure(request: OfficeRequest) -> None:
    if not request.POST.get("sure"):
        raise Refused("missing", field="sure")
