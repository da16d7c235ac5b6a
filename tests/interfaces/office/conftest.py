"""A club to visit, people who work in it, and their browsers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from moadon.apps.clubs.models import User
    from moadon.apps.clubs.types import ClubInfo

PASSWORD = "correct horse 9"


@pytest.fixture
def kav(database: Any) -> ClubInfo:
    """The club `kav`: shekels, Jerusalem."""
    from moadon.apps.clubs import actions
    from moadon.apps.clubs.types import SYSTEM, NewClub

    return actions.create_club(new=NewClub("kav", "Kav Club", "ILS", "Asia/Jerusalem"), actor=SYSTEM)


@pytest.fixture
def north(database: Any) -> ClubInfo:
    """Another club."""
    from moadon.apps.clubs import actions
    from moadon.apps.clubs.types import SYSTEM, NewClub

    return actions.create_club(new=NewClub("north", "North Club", "EUR", "Europe/Berlin"), actor=SYSTEM)


@pytest.fixture
def person(kav: ClubInfo) -> Callable[..., User]:
    """Makes somebody who works in `kav` (or in the clubs given): `person("dana", "manager")`."""
    from moadon.apps.clubs import actions
    from moadon.apps.clubs.types import SYSTEM

    def make(name: str = "dana", role: str = "owner", clubs: tuple[ClubInfo, ...] | None = None) -> User:
        user = actions.create_user(username=name, password=PASSWORD, name=name.title())
        for club in (kav,) if clubs is None else clubs:
            actions.give_role(club=club, user=user, role=role, actor=SYSTEM)
        return user

    return make


@pytest.fixture
def signed_in(person: Callable[..., User]) -> Callable[..., Client]:
    """Makes somebody and signs them in: `signed_in("cashier")` is their browser."""
    from django.test import Client

    def sign_in(role: str = "owner", name: str = "dana", clubs: tuple[ClubInfo, ...] | None = None) -> Client:
        client = Client()
        client.force_login(person(name, role, clubs))
        return client

    return sign_in
