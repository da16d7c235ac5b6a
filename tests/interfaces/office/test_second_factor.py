"""A second factor: set up, asked for at the door, used once, taken away, reset, and required by a club of its roles."""

import re
from typing import Any

import pytest
from django.test import Client

from moadon.apps.audit.queries import deeds
from moadon.apps.clubs import actions as clubs
from moadon.apps.clubs.queries import club_by_id
from moadon.apps.clubs.types import SYSTEM
from moadon.apps.signins import actions, queries
from moadon.apps.signins.actions.factors import refresh_secrets
from moadon.kernel.refusals import Refused
from moadon.kernel.shape_words import PERSIAN_DIGITS
from moadon.store import club_transaction
from tests.interfaces.office.conftest import PASSWORD
from tests.interfaces.office.phone import shows
from tests.interfaces.office.shop_floor import plain, text_of

STATE, APP, STEP = "/office/second-factor", "/office/second-factor-app", "/office/second-step"
MINE = "/office/kav/me/"


def knocks(name: str = "dana", **more: str) -> tuple[Client, Any]:
    client = Client()
    return client, client.post("/office/sign-in", {"name": name, "password": PASSWORD, **more})


def sets_up(client: Client) -> tuple[str, list[str]]:
    """The secret of the app that was set up, and the recovery codes."""
    secret = re.search(r"[A-Z2-7]{32}", text_of(client, APP)).group()
    answer = client.post(APP, {"code": shows(secret)})
    assert answer.status_code == 200
    return secret, re.findall(r"\b\d{8}\b", answer.content.decode())


def is_in(client: Client) -> bool:
    return client.get(MINE).status_code == 200


@pytest.fixture
def guarded(person):
    """Dana's app and her recovery codes."""
    person()
    client, _ = knocks()
    return sets_up(client)


def test_setting_up_an_app_shows_ten_codes_once_and_signs_other_devices_out(person):
    person()
    other, here = knocks()[0], knocks()[0]

    _secret, codes = sets_up(here)

    assert len(set(codes)) == 10
    assert (is_in(other), is_in(here)) == (False, True)
    state = text_of(here, STATE)
    assert "10 are left" in plain(state)
    assert not any(code in state for code in codes)


def test_a_code_that_does_not_fit_sets_up_nothing_and_the_secret_stays(person):
    dana = person()
    client, _ = knocks()
    secret = re.search(r"[A-Z2-7]{32}", text_of(client, APP)).group()

    answer = client.post(APP, {"code": "000000" if shows(secret) != "000000" else "000001"})

    assert answer.status_code == 422 and "does not fit" in answer.content.decode()
    assert secret in answer.content.decode()
    assert not queries.needs_factor(dana.pk)


def test_a_password_alone_opens_no_more(guarded):
    client, answer = knocks(next="/office/kav/members/")

    assert answer.url == "/office/second-step?next=%2Foffice%2Fkav%2Fmembers%2F"
    assert not is_in(client)
    assert client.get("/office/second-factor").url.startswith("/office/sign-in")


@pytest.mark.parametrize("typed", [lambda code: code, lambda code: f" {code[:3]} {code[3:]}", None])
def test_the_code_of_the_app_opens_in_any_writing(guarded, typed):
    client, _ = knocks()
    code = shows(guarded[0], later=1)
    persian = code.translate({ord(str(n)): digit for n, digit in enumerate(PERSIAN_DIGITS)})

    answer = client.post(STEP, {"code": persian if typed is None else typed(code), "next": MINE})

    assert answer.url == MINE
    assert is_in(client)


def test_a_code_opens_once(guarded):
    code = shows(guarded[0], later=1)
    first, second = knocks()[0], knocks()[0]

    assert first.post(STEP, {"code": code}).status_code == 302
    assert second.post(STEP, {"code": code}).status_code == 422
    assert not is_in(second)


def test_a_recovery_code_opens_once_and_says_so(guarded):
    _secret, codes = guarded
    first, second = knocks()[0], knocks()[0]

    assert first.post(STEP, {"code": f"{codes[0][:4]}-{codes[0][4:]}"}).status_code == 302
    assert "used up" in text_of(first, MINE)
    assert second.post(STEP, {"code": codes[0]}).status_code == 422
    assert "9 are left" in plain(text_of(first, STATE))


def test_guessing_codes_waits_also_from_many_places(guarded):
    for n in range(10):
        client = Client(REMOTE_ADDR=f"192.0.2.{n}")
        client.post("/office/sign-in", {"name": "dana", "password": PASSWORD})
        assert "does not fit" in client.post(STEP, {"code": "12345678"}).content.decode()
    client, _ = knocks()

    answer = client.post(STEP, {"code": shows(guarded[0], later=1)})

    assert "Too many tries" in answer.content.decode()
    assert not is_in(client)


def test_the_second_step_waits_ten_minutes(guarded):
    client, _ = knocks()
    session = client.session
    session["second_step"] = session["second_step"] | {"since": "2020-01-01T00:00:00+00:00"}
    session.save()

    assert client.post(STEP, {"code": shows(guarded[0], later=1)}).url == "/office/sign-in"


def test_failed_codes_are_in_the_log(guarded, kav):
    client, _ = knocks()
    client.post(STEP, {"code": "1"})

    with club_transaction(kav.id):
        told = [deed.action for deed in deeds(kav.id)[:3]]
    assert told == ["user.sign_in_failed", "user.factor_added", "user.signed_in"]


def test_taking_it_away_asks_for_the_password(guarded):
    client, _ = knocks()
    client.post(STEP, {"code": shows(guarded[0], later=1)})

    assert client.post("/office/second-factor-remove", {"password": "wrong"}).status_code == 422
    assert client.post("/office/second-factor-remove", {"password": PASSWORD}).url == STATE
    assert knocks()[1].url == "/office/"


def test_new_codes_end_the_old_ones(guarded):
    client, _ = knocks()
    client.post(STEP, {"code": shows(guarded[0], later=1)})

    answer = client.post("/office/second-factor-codes", {"password": PASSWORD})
    fresh = re.findall(r"\b\d{8}\b", answer.content.decode())

    assert answer["Cache-Control"] and len(fresh) == 10 and not set(fresh) & set(guarded[1])
    old, new = knocks()[0], knocks()[0]
    assert old.post(STEP, {"code": guarded[1][0]}).status_code == 422
    assert new.post(STEP, {"code": fresh[0]}).status_code == 302


class TestAnOwner:
    def resets(self, owner: Client, user_id: int):
        return owner.post(f"/office/kav/settings/people/{user_id}/sign-ins/reset", follow=True).content.decode()

    def test_resets_what_a_colleague_lost(self, person, kav):
        noa = person("noa", "cashier")
        person("dana")
        theirs, owner = knocks("noa")[0], knocks("dana")[0]
        sets_up(theirs)

        self.resets(owner, noa.pk)

        assert not is_in(theirs)
        assert knocks("noa")[1].url == "/office/"
        with club_transaction(kav.id):
            told = [(d.actor_name, d.subject) for d in deeds(kav.id).filter(action="user.factors_reset")]
        assert told == [("dana", "noa")]

    def test_resets_nobody_who_works_in_a_club_that_is_not_theirs(self, person, kav, north):
        noa = person("noa", "cashier", (kav, north))
        person("dana")
        theirs, owner = knocks("noa")[0], knocks("dana")[0]
        sets_up(theirs)

        assert "a club that is not yours" in self.resets(owner, noa.pk)

        assert is_in(theirs) and queries.needs_factor(noa.pk)

    def test_is_reset_by_whoever_runs_the_server(self, guarded, person):
        from moadon.apps.clubs.queries import user_by_name

        dana = user_by_name("dana")
        actions.reset_factors(user=dana, actor=SYSTEM)

        assert knocks()[1].url == "/office/"
        with pytest.raises(Refused, match="no_factor"):
            actions.reset_factors(user=dana, actor=SYSTEM)


class TestAClubThatAsksForIt:
    @pytest.fixture(autouse=True)
    def _asks(self, kav):
        clubs.edit_club(club=kav, changes={"settings": {"second_factor": ["owner", "manager"]}}, actor=SYSTEM)

    def test_sends_these_roles_to_set_it_up_and_then_lets_them_in(self, person):
        person("dana", "manager")
        client, _ = knocks()

        assert client.get(MINE).url == "/office/second-factor?next=%2Foffice%2Fkav%2Fme%2F"
        assert client.post("/office/kav/me/end").url.startswith("/office/second-factor")
        assert "The club asks for it" in text_of(client, f"{STATE}?next={MINE}")
        sets_up(client)
        assert is_in(client)

    def test_lets_others_in_by_a_password(self, person):
        person("noa", "cashier")

        assert is_in(knocks("noa")[0])

    def test_lets_nobody_in_who_took_it_away_again(self, person):
        person("dana", "manager")
        client, _ = knocks()
        sets_up(client)
        client.post("/office/second-factor-remove", {"password": PASSWORD})

        assert client.get(MINE).url.startswith("/office/second-factor")

    def test_is_set_on_the_page_of_the_club_and_kept_as_roles(self, person, kav):
        settings = club_by_id(kav.id).settings
        assert settings.second_factor == ("owner", "manager")
        with pytest.raises(Refused, match="unknown_role"):
            clubs.edit_club(club=kav, changes={"settings": {"second_factor": ["king"]}}, actor=SYSTEM)


class TestWhatIsKept:
    def test_is_no_secret_that_a_thief_of_rows_could_use(self, guarded, database):
        rows = database.admin.execute("select data::text from mfa_authenticator").fetchall()

        told = " ".join(row[0] for row in rows)
        assert guarded[0] not in told
        assert not any(code in told for code in guarded[1])

    def test_is_read_with_a_key_that_was_before_and_enciphered_anew_at_night(self, guarded, settings):
        settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key"
        assert knocks()[0].post(STEP, {"code": guarded[1][0]}).status_code == 302

        refresh_secrets(None)
        settings.SECRET_KEY_FALLBACKS = []

        assert knocks()[0].post(STEP, {"code": shows(guarded[0], later=1)}).status_code == 302
        assert knocks()[0].post(STEP, {"code": guarded[1][1]}).status_code == 302

    def test_is_said_when_the_key_is_gone(self, guarded, settings):
        settings.SECRET_KEY = "another key"

        assert "cannot be read any more" in knocks()[0].post(STEP, {"code": "123456"}).content.decode()
