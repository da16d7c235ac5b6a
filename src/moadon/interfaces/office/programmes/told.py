"""A programme in words: its sentences in every language of the club, and what a careful reader finds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, cast, get_args

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.programmes import queries as programmes
from moadon.apps.programmes.states import programme_state, version_state
from moadon.apps.programmes.types import Published, VersionInfo, compiled
from moadon.engine.rules import Clock, Finding, Programme
from moadon.engine.rules.compare import Difference, tell_difference
from moadon.engine.rules.explain import Depth, explain
from moadon.flows.naming import names_in, names_told
from moadon.interfaces.office.members.naming import in_words
from moadon.kernel.shape_words import Language
from moadon.kernel.shapes import Shapes
from moadon.ui import marks
from moadon.ui.parts import Chip, Crumb, Crumbs, Tab, Tabs, Tone
from moadon.ui.reader import language_now
from moadon.ui.words import tell


@dataclass(frozen=True, slots=True)
class Telling:
    """The sentences of a programme in one language."""

    language: str
    direction: Literal["ltr", "rtl"]
    sentences: Sequence[tuple[str, SafeString]]


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as it is shown: where, how grave, and what to do."""

    grave: bool
    place: str
    text: SafeString


def tellings(programme: Programme, club: ClubInfo, depth: Depth = "member") -> list[Telling]:
    """What the programme says at `depth`, in each language of the club, the reader's own first; goods and branches as
    the club calls them."""
    found, names = [], names_in(club, programme.document)
    for language in sorted(club.languages, key=lambda one: one != language_now()):
        shapes = Shapes(
            cast(Language, language), club.currency, club.calendar, club.time_zone, isolating=True, names=names
        )
        told = [(sentence.subject, marks.told(sentence.text)) for sentence in explain(programme, shapes, depth)]
        found.append(Telling(language, "ltr" if language == "en" else "rtl", told))
    return found


def depth_of(request: HttpRequest) -> Depth:
    """How much the reader asks to be told (`?depth=`); what members get where nothing or something else is said."""
    asked = request.GET.get("depth", "")
    return cast(Depth, asked) if asked in get_args(Depth) else "member"


def depths(depth: Depth, version: str) -> Tabs:
    """The switch between the depths, on the page of one version."""
    words: tuple[tuple[Depth, str], ...] = (
        ("poster", _("On a poster")), ("member", _("For members")), ("manager", _("For the manager")),
    )  # fmt: skip
    query = f"&version={version}" if version else ""
    return Tabs([Tab(label, f"?depth={one}{query}", one == depth) for one, label in words], _("How much is told"))


def findings(given: Sequence[Finding]) -> list[Found]:
    """Errors first, then warnings, each in the reader's language."""
    ordered = sorted(given, key=lambda finding: finding.level != "error")
    return [
        Found(one.level == "error", one.pointer or "/", marks.told(tell(one.message, marks.speaker())))
        for one in ordered
    ]


_STATES: dict[str, tuple[Promise, Tone]] = {
    "live": (gettext_lazy("live"), "good"),
    "pilot": (gettext_lazy("pilot"), "acc"),
    "scheduled": (gettext_lazy("goes live later"), "acc"),
    "ended": (gettext_lazy("ended"), ""),
    "replaced": (gettext_lazy("replaced"), ""),
    "withdrawn": (gettext_lazy("withdrawn"), ""),
    "checked": (gettext_lazy("draft"), "acc"),
    "draft": (gettext_lazy("draft"), "acc"),
}
_WAYS: dict[str, tuple[Promise, Tone]] = {
    "better": (gettext_lazy("better"), "good"),
    "worse": (gettext_lazy("worse"), "bad"),
    "mixed": (gettext_lazy("mixed"), "warn"),
    "neutral": (gettext_lazy("the same"), ""),
}


@dataclass(frozen=True, slots=True)
class Differing:
    """A difference as it is shown: who gains, and what it says."""

    chip: Chip
    text: SafeString


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in the list: its state, for how many it is, and what was announced."""

    row: Any
    state: str
    chip: Chip
    members: int
    notice: Any
    told: Sequence[Differing]

    @property
    def number_text(self) -> str:
        """Its number as a part of names in the page."""
        return str(self.row.number)


def state_of(versions: Sequence[VersionInfo], now: datetime) -> Chip:
    """What a programme is: a draft, tried by some, live, to be live, or ended."""
    return _chip(_STATES, programme_state(versions, now, sound=True))


def _chip(words: Mapping[str, tuple[Promise, Tone]], state: str) -> Chip:
    word, tone = words[state]
    return Chip(str(word), tone)


def differing(club: ClubInfo, found: Sequence[Difference]) -> list[Differing]:
    """Differences in the reader's language; goods and branches as the club calls them."""
    speaker = marks.speaker().calling(names_told(club, [one.what for one in found]))
    return [Differing(_chip(_WAYS, one.direction), marks.told(tell_difference(one, speaker))) for one in found]


def version_lines(
    club: ClubInfo, rows: Sequence[Any], infos: Sequence[VersionInfo], now: datetime
) -> list[VersionLine]:
    """The versions of one programme as they are listed. Two statements."""
    notices = {one.version_id: one for one in programmes.notices_of(club, rows[0].programme.code)} if rows else {}
    sizes = programmes.pilot_sizes(row.pk for row in rows)
    by_row = {info.id: info for info in infos}
    lines = []
    for row in rows:
        state, notice = version_state(by_row[row.pk], infos, now), notices.get(row.pk)
        told = [
            Differing(_chip(_WAYS, one["direction"]), marks.foreign(one["text"][language_now()]))
            for one in (notice.differences if notice is not None else ())
        ]
        lines.append(VersionLine(row, str(state), _chip(_STATES, state), sizes.get(row.pk, 0), notice, told))
    return lines


def by_programme(club: ClubInfo) -> dict[str, list[VersionInfo]]:
    """Every version of the club under its programme, in order. One statement."""
    found: dict[str, list[VersionInfo]] = {}
    for version in programmes.shelf(club).versions:
        found.setdefault(version.programme, []).append(version)
    return found


def name_of(versions: Sequence[VersionInfo], clock: Clock) -> str:
    """What the newest of these versions calls the programme, in the reader's language; nothing without a version."""
    newest = max(versions, key=lambda version: version.number, default=None)
    return in_words(compiled(newest.id, clock).name) if newest else ""


def called(club: ClubInfo, code: str) -> str:
    """What a programme is called; its code before it has a version. Two statements."""
    return name_of(by_programme(club).get(code, []), programmes.clock_of(club)) or code


def way_to(club: ClubInfo, code: str, name: str, *further: str) -> Crumbs:
    """The way down to a programme, by its name, and to what stands below it."""
    above = reverse("programme", args=[club.slug, code]) if further else ""
    rules = Crumb(_("Earning rules"), reverse("programmes", args=[club.slug]))
    return Crumbs([rules, Crumb(marks.foreign(name), above), *map(Crumb, further)])


def published_words(done: Published) -> SafeString:
    """What is said once a version is published, or announced where it waits for its notice."""
    words = _("Version {n} of {programme} is published.")
    if done.notice is not None:
        words = _("Version {n} of {programme} is announced. It counts once its notice is over.")
    return format_html(words, n=marks.number(done.number), programme=marks.foreign(done.programme))


def server_now() -> datetime:
    """The moment that pages call now."""
    return datetime.now(UTC)
