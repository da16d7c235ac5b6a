"""One programme: what it says, its versions, its document."""

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from moadon.apps.clubs.permissions import May
from moadon.apps.programmes import actions
from moadon.apps.programmes import queries as programmes
from moadon.interfaces.office.parts.access import OfficeRequest, page
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.programmes.told import depth_of, depths, name_of, server_now, state_of, tellings
from moadon.interfaces.office.shell import render_page
from moadon.kernel.refusals import Refused
from moadon.ui.parts import Crumb, Crumbs


@page(May.READ_PROGRAMMES)
def programme_page(request: OfficeRequest, code: str) -> HttpResponseBase:
    """The version asked for (`?version=`), else the one that is live, else the newest."""
    club, now = request.club, server_now()
    row = programmes.programme(club, code)
    versions = list(programmes.versions_of(club, code))
    shelf = programmes.shelf(club)
    infos = [version for version in shelf.versions if version.programme == code]
    live = next((version for version in shelf.versions_at(now) if version.programme == code), None)
    asked = request.GET.get("version", "")
    numbers = [str(version.number) for version in versions]
    number = asked if asked in numbers else str(live.number) if live else numbers[0] if numbers else ""
    shown = next((version for version in versions if str(version.number) == number), None)
    told = None
    if shown is not None:
        told = tellings(shelf.named(code, shown.number, programmes.clock_of(club)).programme, club, depth_of(request))
    context: dict[str, object] = {
        "programme": row,
        "name": name_of(infos, shelf.clock) or code,
        "versions": versions,
        "live": live,
        "shown": shown,
        "tellings": told,
        "depths": depths(depth_of(request), asked if asked == number else ""),
        "chip": state_of(infos, now),
        "now": now,
        "crumbs": Crumbs([Crumb(_("Earning rules"), reverse("programmes", args=[club.slug])), Crumb(code)]),
    }
    return render_page(request, "office/programmes/programme.html", context)


@page(May.WRITE_PROGRAMMES)
def end(request: OfficeRequest, code: str) -> HttpResponseBase:
    """Let a programme earn nothing from now on."""
    back = reverse("programme", args=[request.club.slug, code])
    if request.method != "POST":
        return redirect(back)
    if not request.POST.get("sure"):
        raise Refused("missing", field="sure")
    actions.end_programme(club=request.club, code=code, at=server_now(), actor=request.actor)
    toast(request, _("The programme has ended. What members have stays theirs."))
    return redirect(back)
