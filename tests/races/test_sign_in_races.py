"""One code at many doors at once, and many guesses at one: each on a connection of its own."""

from collections.abc import Callable, Sequence

import pytest

from moadon.apps.clubs import actions as clubs
from moadon.apps.clubs.models import User
from moadon.apps.clubs.types import Actor
from moadon.apps.signins import actions
from moadon.interfaces.office.parts import throttle
from moadon.kernel.refusals import Refused
from tests.interfaces.office.phone import shows
from tests.races.test_till_races import at_once

pytestmark = pytest.mark.django_db


def all_at_once(works: Sequence[Callable[[], object]]) -> list[object]:
    """What each was told, the refused too."""

    def told(work: Callable[[], object]) -> object:
        try:
            return work()
        except Refused as refused:
            return refused

    return at_once(*[lambda work=work: told(work) for work in works])


@pytest.fixture
def dana() -> User:
    return clubs.create_user(username="dana", password="correct horse 9")


def test_a_code_of_the_app_opens_one_door_of_eight(dana: User) -> None:
    secret = actions.begin_app(dana).secret
    actions.add_app(user=dana, secret=secret, code=shows(secret), actor=Actor("user", dana.pk))
    code = shows(secret, later=1)

    told = all_at_once([lambda: actions.check_code(user=dana, code=code)] * 8)

    assert [one for one in told if not isinstance(one, Refused)] == ["app"]


def test_a_recovery_code_opens_one_door_of_eight(dana: User) -> None:
    secret = actions.begin_app(dana).secret
    spare = actions.add_app(user=dana, secret=secret, code=shows(secret), actor=Actor("user", dana.pk))

    told = all_at_once([lambda: actions.check_code(user=dana, code=spare[0])] * 8)

    assert [one for one in told if not isinstance(one, Refused)] == ["recovery"]


def test_of_twenty_guesses_at_once_five_are_judged(dana: User) -> None:
    told = at_once(*[lambda: throttle.must_wait("dana", "192.0.2.7")] * 20)

    assert told.count(False) == 5


def test_of_two_apps_set_up_at_once_one_stands(dana: User) -> None:
    secrets = [actions.begin_app(dana).secret for _ in range(4)]
    actor = Actor("user", dana.pk)

    told = all_at_once(
        [lambda own=own: actions.add_app(user=dana, secret=own, code=shows(own), actor=actor) for own in secrets]
    )

    assert sum(not isinstance(one, Refused) for one in told) == 1
