"""One's own password: what is asked, what is refused, and who is signed out."""

import pytest
from django.test import Client

from moadon.apps.audit.queries import deeds
from moadon.apps.clubs.models import User
from moadon.store import club_transaction
from tests.interfaces.office.conftest import PASSWORD

PAGE = "/office/password"
NEW = "a longer horse 10"
pytestmark = pytest.mark.urls("tests.ui.shell_addresses")


def change(client: Client, current: str = PASSWORD, new: str = NEW, again: str | None = None, **more):
    return client.post(PAGE, {"current": current, "new": new, "again": new if again is None else again}, **more)


def test_a_stranger_signs_in_first(client, database):
    assert client.get(PAGE).url == "/office/sign-in?next=/office/password"
    assert change(client).url.startswith("/office/sign-in")


@pytest.mark.parametrize("role", ["owner", "manager", "cashier", "auditor", "analyst"])
def test_everybody_may_change_their_own(signed_in, role):
    client = signed_in(role)

    assert client.get(PAGE).status_code == 200
    assert change(client).url == "/office/"
    assert User.objects.get(username="dana").check_password(NEW)


def test_this_browser_stays_signed_in_and_every_other_is_signed_out(signed_in):
    here, there = signed_in(), Client()
    there.post("/office/sign-in", {"name": "dana", "password": PASSWORD})
    before = here.cookies["moadon_session"].value
    assert there.get(PAGE).status_code == 200

    change(here)

    assert here.get(PAGE).status_code == 200
    assert here.cookies["moadon_session"].value != before
    assert there.get(PAGE).url.startswith("/office/sign-in")
    assert Client().post("/office/sign-in", {"name": "dana", "password": PASSWORD}).status_code == 422
    assert Client().post("/office/sign-in", {"name": "dana", "password": NEW}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"current": "wrong"}, "current", "This is not your password"),
        ({"current": ""}, "current", "Write the password that you use now."),
        ({"new": "", "again": ""}, "new", "Write the new password."),
        ({"again": "another horse 10"}, "again", "not the same as the new password"),
        ({"new": PASSWORD}, "new", "the password you have already"),
        ({"new": "short 1"}, "new", "too easy to guess"),
        ({"new": "password123"}, "new", "too easy to guess"),
        ({"new": "dana dana dana", "current": PASSWORD}, "new", "too easy to guess"),
        ({"new": "x" * 1001}, "new", "at most 1000 characters"),
        ({"new": "long enough\0"}, "new", "Null characters are not allowed."),
    ],
)
def test_what_is_refused_stands_under_its_field_and_changes_nothing(signed_in, typed, field, told):
    client = signed_in()
    User.objects.filter(username="dana").update(first_name="dana dana dana")

    answer = change(client, **typed)

    assert answer.status_code == 422
    assert told in " ".join(answer.context["form"].errors[field])
    assert NEW not in answer.content.decode()
    assert User.objects.get(username="dana").check_password(PASSWORD)


def test_guessing_the_current_password_waits(signed_in):
    client = signed_in()
    for _ in range(5):
        change(client, current="wrong")

    assert "Too many tries" in change(client).content.decode()
    assert User.objects.get(username="dana").check_password(PASSWORD)


def test_the_change_is_in_the_log_without_the_password(signed_in, kav):
    change(signed_in())

    with club_transaction(kav.id):
        deed = deeds(kav.id)[0]
    assert (deed.action, deed.actor_name, deed.address) == ("user.password_changed", "dana", "127.0.0.1")
    assert not deed.before and not deed.after


@pytest.mark.parametrize(("language", "told"), [("he", "החלפת הסיסמה"), ("fa", "تغییر گذرواژه")])
def test_it_speaks_the_readers_language(signed_in, language, told):
    client = signed_in()
    client.post("/office/preferences", {"language": language})

    assert told in client.get(PAGE).content.decode()
    answer = change(client, new="12345")
    assert answer.status_code == 422
    assert "too easy" not in answer.content.decode()


def test_a_form_from_elsewhere_changes_nothing(person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person())

    assert change(client).status_code == 403
    assert User.objects.get(username="dana").check_password(PASSWORD)


def test_who_works_nowhere_changes_theirs_too(signed_in):
    assert change(signed_in("owner", "dana", ())).url == "/office/"
