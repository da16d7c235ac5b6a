"""One programme: what it says, its versions, its document."""

from datetime import datetime

from django.http.response import HttpResponseBase

from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.programmes import queries as programmes
from moadon.apps.programmes.types import Shelf
from moadon.flows.promises import NoticeNeeded, notice_of_end
from moadon.interfaces.office.parts.access import OfficeRequest, page
from moadon.interfaces.office.programmes.told import (
    depth_of,
    depths,
    name_of,
    server_now,
    state_of,
    tellings,
    version_lines,
    way_to,
)
from moadon.interfaces.office.shell import render_page


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
    name = name_of(infos, shelf.clock) or code
    context: dict[str, object] = {
        "programme": row,
        "name": name,
        "versions": versions,
        "live": live,
        "shown": shown,
        "tellings": told,
        "depths": depths(depth_of(request), asked if asked == number else ""),
        "chip": state_of(infos, now),
        "lines": version_lines(club, versions, infos, now),
        "endings": [one for one in programmes.notices_of(club, code) if one.version_id is None][:1],
        "ending": row.ended_at if row.ended_at is not None and row.ended_at > now else None,
        "needed": notice_of_ending(club, shelf, code, now),
        "now": now,
        "crumbs": way_to(club, code, name),
    }
    return render_page(request, "office/programmes/programme.html", context)


def notice_of_ending(club: ClubInfo, shelf: Shelf, code: str, now: datetime) -> NoticeNeeded | None:
    """The notice that ending the programme now would need. Inside a transaction of the club."""
    try:
        notice_of_end(club, shelf, code, now, now)
    except NoticeNeeded as needed:
        return needed
    return None
