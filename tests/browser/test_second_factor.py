"""The second factor in a browser: an app and a passkey set up and used, in three languages, on phone and desk."""

import os
import re

import pytest

from tests.interfaces.office.phone import shows

PASSWORD = "correct horse 9"
WIDER = "document.documentElement.scrollWidth - innerWidth"
DRAWN_IN = (("en", "light"), ("he", "dark"), ("fa", "light"))


@pytest.fixture
def site(club_server, kav):
    """The site by a name: a passkey belongs to a name, never to an address of numbers."""
    from django.contrib.auth.hashers import make_password

    from moadon.apps.clubs.models import User

    # The server knows the slow hash alone.
    User.objects.filter(username="dana").update(password=make_password(PASSWORD, hasher="scrypt"))
    return club_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def key(window):
    """A security key in the window's computer, which says yes to everything."""
    devtools = window.context.new_cdp_session(window.page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    return devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def comes_to_the_door(window, site, onward=""):
    window.goes(f"{site}/office/sign-in?next={onward}")
    window.page.fill("#id_name", "dana")
    window.page.fill("#id_password", PASSWORD)
    return window.follows(lambda: window.page.keyboard.press("Enter"))


def look(language, theme):
    from moadon.apps.clubs.actions import choose_look
    from moadon.apps.clubs.models import User

    choose_look(user=User.objects.get(username="dana"), language=language, theme=theme)


def right(window, name):
    """What is wrong with the page as it stands, on desk and phone."""
    found = []
    for width in (1440, 390):
        window.page.set_viewport_size({"width": width, "height": 900})
        found += window.findings()
        if (over := window.page.evaluate(WIDER)) > 0:
            found.append(f"{over} px over at {width}")
        if os.environ.get("MOADON_PICTURES"):
            window.picture(f"factor-{name}-{width}")
    return found


@pytest.mark.parametrize(("language", "theme"), DRAWN_IN)
def test_an_app_is_set_up_and_asked_for(window, site, language, theme):
    look(language, theme)
    window.reads(site, language, theme)
    page = comes_to_the_door(window, site, "/office/kav/me/")
    wrong = right(window, f"mine-{language}")
    window.follows(lambda: page.locator("a[href='/office/second-factor']").click())
    wrong += right(window, f"none-{language}")
    window.follows(lambda: page.locator("a[href^='/office/second-factor-app']").click())
    wrong += right(window, f"app-{language}")
    secret = re.search(r"[A-Z2-7]{32}", page.locator(".mo-secret").inner_text()).group()
    page.fill("#id_code", shows(secret))
    window.follows(lambda: page.keyboard.press("Enter"))
    wrong += right(window, f"codes-{language}")
    assert page.locator(".mo-codes code").count() == 10
    window.goes(f"{site}/office/second-factor")
    wrong += right(window, f"there-{language}")

    window.context.clear_cookies(name="moadon_session")
    comes_to_the_door(window, site, "/office/kav/me/")
    wrong += right(window, f"step-{language}")
    page.fill("#id_code", shows(secret, later=1))
    window.follows(lambda: page.keyboard.press("Enter"))

    assert page.url.endswith("/office/kav/me/")
    assert wrong == []
    assert window.complaints == []


@pytest.mark.parametrize(("language", "theme"), DRAWN_IN)
def test_a_passkey_is_made_and_shown(window, site, key, language, theme):
    look(language, theme)
    window.reads(site, language, theme)
    page = comes_to_the_door(window, site, "/office/kav/me/")
    window.goes(f"{site}/office/second-factor-passkey")
    wrong = right(window, f"passkey-{language}")
    page.fill("#id_name", "My phone")
    window.follows(lambda: page.keyboard.press("Enter"))
    assert page.locator(".mo-codes code").count() == 10

    window.context.clear_cookies(name="moadon_session")
    comes_to_the_door(window, site, "/office/kav/me/")
    wrong += right(window, f"step-passkey-{language}")
    window.follows(lambda: page.locator("[data-passkey] button").click())

    assert page.url.endswith("/office/kav/me/")
    window.goes(f"{site}/office/second-factor")
    assert page.locator("bdi", has_text="My phone").is_visible()
    assert wrong == []
    assert window.complaints == []


def test_a_passkey_that_is_not_there_is_said_and_a_code_still_opens(window, site, key):
    page = comes_to_the_door(window, site, "/office/kav/me/")
    window.goes(f"{site}/office/second-factor-passkey")
    page.fill("#id_name", "My phone")
    window.follows(lambda: page.keyboard.press("Enter"))
    code = page.locator(".mo-codes code").first.inner_text()
    window.context.clear_cookies(name="moadon_session")
    comes_to_the_door(window, site, "/office/kav/me/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new DOMException('no')); }")

    page.locator("[data-passkey] button").click()
    page.locator("[data-said]").wait_for(state="visible")
    page.fill("#id_code", code)
    window.follows(lambda: page.keyboard.press("Enter"))

    assert page.url.endswith("/office/kav/me/")
