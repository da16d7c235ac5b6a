"""The club kav with branches, people at work, a programme and a till, for tests of members and receipts."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from moadon.apps.clubs import actions as clubs
from moadon.apps.clubs.types import SYSTEM, ClubInfo
from moadon.apps.members.actions import add_member
from moadon.apps.members.types import NewMember
from moadon.kernel.ids import public_id
from moadon.store import watching
from tests.flows.shopkeeper import Shopkeeper

THEN = datetime(2026, 10, 10, 9, 0, tzinfo=UTC)
"""When things happen in these tests; long enough ago for every clock."""
_BOX = re.compile(r"(?=<(?:td|th|dt|dd|li|p|div|h1|h2|button|a class=\"btn|span class=\"mo-chip))")
FOR_EVER = "{credit: {kind: credit}, points: {kind: points, worth: '0.05'}}"
"""Wallets whose value has no end, so that no test depends on the day on which it runs."""


@dataclass
class Floor(Shopkeeper):
    """The shop of `kav`: branches tlv and jfa, employee e1 of tlv, receipts at THEN unless they say otherwise."""

    now: datetime = THEN + timedelta(hours=8)

    def join(self, phone: str | None = "052-555-0142", **more: Any) -> str:
        """Somebody joins, as they would at the till; the public id."""
        new = NewMember(phone=phone, joined_at=datetime(2024, 5, 14, 9, tzinfo=UTC), **more)
        return public_id("mbr", add_member(club=self.club, new=new, actor=SYSTEM).pk)

    def sells(self, *prices: str, member: str | None = None, **more: Any) -> Any:
        """A sale at THEN; its answer."""
        told = self.buy(*prices, member=member, **{"at": THEN.isoformat(), **more})
        assert isinstance(told, dict), told
        return told

    def takes_back(self, sale: Mapping[str, Any], *units: tuple[str, str], **more: Any) -> Any:
        """Units of lines of a sale come back at THEN; the answer."""
        lines = [{"line": line, "quantity": quantity} for line, quantity in units] or None
        told = self.bring_back(sale["id"], lines, **{"at": THEN.isoformat(), **more})
        assert isinstance(told, dict), told
        return told


def open_floor(kav: ClubInfo) -> Floor:
    """The shop floor of the club kav."""
    branch = clubs.add_branch(club=kav, code="tlv", name="Tel Aviv", actor=SYSTEM)
    clubs.add_branch(club=kav, code="jfa", name="Jaffa", actor=SYSTEM)
    clubs.add_employee(club=kav, code="e1", name="Ron", branch_id=branch.pk, actor=SYSTEM)
    return Floor(kav)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every SQL statement of the block, through Django and past it."""
    told: list[str] = []
    with watching() as ours, CaptureQueriesContext(connection) as theirs:
        yield told
    told += [*ours, *(query["sql"] for query in theirs)]


def text_of(client: Client, address: str, status: int = 200) -> str:
    """The page at `address`."""
    answer = client.get(address)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def reads(client: Client, language: str) -> None:
    """Let whoever is signed in read in `language`."""
    client.post("/office/preferences", {"language": language})


def plain(page: str) -> str:
    """What a page says, without its markup; what stands in boxes of its own is parted by a space."""
    return " ".join(re.sub(r"<[^>]+>", "", _BOX.sub(" ", page)).split())
