"""What needs a person, and what changed lately."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moadon.apps.catalogue import queries as catalogue
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.imports import queries as imports
from moadon.apps.programmes import queries as programmes
from moadon.apps.receipts import queries as receipts
from moadon.engine.rules import Wallet
from moadon.interfaces.office.overview.period import Days
from moadon.ui import marks

LATELY = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Need:
    """Something that wants a person: an icon with its tone, a sentence, and where to go."""

    icon: str
    tone: str
    text: SafeString
    href: str
    action: str


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened: on which day, and what."""

    day: date
    text: SafeString


def needs(report: Mapping[str, Any], club: ClubInfo, days: Days, corrections: int = 0) -> list[Need]:
    """What the figures and the books say wants a person, the most pressing first.

    `corrections`: how many wait for this reader.
    """
    books = (*_waiting(club), *_corrections(club, corrections), *_unlisted(club))
    return [*_expiring(report, club), *_branches(report, club, days), *books]


def _expiring(report: Mapping[str, Any], club: ClubInfo) -> list[Need]:
    wallets = programmes.wallets(club)
    found = []
    for one in report["expiring"]:
        wallet = wallets.get(one["wallet"])
        text = format_html(
            ngettext(
                "{value} will expire within 30 days, held by {n} member; the first on {day}.",
                "{value} will expire within 30 days, held by {n} members; the first on {day}.",
                one["members"],
            ),
            value=_value(one["units"], wallet),
            n=marks.number(one["members"]),
            day=marks.day(club.day_of(datetime.fromisoformat(one["first"]))),
        )
        found.append(
            Need(
                icon="hourglass-low",
                tone="warn",
                text=text,
                href=reverse("members", args=[club.slug]),
                action=_("See the members"),
            )
        )
    return found


def _value(units: int, wallet: Wallet | None) -> SafeString:
    if wallet is not None and wallet.kind == "points":
        return marks.points(units, wallet.places)
    return marks.money(units, brief=True)


def _branches(report: Mapping[str, Any], club: ClubInfo, days: Days) -> list[Need]:
    return [
        Need(
            icon="target-arrow",
            tone="warn",
            text=format_html(
                _("{branch} names the member on {share} of receipts; the others on {others}."),
                branch=marks.foreign(one["name"] or one["branch"]),
                share=marks.percent(one["member_receipts_share"], 0),
                others=marks.percent(one["others_share"], 0),
            ),
            href=f"{reverse('receipts', args=[club.slug])}?branch={one['branch']}",
            action=_("See the receipts"),
        )
        for one in report["branches_naming_few"]
    ]


def _waiting(club: ClubInfo) -> list[Need]:
    count = receipts.parked().count()
    if not count:
        return []
    words = ngettext("{n} return waits for its sale.", "{n} returns wait for their sale.", count)
    text = format_html(words, n=marks.number(count))
    return [
        Need(
            icon="clock",
            tone="bad",
            text=text,
            href=reverse("receipts-waiting", args=[club.slug]),
            action=_("See them"),
        )
    ]


def _corrections(club: ClubInfo, count: int) -> list[Need]:
    if not count:
        return []
    words = ngettext(
        "{n} correction of a balance waits for a second person.",
        "{n} corrections of balances wait for a second person.",
        count,
    )
    text = format_html(words, n=marks.number(count))
    return [Need("pencil", "warn", text, reverse("corrections", args=[club.slug]), _("See them"))]


def _unlisted(club: ClubInfo) -> list[Need]:
    count = catalogue.products(club).filter(incomplete=True).count()
    if not count:
        return []
    words = ngettext(
        "{n} product was sold that the catalogue does not list.",
        "{n} products were sold that the catalogue does not list.",
        count,
    )
    text = format_html(words, n=marks.number(count))
    place = f"{reverse('products', args=[club.slug])}?incomplete=True"
    return [Need(icon="package", tone="warn", text=text, href=place, action=_("See them"))]


def changes(club: ClubInfo, now: datetime) -> list[Change]:
    """What happened lately, newest first, seven at most."""
    since = now - LATELY
    found = [
        Change(
            club.day_of(version.live_from),
            format_html(
                _("{programme}, version {n}, went live"),
                programme=marks.foreign(version.programme.code),
                n=marks.number(version.number),
            ),
        )
        for version in programmes.versions_of(club)[:5]
        if since <= version.live_from <= now
    ]
    for one in imports.imports(club).filter(finished_at__gte=since)[:5]:
        words = ngettext("{n} row imported from {file}", "{n} rows imported from {file}", one.rows_taken)
        text = format_html(words, n=marks.number(one.rows_taken), file=marks.foreign(one.file_name))
        found.append(Change(club.day_of(one.finished_at or now), text))
    return sorted(found, key=lambda change: change.day, reverse=True)[:7]


def server_now() -> datetime:
    """The moment that pages call now."""
    return datetime.now(UTC)
