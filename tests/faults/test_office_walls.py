"""Every page of the office asked for what is another club's or another branch's: it is as unknown as what never was.

The pages are found in the table of their doors, so that one that is added is tried from its first day.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from moadon.apps.clubs import actions
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.types import SYSTEM, ClubInfo
from moadon.kernel.ids import public_id
from moadon.store import club_transaction
from tests.faults.walls.scene import NO_ROW
from tests.interfaces.office.conftest import kav, north, person, signed_in  # noqa: F401  # fixtures
from tests.interfaces.office.test_doors import NAMED_BY_THE_CLUB, floor, pages, things  # noqa: F401  # fixtures

pytestmark = pytest.mark.django_db
_TOKEN = re.compile(r"\b[A-Za-z0-9]{64}\b")
_PASSING = ("content-length", "set-cookie")
Things = Mapping[str, Any]


def of_one_thing() -> Iterator[tuple[str, str]]:
    """Pages, by name, whose address has an id in it."""
    for name, address in pages().items():
        if "_id)" in address and name not in NAMED_BY_THE_CLUB:
            yield name, address


def nobodys(things: Things) -> dict[str, Any]:  # noqa: F811
    """The same with an id that nobody has for each id."""
    unknown = {
        blank: NO_ROW if isinstance(value, int) else public_id(value[:3], NO_ROW)
        for blank, value in things.items()
        if blank.endswith("_id")
    }
    return {**things, **unknown}


def heard(browser: Client, address: str, named: Things, slug: str) -> tuple[object, ...]:
    """All that a page tells, but for what was sent and for tokens that are new each time."""
    place = "/" + address % {**named, "slug": slug}
    answer = browser.get(place)
    ids = [str(named[blank]) for blank in re.findall(r"%\((\w+_id)\)", address) if isinstance(named[blank], str)]

    def without_names(text: str) -> str:
        for sent in (place, quote(place, safe=""), *ids):
            text = text.replace(sent, "")
        return text

    text = _TOKEN.sub("", without_names(answer.getvalue().decode(errors="replace")))
    headers = sorted(
        (name.lower(), without_names(value)) for name, value in answer.headers.items() if name.lower() not in _PASSING
    )
    answer.close()
    return answer.status_code, text, headers


def test_of_another_club_a_page_tells_what_it_tells_of_nothing(
    signed_in: Callable[..., Client],  # noqa: F811
    things: Things,  # noqa: F811
    north: ClubInfo,  # noqa: F811
) -> None:
    own, other = signed_in(), signed_in("owner", "nora", (north,))
    found, leaks = [], []
    for name, address in of_one_thing():
        told, nothing = (heard(other, address, named, "north") for named in (things, nobodys(things)))
        leaks += [f"{name}: {told[0]} for another club's, {nothing[0]} for nobody's"] if told != nothing else []
        # A page that only takes forms sends whoever looks back to where the form stands, whatever it is asked for.
        leaks += [f"{name}: {told[0]}"] if told[0] not in (302, 404, 405) else []
        found += [name] if heard(own, address, things, "kav")[0] == 200 else []

    assert leaks == []
    assert len(found) > 20, "its own club does find them"


def test_of_another_branch_a_page_tells_what_it_tells_of_nothing_or_what_is_of_the_club(
    things: Things,  # noqa: F811
    person: Callable[..., Any],  # noqa: F811
    kav: ClubInfo,  # noqa: F811
    client: Client,
) -> None:
    manager = person("mira", "manager")
    with club_transaction(kav.id):
        far = clubs.branches(kav).get(code="jfa").pk
    actions.give_role(club=kav, user=manager, role="manager", branch_id=far, actor=SYSTEM)
    client.force_login(manager)
    hidden, leaks = [], []
    for name, address in of_one_thing():
        told, nothing = (heard(client, address, named, "kav") for named in (things, nobodys(things)))
        if told[0] == 404:
            hidden.append(name)
        if told[0] in (403, 404, 405) and told != nothing:
            leaks.append(f"{name}: {told[0]} for another branch's, {nothing[0]} for nobody's")

    assert leaks == []
    assert {"review", "receipt"} & set(hidden), "what is of another branch is not shown"
