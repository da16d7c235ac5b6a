"""A club whose programme lives: versions published, looked at by their states, and what they bring."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from moadon.apps.clubs.types import Actor
from moadon.apps.programmes import queries
from moadon.apps.programmes.states import version_state
from moadon.flows import publishing
from moadon.flows.choosing import Chosen
from moadon.flows.publishing import Publishing
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.shopkeeper import POINTS, Shopkeeper, document, open_shop

ONE, TWO, THREE = (document(POINTS.replace("give: '1'", f"give: '{n}'")) for n in (1, 2, 3))
DANA = Actor("user", 7, "Dana")


def lived() -> Shopkeeper:
    """A club in Tel Aviv as it is now, with a member, whose programme gives two points a shekel."""
    shop = open_shop(region="IL")
    shop.now = datetime.now(UTC)
    shop.publish(TWO, since=shop.now - timedelta(days=200))
    shop.member()
    return shop


def publish(shop: Shopkeeper, text: str, at: datetime | None = None, chosen: Chosen | None = None) -> Any:
    return publishing.publish_programme(club=shop.club, text=text, how=Publishing(at, chosen), actor=DANA)


def states(shop: Shopkeeper, at: datetime | None = None) -> list[str]:
    """The state of each version in order."""
    with club_transaction(shop.club.id):
        versions = queries.shelf(shop.club).versions
    return [str(version_state(one, versions, at or datetime.now(UTC))) for one in versions]


def points(shop: Shopkeeper, member: str | None, at: datetime | None = None) -> list[tuple[str, int]]:
    """What a basket of 100.00 brings, and by which version."""
    shop.now = at or datetime.now(UTC)
    answer = shop.quote(shop.basket("100.00", member=member, at=shop.now.isoformat()))
    return [(award["amount"], award["version"]) for award in answer["awards"]]


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(Refused) as found:
        work()
    return found.value.code
