"""Clubs: what follows from where they are, and what may be decided."""

from dataclasses import replace
from typing import Any

import pytest

from moadon.apps.clubs import actions, queries
from moadon.apps.clubs.types import SYSTEM, ClubInfo, NewClub
from moadon.kernel.refusals import Refused

FASHION = NewClub("fashion", "Fashion", "ILS", "Asia/Jerusalem")


@pytest.mark.parametrize(
    ("time_zone", "region", "calendar", "week_start"),
    [
        ("Asia/Jerusalem", "IL", "gregorian", 6),
        ("Asia/Tehran", "IR", "jalali", 5),
        ("Europe/Berlin", "DE", "gregorian", 0),
        ("Asia/Tel_Aviv", "IL", "gregorian", 6),
    ],
)
def test_country_calendar_and_week_follow_from_the_time_zone(
    db: None, time_zone: str, region: str, calendar: str, week_start: int
) -> None:
    club = actions.create_club(new=replace(FASHION, time_zone=time_zone))

    assert (club.region, club.calendar, club.week_start) == (region, calendar, week_start)


def test_what_is_said_counts_more(db: None) -> None:
    new = replace(FASHION, calendar="jalali", week_start=0, region="FR", languages=("fa", "en", "fa"))

    club = actions.create_club(new=new)

    assert (club.calendar, club.week_start, club.region, club.languages) == ("jalali", 0, "FR", ("fa", "en"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"slug": "Big Club"}, "not_a_slug"),
        ({"slug": ""}, "not_a_slug"),
        ({"slug": "x" * 41}, "not_a_slug"),
        ({"name": "  "}, "empty"),
        ({"currency": "SHEKEL"}, "unknown_currency"),
        ({"time_zone": "Israel/Tel"}, "unknown_time_zone"),
        ({"time_zone": "../etc/passwd"}, "unknown_time_zone"),
        ({"languages": ("de",)}, "unknown_language"),
        ({"languages": ()}, "empty"),
        ({"calendar": "julian"}, "unknown_calendar"),
        ({"week_start": 7}, "not_between"),
        ({"brand_colour": "red"}, "not_a_colour"),
    ],
)
def test_a_club_that_cannot_be(db: None, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.create_club(new=replace(FASHION, **changes))

    assert refused.value.code == code
    assert list(queries.clubs()) == []


def test_a_short_name_is_one_clubs(db: None) -> None:
    actions.create_club(new=FASHION)

    with pytest.raises(Refused) as refused:
        actions.create_club(new=FASHION)

    assert (refused.value.code, refused.value.status) == ("slug_taken", 409)


def test_a_club_is_found_by_name_and_number(club: ClubInfo) -> None:
    assert queries.club_by_slug(club.slug) == queries.club_by_id(club.id) == club

    with pytest.raises(Refused) as refused:
        queries.club_by_slug("nobody")

    assert (refused.value.code, refused.value.status) == ("unknown_club", 404)


def test_settings_change_one_by_one(club: ClubInfo) -> None:
    once = actions.edit_club(club=club, changes={"settings": {"unknown_sku": "refuse"}}, actor=SYSTEM)
    twice = actions.edit_club(club=once, changes={"settings": {"grace_days": 7}, "name": "New"}, actor=SYSTEM)

    assert (twice.settings.unknown_sku, twice.settings.grace_days, twice.name) == ("refuse", 7, "New")
    assert twice.settings.spent_before_return == "arrears"
    assert queries.club_by_id(club.id) == twice


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"unknown_sku": "ignore"}, "unknown_value", "settings.unknown_sku"),
        ({"grace_days": -1}, "not_between", "settings.grace_days"),
        ({"forgive_limit": True}, "not_between", "settings.forgive_limit"),
        ({"cohort": "week"}, "unknown_value", "settings.cohort"),
        (
            {"expected_redemption": [("points", "2026-01-01", "1.1")]},
            "not_an_expectation",
            "settings.expected_redemption",
        ),
        ({"account_owed": "x" * 300}, "too_long", "settings.account_owed"),
        ({"happy_hour": 5}, None, "settings.happy_hour"),
    ],
)
def test_settings_that_cannot_be(club: ClubInfo, changes: dict[str, object], code: str | None, field: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.edit_club(club=club, changes={"settings": changes}, actor=SYSTEM)

    faults = getattr(refused.value, "refusals", (refused.value,))
    assert (faults[0].field, code or "unknown_field") == (field, faults[0].code)


def test_estimates_are_kept_the_oldest_first_and_read_as_they_are_typed(club: ClubInfo) -> None:
    typed = actions.read_expectations("points 2027-01-01 0.97; points 2026-01-01 0.950\ncredit 2026-06-01 ۱\n")

    edited = actions.edit_club(club=club, changes={"settings": {"expected_redemption": typed}}, actor=SYSTEM)

    kept = (("points", "2026-01-01", "0.95"), ("credit", "2026-06-01", "1"), ("points", "2027-01-01", "0.97"))
    assert edited.settings.expected_redemption == kept
    assert queries.club_by_id(club.id).settings.expected_redemption == kept


@pytest.mark.parametrize("typed", ["points", "points 2026-01-01", "points 2026-13-01 0.9", "points 2026-01-01 x y"])
def test_what_is_no_estimate_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="not_an_expectation"):
        actions.read_expectations(typed)
