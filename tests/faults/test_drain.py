"""One member at sixty-four tills at the same moment: never more than there is, never less, and nobody sees an error."""

import itertools
from collections import Counter as Count
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.faults.broken import broken
from tests.faults.broken.no_row_lock import MEETING
from tests.faults.counter import at_once, open_counter, sale
from tests.faults.judge import Till
from tests.platform.database import TestDatabase
from tests.platform.running import ClubServer, serving

pytestmark = pytest.mark.django_db
TILLS = 64
SALES_ALONE = """format: moadon/programme/1
id: club
name: {en: Club, he: מועדון, fa: باشگاه}
currency: ILS
wallets: {credit: {kind: credit}}
earn: [{id: base, type: linear, every: '100', give: '10', wallet: credit, basis: receipt}]
"""


def rich(till: Till) -> str:
    """A member with 1,000 to spend."""
    member = till.posts("/members", {"phone": "052-555-1000"}, "member")["id"]
    till.posts("/receipts", sale("first", "10000.00", member=member), "first")
    return str(member)


def spends(till: Till, member: str, n: int) -> Callable[[], tuple[int, str]]:
    """Pay a receipt of 30 with 30: it earns nothing."""
    body = sale(f"d{n}", "30.00", member=member, till=f"T{n}", redeem=[{"wallet": "credit", "amount": "30.00"}])
    return partial(till.tries, "/receipts", body, f"d{n}")


def holds(till: Till, member: str, n: int) -> Callable[[], tuple[int, str]]:
    """Set 30 aside."""
    body = {"member": member, "wallet": "credit", "amount": "30.00", "ttl_seconds": 600, "reference": f"h{n}"}
    return partial(till.tries, "/holds", body, f"h{n}")


def wallet(till: Till, member: str) -> dict[str, Any]:
    """What the member is told of the credit."""
    (told,) = till.asks(f"/members/{member}/wallets")
    return dict(told)


def drained(
    servers: Sequence[ClubServer], folder: Path, *, before: Callable[[], None] = lambda: None
) -> tuple[Count[tuple[int, str]], dict[str, Any]]:
    """What sixty-four tills were told that spend 30 of 1,000 at once, and what is left. `before` runs right before they do.

    Of several servers of one database each has as many tills.
    """
    till = open_counter(servers[0], SALES_ALONE).till(folder)
    tills = [replace(till, port=server.port) for server in servers]
    member = rich(till)
    before()
    told = at_once([spends(tills[n % len(tills)], member, n) for n in range(TILLS)])
    return Count(told), wallet(till, member)


def test_of_sixty_four_that_spend_thirty_of_a_thousand_thirty_three_do(club_server: ClubServer, tmp_path: Path) -> None:
    told, left = drained([club_server], tmp_path)

    assert told == {(201, ""): 33, (422, "not_enough_value"): 31}
    assert (left["balance"], left["available"]) == ("10.00", "10.00")


def test_what_is_set_aside_meanwhile_counts_as_well(club_server: ClubServer, tmp_path: Path) -> None:
    till = open_counter(club_server, SALES_ALONE).till(tmp_path)
    member = rich(till)
    ways = itertools.cycle([spends, holds])

    told = Count(at_once([next(ways)(till, member, n) for n in range(TILLS)]))

    assert told == {(201, ""): 33, (422, "not_enough_value"): 31}
    assert wallet(till, member)["available"] == "10.00"


def test_five_hundred_credits_of_one_member_all_count(club_server: ClubServer, tmp_path: Path) -> None:
    till = open_counter(club_server, SALES_ALONE).till(tmp_path)
    member = str(till.posts("/members", {"phone": "052-555-1000"}, "member")["id"])

    def earns(first: int) -> list[tuple[int, str]]:
        return [till.tries("/receipts", sale(f"e{n}", "100.00", member=member), f"e{n}") for n in range(first, 500, 20)]

    told = Count(itertools.chain(*at_once([partial(earns, first) for first in range(20)])))

    assert told == {(201, ""): 500}
    assert wallet(till, member)["balance"] == "5000.00"


def test_without_the_lock_the_experiment_finds_that_what_was_spent_and_what_is_left_are_not_what_there_was(
    test_database: TestDatabase, database: TestDatabase, tmp_path: Path
) -> None:
    meeting = tmp_path / "meeting"
    # Of two processes of one server one may answer all; of two servers none can.
    faults = broken("no_row_lock") | {MEETING: str(meeting), "MOADON_WEB_WORKERS": "1"}
    with (
        serving(test_database.url, tmp_path / "one.log", **faults) as one,
        serving(test_database.url, tmp_path / "other.log", **faults) as other,
    ):
        told, left = drained([one, other], tmp_path, before=meeting.mkdir)

    assert len(list(meeting.iterdir())) == 2
    assert 30 * told[201, ""] + Decimal(left["balance"]) != 1000
