"""The door: who comes in, who does not, and where they land."""

import pytest
from django.test import Client

from moadon.apps.audit.queries import deeds
from moadon.apps.clubs.models import User
from moadon.store import club_transaction
from tests.interfaces.office.conftest import PASSWORD

DOOR = "/office/sign-in"
pytestmark = pytest.mark.urls("tests.ui.shell_addresses")


def knock(client: Client, name: str, password: str, **more: str):
    return client.post(DOOR, {"name": name, "password": password, **more})


def test_the_root_leads_to_the_office_and_the_office_to_the_door(client, database):
    assert client.get("/").url == "/office/"
    assert client.get("/office/").url == "/office/sign-in?next=/office/"


def test_a_page_of_a_club_leads_to_the_door_and_back(client, kav):
    assert client.get("/office/kav/find?q=x").url == "/office/sign-in?next=%2Foffice%2Fkav%2Ffind%3Fq%3Dx"


def test_a_fragment_sends_its_whole_page_to_the_door(client, kav):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/office/kav/members/?q=n"}

    answer = client.get("/office/kav/find?q=x", headers=headers)

    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/office/sign-in?next=%2Foffice%2Fkav%2Fmembers%2F%3Fq%3Dn"


def test_name_and_password_open(client, person):
    person()

    assert knock(client, "dana", PASSWORD).url == "/office/"
    assert client.get(DOOR).url == "/office/"


def test_a_language_chosen_at_the_door_stays_inside_and_a_colleagues_cookie_does_not(client, person):
    person()
    client.post("/office/preferences", {"language": "he", "next": DOOR})
    knock(client, "dana", PASSWORD)
    assert User.objects.get(username="dana").language == "he"

    client.post("/office/sign-out")
    person("noa")
    knock(client, "noa", PASSWORD)
    assert client.cookies["moadon_language"].value == "he"
    assert User.objects.get(username="noa").language == "en"


def test_an_e_mail_address_opens_too_when_it_is_one_persons(client, person):
    User.objects.filter(pk=person("dana").pk).update(email="Dana@Example.com")

    assert knock(client, "dana@example.com", PASSWORD).url == "/office/"


def test_a_shared_e_mail_address_opens_nothing(client, person):
    for name in ("dana", "noa"):
        User.objects.filter(pk=person(name).pk).update(email="shop@example.com")

    assert knock(client, "shop@example.com", PASSWORD).status_code == 422


@pytest.mark.parametrize(
    ("name", "password", "told"),
    [
        ("dana", "wrong", "do not go together"),
        ("nobody", PASSWORD, "do not go together"),
        ("", PASSWORD, "Write your user name or e-mail."),
        ("dana", "", "Write your password."),
        ("da\0na", PASSWORD, "Null characters are not allowed."),
    ],
)
def test_anything_else_is_refused_in_words_and_keeps_the_name(client, person, name, password, told):
    person()

    answer = knock(client, name, password)

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert PASSWORD not in answer.content.decode()


@pytest.mark.parametrize(
    ("wanted", "lands"),
    [
        ("/office/kav/members/?q=1", "/office/kav/members/?q=1"),
        ("https://evil.example/", "/office/"),
        ("//evil.example", "/office/"),
        ("javascript:alert(1)", "/office/"),
    ],
)
def test_one_lands_only_on_pages_of_ours(client, person, wanted, lands):
    person()

    assert knock(client, "dana", PASSWORD, next=wanted).url == lands


def test_guessing_waits(client, person):
    person()
    for _ in range(5):
        assert "do not go together" in knock(client, "dana", "wrong").content.decode()

    assert "Too many tries" in knock(client, "dana", PASSWORD).content.decode()
    assert knock(Client(REMOTE_ADDR="10.0.0.9"), "dana", PASSWORD).status_code == 302


def test_a_success_forgets_the_failures_before_it(client, person):
    person()
    for _ in range(4):
        knock(client, "dana", "wrong")
    knock(client, "dana", PASSWORD)
    client.post("/office/sign-out")

    for _ in range(4):
        knock(client, "dana", "wrong")

    assert knock(client, "dana", PASSWORD).status_code == 302


def test_coming_in_and_failing_to_are_in_the_log(client, person, kav):
    person()
    knock(client, "dana", "wrong")
    knock(client, "dana", PASSWORD)

    with club_transaction(kav.id):
        told = [(deed.action, deed.address) for deed in deeds(kav.id)[:2]]
    assert told == [("user.signed_in", "127.0.0.1"), ("user.sign_in_failed", "127.0.0.1")]


def test_out_is_out_and_only_by_post(signed_in):
    client = signed_in()

    assert client.get("/office/sign-out").status_code == 405
    assert client.post("/office/sign-out").url == "/office/sign-in"
    assert client.get("/office/").url.startswith("/office/sign-in")


def test_the_door_is_in_the_browsers_language(client, database):
    answer = client.get(DOOR, headers={"Accept-Language": "he"})

    assert '<html lang="he" dir="rtl"' in answer.content.decode()
    assert "כניסה" in answer.content.decode()
    assert "faces.he.css" in answer.content.decode()
    assert "faces.fa.css" not in answer.content.decode()
