"""Who reads decides language, theme, and how values are written."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from moadon.apps.clubs.models import User
from moadon.apps.clubs.types import ClubInfo
from moadon.ui import marks
from moadon.ui.context import reader
from moadon.ui.middleware import ReaderMiddleware
from moadon.ui.reader import language_of, shapes, theme_of

TEHRAN = ClubInfo(1, "t", "Club", "IRR", "Asia/Tehran", "jalali", 5, ("fa", "en"), "IR")


def request(user: object = None, cookies: dict[str, str] | None = None, accept: str = "") -> HttpRequest:
    made = RequestFactory().get("/", HTTP_ACCEPT_LANGUAGE=accept)
    made.user = user or AnonymousUser()  # type: ignore[assignment]
    made.COOKIES.update(cookies or {})
    return made


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        (request(), "en"),
        (request(accept="he-IL,he;q=0.9"), "he"),
        (request(accept="de"), "en"),
        (request(cookies={"moadon_language": "fa"}, accept="he"), "fa"),
        (request(User(username="d", language="he"), {"moadon_language": "fa"}), "he"),
        (request(User(username="d", language="xx")), "en"),
    ],
)
def test_the_language_is_the_persons_then_the_browsers(asked, language):
    assert language_of(asked) == language


@pytest.mark.parametrize(
    ("asked", "theme"),
    [
        (request(), "auto"),
        (request(cookies={"moadon_theme": "dark"}), "dark"),
        (request(cookies={"moadon_theme": "pink"}), "auto"),
        (request(User(username="d", theme="dark")), "dark"),
        (request(User(username="d", theme="dark"), {"moadon_theme": "light"}), "light"),
    ],
)
def test_the_theme_is_this_devices_then_the_persons(asked, theme):
    assert theme_of(asked) == theme


def test_values_are_written_for_the_club_that_is_found_on_the_way():
    seen = {}

    def view(asked: HttpRequest) -> HttpResponse:
        seen["before"] = marks.money(1290)
        asked.club = TEHRAN  # type: ignore[attr-defined]
        seen["after"] = marks.money(1290)
        seen["faces"] = reader(asked)["faces"]
        return HttpResponse()

    answer = ReaderMiddleware(view)(request(accept="fa"))

    assert "یورو" in seen["before"]
    assert "۱٬۲۹۰" in seen["after"]
    assert "ریال" in seen["after"]
    assert seen["faces"] == ["en", "fa"]
    assert answer["Content-Language"] == "fa"
    assert shapes().language == "en"


def test_a_page_knows_its_direction():
    with_club = {}
    ReaderMiddleware(lambda asked: with_club.update(reader(asked)) or HttpResponse())(request(accept="he"))

    assert (with_club["language"], with_club["direction"], with_club["club"]) == ("he", "rtl", None)
