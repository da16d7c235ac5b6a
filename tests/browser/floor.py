"""Dana in a window of the office of the club kav, on a shop floor where things have happened."""

from typing import Any

from django.conf import settings
from django.test import Client

from moadon.apps.clubs import actions
from moadon.apps.clubs.models import User
from moadon.apps.clubs.queries import forget_recent
from moadon.apps.clubs.types import SYSTEM, NewClub
from tests.flows.shopkeeper import LINEAR, MONTHLY, POINTS, document
from tests.interfaces.office.shop_floor import Floor, open_floor

WAITING = "{id: later, type: per_amount, amount: '1', give: '2', wallet: points, pending: {days: 3650}}"
WALLETS = (
    "{credit: {kind: credit, name: {en: Credit, he: קרדיט, fa: اعتبار}, expires: {after: {months: 12}}}, "
    "points: {kind: points, name: {en: Points, he: נקודות, fa: امتیاز}, worth: '0.05'}}"
)
SUNDAYS = "{id: sundays, type: per_amount, amount: '1', give: '1', wallet: points, when: {weekday: [sun]}}"


def open_kav() -> Floor:
    """The club with a programme of five rules, and Dana, who owns it."""
    floor = open_bare_kav()
    floor.publish(document(LINEAR, POINTS, MONTHLY, WAITING, SUNDAYS, wallets=WALLETS))
    return floor


def open_bare_kav() -> Floor:
    """The club before it has any programme, and Dana, who owns it."""
    forget_recent()
    club = actions.create_club(new=NewClub("kav", "Kav Club", "ILS", "Asia/Jerusalem"), actor=SYSTEM)
    dana = actions.create_user(username="dana", password="correct horse 9", name="Dana")
    actions.give_role(club=club, user=dana, role="owner", actor=SYSTEM)
    return open_floor(club)


def signs_in(window: Any, server: Any) -> None:
    """Dana is in, as if she had come by the door a while ago."""
    client = Client()
    client.force_login(User.objects.get(username="dana"))
    name = settings.SESSION_COOKIE_NAME
    window.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server.url}])


def reads_in(window: Any, language: str) -> None:
    """Dana changes her language where she stands."""
    names = {"en": "English", "he": "עברית", "fa": "فارسی"}
    window.page.locator(".mo-me summary").click()
    window.follows(lambda: window.page.get_by_role("button", name=names[language]).click())
