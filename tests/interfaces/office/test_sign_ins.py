"""Where one is signed in: the list of devices, ending one, ending the others, and what a colleague may not."""

from datetime import timedelta

from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone

from moadon.apps.audit.queries import deeds
from moadon.apps.signins import actions, queries
from moadon.apps.signins.models import Session
from moadon.store import club_transaction
from tests.interfaces.office.conftest import PASSWORD
from tests.interfaces.office.shop_floor import plain, text_of

MINE = "/office/kav/me/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"


def comes_in(agent: str, name: str = "dana", address: str = "192.0.2.77") -> Client:
    client = Client(REMOTE_ADDR=address, HTTP_USER_AGENT=agent)
    assert client.post("/office/sign-in", {"name": name, "password": PASSWORD}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/office/kav/me/").status_code == 200


def handle_of(client: Client) -> str:
    return queries.handle_of(client.cookies["moadon_session"].value)


def logged(club) -> list[tuple[str, str, object]]:
    with club_transaction(club.id):
        return [(deed.actor_name, deed.subject, deed.after) for deed in deeds(club.id).filter(action="user.signed_out")]


def test_each_device_stands_in_the_list_in_words(person):
    person()
    laptop, phone = comes_in(FIREFOX), comes_in(CHROME, address="2001:db8:1:2::7")

    page = plain(text_of(phone, MINE))

    assert "Firefox on Linux" in page and "192.0.2.0/24" in page
    assert "Chrome on Android" in page and "2001:db8:1::/48" in page
    assert page.count("this device") == 1
    assert "192.0.2.77" not in page
    assert laptop.cookies["moadon_session"].value not in text_of(phone, MINE)


def test_one_ends_and_the_other_stays(person, kav):
    person()
    lost, here = comes_in(CHROME), comes_in(FIREFOX)

    assert here.post(f"{MINE}end", {"handle": handle_of(lost)}).url == MINE

    assert (is_in(lost), is_in(here)) == (False, True)
    assert logged(kav) == [("dana", "dana", {"device": "Chrome, Android, 192.0.2.0/24"})]


def test_all_others_end_and_this_one_stays(person, kav):
    person()
    others, here = [comes_in(CHROME), comes_in(FIREFOX)], comes_in(FIREFOX)

    here.post(f"{MINE}end")

    assert [is_in(one) for one in (*others, here)] == [False, False, True]
    assert logged(kav) == [("dana", "dana", {"devices": 2})]


def test_nobody_ends_the_session_of_somebody_else(person):
    person("dana"), person("noa", "manager")
    dana, noa = comes_in(FIREFOX), comes_in(CHROME, "noa")

    noa.post(f"{MINE}end", {"handle": handle_of(dana)})
    noa.post(f"{MINE}end")

    assert is_in(dana)


def test_an_owner_ends_a_colleagues(person, kav):
    noa = person("noa", "cashier")
    person("dana")
    till, owner = comes_in(CHROME, "noa"), comes_in(FIREFOX)
    theirs = f"/office/kav/settings/people/{noa.pk}/sign-ins"
    assert "Chrome on Android" in plain(text_of(owner, theirs))

    owner.post(f"{theirs}/end", {"handle": handle_of(till)})

    assert (is_in(till), is_in(owner)) == (False, True)
    assert logged(kav) == [("dana", "noa", {"device": "Chrome, Android, 192.0.2.0/24"})]
    assert "Nowhere at the moment" in text_of(owner, theirs)


def test_an_owner_ends_all_of_a_colleagues_and_never_what_they_look_with(person, kav):
    noa, dana = person("noa", "cashier"), person("dana")
    tills, owner = [comes_in(CHROME, "noa"), comes_in(FIREFOX, "noa")], comes_in(FIREFOX)

    owner.post(f"/office/kav/settings/people/{noa.pk}/sign-ins/end")
    owner.post(f"/office/kav/settings/people/{dana.pk}/sign-ins/end")

    assert [is_in(one) for one in (*tills, owner)] == [False, False, True]


def test_another_clubs_people_are_not_there(person, north):
    stranger = person("tal", "owner", (north,))
    person("dana")
    elsewhere = Client()
    elsewhere.post("/office/sign-in", {"name": "tal", "password": PASSWORD})
    owner = comes_in(FIREFOX)

    assert owner.get(f"/office/kav/settings/people/{stranger.pk}/sign-ins").status_code == 404
    assert owner.post(f"/office/kav/settings/people/{stranger.pk}/sign-ins/end").status_code == 404
    assert elsewhere.get("/office/north/me/").status_code == 200


def test_a_new_password_takes_the_other_devices_off_the_list(person):
    dana = person()
    comes_in(CHROME)
    here = comes_in(FIREFOX)

    here.post("/office/password", {"current": PASSWORD, "new": "a longer horse 10", "again": "a longer horse 10"})

    assert [one.device.browser for one in queries.sign_ins(dana.pk)] == ["Firefox"]
    assert is_in(here)


def test_when_a_device_was_last_used_is_noted_once_an_hour(person):
    dana = person()
    client = comes_in(FIREFOX)
    session = client.session
    session["seen"] = (timezone.now() - timedelta(hours=3)).isoformat()
    session.save()
    Session.objects.update(seen_at=timezone.now() - timedelta(hours=3))

    is_in(client)
    (noted,) = queries.sign_ins(dana.pk)
    is_in(client)
    (again,) = queries.sign_ins(dana.pk)

    assert timezone.now() - noted.seen_at < timedelta(minutes=1)
    assert again.seen_at == noted.seen_at


def test_sessions_that_ended_by_themselves_are_forgotten(person):
    dana = person()
    comes_in(FIREFOX), comes_in(CHROME)
    old = Session.objects.filter(user=dana).first()
    Session.objects.filter(pk=old.pk).update(expire_date=timezone.now() - timedelta(days=1))

    assert len(queries.sign_ins(dana.pk)) == 1
    actions.forget_ended(timezone.now())
    assert Session.objects.filter(user=dana).count() == 1


def test_who_stands_at_the_door_is_nobodys_session(client, database):
    client.post("/office/preferences", {"language": "he", "next": "/office/sign-in"})

    (row,) = Session.objects.all()
    assert row.user_id is None and SESSION_KEY not in row.get_decoded()


def test_who_is_signed_in_stays_so_when_the_secret_key_is_another_as_long_as_the_old_one_is_believed(person, settings):
    person()
    client = comes_in(FIREFOX)

    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key"
    assert is_in(client)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [], "a third key"
    assert not is_in(client)
