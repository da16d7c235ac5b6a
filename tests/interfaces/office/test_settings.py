"""The club's settings and its people, for the owner alone."""

import re

import pytest
from django.test import Client

from moadon.apps.clubs.models import User
from moadon.apps.clubs.queries import club_by_slug, people
from moadon.store import club_transaction
from tests.interfaces.office.who import allowed, statuses

TYPED = {
    "name": "Kav Colours", "brand_colour": "#8A1C4A", "languages": ["he", "en"], "time_zone": "Asia/Jerusalem",
    "unknown_sku": "refuse", "stopped_receipts": "review", "spent_before_return": "forgive", "forgive_limit": "12.50", "grace_days": "7",
    "future_minutes": "", "cohort": "year", "voucher_tax": "single_purpose", "account_owed": "2410 Points",
    "expected_redemption": "points 2027-01-01 0.97\npoints ۱۴۰۴/۱۰/۱۱ 0.95",
}  # fmt: skip
ADD = "/office/kav/settings/people/add"


@pytest.mark.parametrize("address", ["/office/kav/settings/", ADD])
def test_settings_are_for_the_owner(signed_in, address):
    assert statuses(signed_in, address) == allowed("owner")


def test_an_auditor_sees_who_works_in_the_club(signed_in):
    assert statuses(signed_in, "/office/kav/settings/people/") == allowed("owner", "auditor")


def test_a_stranger_signs_in_first_and_another_club_is_not_there(client, signed_in, kav, north):
    assert client.get("/office/kav/settings/").url.startswith("/office/sign-in?next=")
    assert signed_in("owner", "noa", (north,)).get("/office/kav/settings/").status_code == 404


def test_what_is_typed_is_kept(signed_in, kav):
    assert signed_in().post("/office/kav/settings/", TYPED).status_code == 302

    club = club_by_slug("kav")
    assert (club.name, club.brand_colour, set(club.languages)) == ("Kav Colours", "#8a1c4a", {"en", "he"})
    settings = club.settings
    assert (settings.unknown_sku, settings.spent_before_return, settings.forgive_limit) == ("refuse", "forgive", 1250)
    assert (settings.grace_days, settings.future_minutes) == (7, 0)
    assert (settings.cohort, settings.voucher_tax, settings.account_owed) == ("year", "single_purpose", "2410 Points")
    assert settings.expected_redemption == (("points", "2026-01-01", "0.95"), ("points", "2027-01-01", "0.97"))
    shown = signed_in("owner", "lea").get("/office/kav/settings/").content.decode()
    assert "points 2026-01-01 0.95\npoints 2027-01-01 0.97" in shown


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""), ("brand_colour", "pink"), ("languages", []), ("languages", ["xx"]), ("time_zone", "Mars/Base"),
        ("unknown_sku", "burn"), ("forgive_limit", "-1"), ("grace_days", "4000"), ("future_minutes", "soon"),
        ("cohort", "week"), ("expected_redemption", "points 0.95"), ("account_owed", "x" * 300),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_under_its_field_and_changes_nothing(signed_in, kav, field, typed):
    answer = signed_in().post("/office/kav/settings/", {**TYPED, field: typed})

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert club_by_slug("kav").name == "Kav Club"


def test_somebody_is_let_in_with_a_password_that_is_shown_once(signed_in, kav):
    client = signed_in()

    answer = client.post(ADD, {"username": "ron@kav", "name": "Ron", "role": "cashier"})
    password = re.search(r"<code[^>]*>([^<]+)</code>", answer.content.decode()).group(1)

    assert answer["Cache-Control"] == "no-store"
    assert Client().login(username="ron@kav", password=password)
    listed = client.get("/office/kav/settings/people/").content.decode()
    assert "ron@kav" in listed
    assert password not in listed


def test_a_name_that_is_taken_is_refused_under_its_field(signed_in):
    answer = signed_in().post(ADD, {"username": "dana", "role": "cashier"})

    assert answer.status_code == 422
    assert answer.context["form"].errors["username"] == ["Somebody signs in by this name already."]


def test_a_role_changes_and_goes(signed_in, person, kav):
    client, ron = signed_in(), person("ron", "cashier")
    address = f"/office/kav/settings/people/{ron.pk}"

    client.post(address, {"role": "analyst"})
    with club_transaction(kav.id):
        assert people(kav).get(user=ron).role == "analyst"
    assert client.get(f"{address}/remove").status_code == 200
    client.post(f"{address}/remove")

    assert client.get(address).status_code == 404


def test_the_last_owner_stays(signed_in):
    client = signed_in()
    address = f"/office/kav/settings/people/{User.objects.get(username='dana').pk}"

    changed = client.post(address, {"role": "manager"})
    gone = client.post(f"{address}/remove", follow=True)

    assert changed.context["form"].errors["role"] == ["A club needs an owner. Name another one first."]
    assert "A club needs an owner" in gone.content.decode()
