"""The club itself."""

import re
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from babel.core import Locale, UnknownLocaleError, get_global

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.models import Club
from moadon.apps.clubs.queries import club_by_id, forget_recent, info_of
from moadon.apps.clubs.types import SYSTEM, Actor, ClubChanges, ClubInfo, ClubSettings, NewClub, Role
from moadon.kernel.calendars import CALENDARS, WEEKDAYS, zone_of
from moadon.kernel.money import exponent_of
from moadon.kernel.refusals import Refused, RefusedMany
from moadon.kernel.sentences import LANGUAGES
from moadon.kernel.texts import parse_text
from moadon.store import club_transaction, draw
from moadon.store.conflicts import refusing

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?\Z")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_JALALI_COUNTRIES = ("IR", "AF")
_MOST_DAYS = 3660


def create_club(*, new: NewClub, actor: Actor = SYSTEM) -> ClubInfo:
    """Make a club. Raises `Refused`: `slug_taken` (409), or what is wrong with a field."""
    row = _checked(new)
    club_id = draw({"clubs_club": 1})["clubs_club"][0]
    with club_transaction(club_id):
        with refusing({"clubs_club_slug_key": ("slug_taken", "slug")}):
            club = Club.objects.create(id=club_id, **row)
        audit.record_deed(club_id, actor, "club.created", new.slug, None, row)
    forget_recent()
    return info_of(club)


def edit_club(*, club: ClubInfo, changes: ClubChanges, actor: Actor) -> ClubInfo:
    """Change the club's name, zone, languages, colour or settings. Raises `Refused` naming the field at fault."""
    values = _checked_changes(club, changes)
    with club_transaction(club.id):
        row = Club.objects.select_for_update().get(id=club.id)
        before = {name: getattr(row, name) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        audit.record_deed(club.id, actor, "club.edited", club.slug, before, values)
    forget_recent()
    return club_by_id(club.id)


def _checked(new: NewClub) -> dict[str, Any]:
    if not _SLUG.match(new.slug):
        raise Refused("not_a_slug", field="slug", given=new.slug[:40])
    exponent_of(new.currency)
    region = new.region or _region_of(new.time_zone)
    calendar = new.calendar or ("jalali" if region in _JALALI_COUNTRIES else "gregorian")
    if calendar not in CALENDARS:
        raise Refused("unknown_calendar", field="calendar", given=calendar[:40])
    week_start = _week_start_of(region) if new.week_start is None else new.week_start
    if not 0 <= week_start < len(WEEKDAYS):
        raise Refused("not_between", field="week_start", least=0, most=len(WEEKDAYS) - 1)
    return {
        "slug": new.slug,
        "name": parse_text(new.name, field="name"),
        "currency": new.currency,
        "time_zone": new.time_zone,
        "calendar": calendar,
        "week_start": week_start,
        "languages": _languages(new.languages),
        "region": region,
        "brand_colour": _colour(new.brand_colour),
    }


def _region_of(time_zone: str) -> str:
    zone_of(time_zone)
    canonical = get_global("zone_aliases").get(time_zone, time_zone)
    return str(get_global("zone_territories").get(canonical, "IL"))


def _week_start_of(region: str) -> int:
    try:
        return int(Locale.parse(f"und_{region}").first_week_day)
    except (UnknownLocaleError, ValueError):
        raise Refused("unknown_region", field="region", given=region[:8]) from None


def _languages(given: tuple[str, ...]) -> list[str]:
    for language in given:
        if language not in LANGUAGES:
            raise Refused("unknown_language", field="languages", given=str(language)[:40])
    if not given:
        raise Refused("empty", field="languages")
    return list(dict.fromkeys(given))


def _colour(given: str) -> str:
    if not _COLOUR.match(given):
        raise Refused("not_a_colour", field="brand_colour", given=given[:40])
    return given.lower()


def _checked_changes(club: ClubInfo, changes: ClubChanges) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "name" in changes:
        values["name"] = parse_text(changes["name"], field="name")
    if "time_zone" in changes:
        zone_of(changes["time_zone"])
        values["time_zone"] = changes["time_zone"]
    if "languages" in changes:
        values["languages"] = _languages(changes["languages"])
    if "brand_colour" in changes:
        values["brand_colour"] = _colour(changes["brand_colour"])
    if "settings" in changes:
        values["settings"] = _settings(club.settings, changes["settings"])
    return values


def _settings(kept: ClubSettings, changes: Mapping[str, object]) -> dict[str, object]:
    known = {f.name for f in fields(ClubSettings)}
    unknown = [Refused("unknown_field", field=f"settings.{name}"[:200]) for name in changes if name not in known]
    if unknown:
        raise RefusedMany(unknown)
    settings = replace(kept, **changes)  # type: ignore[arg-type]
    choices = {"unknown_sku": ("take", "refuse"), "spent_before_return": ("arrears", "refund", "forgive")}
    for name, allowed in choices.items():
        if getattr(settings, name) not in allowed:
            raise Refused("unknown_value", field=f"settings.{name}", given=str(getattr(settings, name))[:40])
    _check_roles(settings.second_factor)
    limits = {
        "forgive_limit": 10**12,
        "grace_days": _MOST_DAYS,
        "future_minutes": 24 * 60,
        "notice_months": 36,
        "requests_a_minute": 10**6,
    }
    for name, most in limits.items():
        value = getattr(settings, name)
        if name == "notice_months" and value is None:
            continue
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            raise Refused("not_between", field=f"settings.{name}", least=0, most=most)
    return asdict(settings)


def _check_roles(given: object) -> None:
    if not isinstance(given, tuple | list):
        raise Refused("not_a_list", field="settings.second_factor")
    for role in given:
        if role not in set(Role):
            raise Refused("unknown_role", field="settings.second_factor", given=str(role)[:40])
