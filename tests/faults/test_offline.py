"""Twenty tills that were cut off come back: in any order, with clocks that are wrong, one from a backup, and each
receipt counts once.

`FAULTS_OFFLINE` says how many receipts each till brings, `FAULTS_SEED` which.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from tests.faults.counter import at_once, open_counter
from tests.faults.judge import Till
from tests.platform.database import TestDatabase
from tests.platform.running import ClubServer

pytestmark = pytest.mark.django_db
TILLS = 20
EACH = int(os.environ.get("FAULTS_OFFLINE") or 8)
SEED = int(os.environ.get("FAULTS_SEED") or 7)
NIGHT = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Asia/Jerusalem"))
"""The hour from one to two of this night comes twice where the shop is."""
POINTS = """format: moadon/programme/1
id: club
name: {en: Club, he: מועדון, fa: باشگاه}
currency: ILS
wallets: {points: {kind: points, worth: '0.05'}}
earn: [{id: points, type: per_amount, amount: '1', give: '1', wallet: points}]
"""


class Brought(NamedTuple):
    """What a till has kept to be sent: where to, under which key, what, and what it is to be told."""

    path: str
    key: str
    body: dict[str, Any]
    statuses: tuple[int, ...]


def kept_by(till: int, members: list[str]) -> Iterator[list[Brought]]:
    """What one till sold in the night while it was cut off; what stands together belongs together.

    A third of the sales is brought back. Every fourth till has a clock that is up to two hours wrong. Numbers begin
    anew with each till.
    """
    chance = random.Random(f"{SEED}-{till}")
    wrong = timedelta(minutes=chance.randrange(-120, 120)) if till % 4 == 0 else timedelta()
    for n in range(EACH):
        at = NIGHT.astimezone(UTC) + timedelta(minutes=chance.randrange(120)) + wrong
        local = at.astimezone(NIGHT.tzinfo).isoformat()
        place = {"till": f"T{till}", "branch": "main"}
        price = chance.randrange(1, 300)
        line = {"id": "1", "sku": "MUG", "quantity": "1", "unit_price": f"{price}.00"}
        sale = {**place, "number": str(n), "at": local, "member": chance.choice(members), "lines": [line]}
        found = [Brought("/receipts", f"{till}-{n}", sale, (200, 201))]
        if chance.random() < 0.33:
            of = {"number": str(n), "business_date": local[:10], **place}
            later = (at + timedelta(minutes=5)).astimezone(NIGHT.tzinfo).isoformat()
            back = {**place, "number": f"r{n}", "at": later, "lines": [{"line": "1", "quantity": "1"}], "of": of}
            found.append(Brought("/returns", f"{till}-r{n}", back, (200, 201, 202)))
        yield found


def brings(till: Till, kept: list[Brought]) -> list[str]:
    """Send all of it in this order; what was told that should not be."""
    wrong = []
    for one in kept:
        status, code = till.tries(one.path, one.body, one.key)
        if status not in one.statuses:
            wrong.append(f"{one.path} {one.key}: {status} {code}")
    return wrong


def test_what_was_sold_offline_counts_once_however_it_comes(
    club_server: ClubServer, database: TestDatabase, tmp_path: Path
) -> None:
    counter = open_counter(club_server, POINTS)
    till = counter.till(tmp_path)
    members = [str(till.posts("/members", {"phone": f"052-555-{1000 + n}"}, f"member-{n}")["id"]) for n in range(10)]
    sold = {n: [*kept_by(n, members)] for n in range(TILLS)}
    chance = random.Random(SEED)
    sent: list[list[Brought]] = []
    for kept in sold.values():
        mixed = [one for together in kept for one in together]
        chance.shuffle(mixed)  # a return may come before its sale
        sent.append(mixed)
    # The first five were set up again from a backup: they know no key any more, and send all of it once more.
    sent += [[one._replace(key=f"again-{one.key}") for one in mixed] for mixed in sent[:5]]

    told = at_once([partial(brings, till, mixed) for mixed in sent])

    assert [one for wrong in told for one in wrong] == []
    # Returns that came before their sale wait for the night.
    assert counter.run("nightly", "--club", "storm").returncode == 0
    everything = [one for kept in sold.values() for together in kept for one in together]
    found = Counter(_standing(till))
    assert found == Counter((one.body["till"], one.body["number"]) for one in everything)
    assert {member: _points(till, member) for member in members} == _what_is_due(sold, members)


def _standing(till: Till) -> Iterator[tuple[str, str]]:
    """Till and number of every receipt that stands."""
    cursor = ""
    while True:
        page = till.asks(f"/receipts?limit=200{cursor}")
        yield from ((one["till"], one["number"]) for one in page["items"])
        if page["next"] is None:
            return
        cursor = f"&cursor={page['next']}"


def _points(till: Till, member: str) -> Decimal:
    (wallet,) = till.asks(f"/members/{member}/wallets")
    return Decimal(wallet["balance"])


def _what_is_due(sold: dict[int, list[list[Brought]]], members: list[str]) -> dict[str, Decimal]:
    """A point for each whole unit of money that was not given back."""
    due = dict.fromkeys(members, Decimal(0))
    for kept in sold.values():
        for sale, *backs in kept:
            if not backs:
                due[sale.body["member"]] += Decimal(sale.body["lines"][0]["unit_price"])
    return due
