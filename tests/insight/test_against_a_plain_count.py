"""Every KPI against a count in plain Python, on books made at random: split by nothing, by branch and by month."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import duckdb
import pytest

from moadon.apps.clubs.types import ClubInfo
from moadon.insight.kpis import KPI, checked, months_of, quotient
from moadon.insight.lake import Lake, look, plant
from moadon.insight.reports import kpis
from moadon.kernel.money import format_decimal

CLUB = ClubInfo(3, "random", "Random", "ILS", "Asia/Jerusalem")
PERIOD = (date(2026, 4, 10), date(2026, 8, 20))


_SOLD = """
    create table sold(id bigint, day date, sale bool, member bigint, branch bigint, paid bigint, items bigint,
                      sales int, of bigint)"""
_MISTAKES = """
    insert into sold select id + 1000, day, sale, member, branch, 7, 7, 1, null from sold where id % 5 = 0 and sale"""
_CANCELLED = """
    insert into sold select id + 1000, day, false, member, branch, -7, -7, -1, id from sold where id > 1000"""
_RECEIPTS = """(
    select id as receipt_id, day, day::timestamp + id * interval '1 second' as moment, day as recorded,
           id::varchar as number,
           sale, sales,
           member as member_id, branch as branch_id, null as till_id, null as employee_id, 'store' as channel,
           paid, items, 0 as discount, 0 as redeemed, of as of_receipt from sold)"""
_MEMBERS = """(
    select id as member_id, joined, ended, branch as branch_id, null as employee_id, '' as source, '' as language,
           null as birth_year from people)"""
_BRANCHES = "(select i as branch_id, 'b' || i as code, '' as name, true as active from range(1, 4) t(i))"


@dataclass(frozen=True)
class Sold:
    number: int
    day: date
    sale: bool
    member: int | None
    branch: int
    paid: int
    items: int


@dataclass(frozen=True)
class Person:
    number: int
    joined: date
    ended: date | None
    branch: int


class Books:
    """Receipts and members made at random, always the same for one seed."""

    def __init__(self, seed: int) -> None:
        random = Random(seed)
        start = date(2025, 1, 1)

        def day(within: int = 700) -> date:
            return start + timedelta(days=random.randrange(within))

        self.people = [
            Person(n, day(600), day() if random.random() < 0.2 else None, random.randrange(1, 4)) for n in range(1, 41)
        ]
        self.receipts = sorted(
            (
                Sold(n, day(), random.random() < 0.9, random.choice([None, *range(1, 41)]), random.randrange(1, 4),
                     random.randrange(1, 90_000), random.randrange(1, 9) * 500)
                for n in range(1, 401)
            ),
            key=lambda sold: (sold.day, sold.number),
        )  # fmt: skip

    def planted(self) -> None:
        duck = duckdb.connect()
        duck.execute(_SOLD)
        for r in self.receipts:
            sign = 1 if r.sale else -1
            row = (r.number, r.day, r.sale, r.member, r.branch, sign * r.paid, sign * r.items, int(r.sale), None)
            duck.execute("insert into sold values (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        # Sales that were made by mistake and cancelled: to be counted nowhere.
        duck.execute(_MISTAKES)
        duck.execute(_CANCELLED)
        duck.execute("create table people(id bigint, joined date, ended date, branch bigint)")
        for p in self.people:
            duck.execute("insert into people values (?, ?, ?, ?)", (p.number, p.joined, p.ended, p.branch))
        plant(CLUB, duck, {"receipts": _RECEIPTS, "members": _MEMBERS, "branches": _BRANCHES})


def stepped(books: Books, first: date, last: date, branch: int | None) -> tuple[int, int, int, int, int]:
    """From purchase to purchase: lapsed, started, came back, days between, pairs."""
    year_before = date(first.year - 1, first.month, first.day)
    enrolled = enrolled_at(books, last)
    started = came_back = lapsed = gap_days = gaps = 0
    for person in range(1, 41):
        bought = [r for r in books.receipts if r.member == person and r.sale]
        if bought and first <= bought[0].day <= last and branch in (None, bought[0].branch):
            started += 1
            came_back += len(bought) > 1 and bought[1].day <= last
        before = [r for r in bought if r.day < first]
        since = any(first <= r.day <= last for r in bought)
        if before and before[-1].day >= year_before and not since and person in enrolled:
            lapsed += branch in (None, before[-1].branch)
        for one, next_one in pairwise(bought):
            if first <= one.day and next_one.day <= last and branch in (None, one.branch):
                gap_days += (next_one.day - one.day).days
                gaps += 1

    return lapsed, started, came_back, gap_days, gaps


def enrolled_at(books: Books, day: date) -> set[int]:
    return {p.number for p in books.people if p.joined <= day and (p.ended is None or p.ended > day)}


def counted(books: Books, first: date, last: date, branch: int | None = None) -> dict[str, str | None]:
    """Each KPI of the days from `first` to `last`, by its definition in words."""
    here = [r for r in books.receipts if first <= r.day <= last and branch in (None, r.branch)]
    sales = [r for r in here if r.sale]
    named = [r for r in sales if r.member]
    visiting = {r.member for r in named}
    at_home = [p for p in books.people if branch in (None, p.branch)]
    enrolled = enrolled_at(books, last)
    joined = [p for p in at_home if first <= p.joined <= last]

    def net(rows: Sequence[Sold], of: str) -> int:
        return sum(getattr(r, of) * (1 if r.sale else -1) for r in rows)

    member_rows = [r for r in here if r.member]
    lapsed, started, came_back, gap_days, gaps = stepped(books, first, last, branch)
    turnover, from_members = net(here, "paid"), net(member_rows, "paid")
    items = net(member_rows, "items")
    found: dict[str, str | None] = {
        "members_total": str(len([p for p in at_home if p.number in enrolled])),
        "members_new": str(len(joined)),
        "members_active": str(len(visiting)),
        "members_lapsed": str(lapsed),
        "join_rate": quotient(len(joined), len(joined) + len(sales) - len(named)),
        "retention_rate": quotient(came_back, started),
        "purchase_frequency": quotient(len(named), len(visiting)),
        "purchase_interval": quotient(gap_days, gaps),
        "average_purchase": quotient(from_members, len(named) * 100),
        "items_per_purchase": quotient(items, len(named) * 1000),
        "items_per_member": quotient(items, len(visiting) * 1000),
        "spend_per_member": quotient(from_members, len(visiting) * 100),
        "turnover": format_decimal(turnover, 2),
        "member_turnover": format_decimal(from_members, 2),
        "member_turnover_share": quotient(from_members, turnover),
        "member_receipts_share": quotient(len(named), len(sales)),
        "redemption_rate": None,
    }
    if branch is None:
        found["members_not_visiting"] = str(len(enrolled - visiting))
    return found


@pytest.fixture(params=[1, 2, 3])
def books(request: pytest.FixtureRequest) -> Books:
    made = Books(request.param)
    made.planted()
    return made


@pytest.fixture
def lake(books: Books) -> Iterator[Lake]:
    with look(CLUB, within=None) as opened:
        yield opened


def told(lake: Lake, by: str | None = None) -> list[dict[str, Any]]:
    found: Any = kpis(CLUB, *PERIOD, by, lake=lake)["kpis"]
    return list(found)


def test_the_whole_and_what_it_is_compared_with(books: Books, lake: Lake) -> None:
    found = told(lake)

    assert {kpi["id"]: kpi["value"] for kpi in found} == counted(books, *PERIOD)
    days = (PERIOD[1] - PERIOD[0]).days + 1
    before = counted(books, PERIOD[0] - timedelta(days=days), PERIOD[0] - timedelta(days=1))
    assert {kpi["id"]: kpi["previous"] for kpi in found} == before
    assert {kpi["id"]: kpi["year_before"] for kpi in found} == counted(books, date(2025, 4, 10), date(2025, 8, 20))


def test_by_branch(books: Books, lake: Lake) -> None:
    found = told(lake, "branch")

    for branch in (1, 2, 3):
        right = counted(books, *PERIOD, branch)
        rows = {kpi["id"]: row["value"] for kpi in found for row in kpi["rows"] if row["key"] == f"b{branch}"}
        assert rows == right


def test_by_month(books: Books, lake: Lake) -> None:
    found = told(lake, "month")

    for month in months_of(CLUB, checked(*PERIOD)):
        rows = {kpi["id"]: row["value"] for kpi in found for row in kpi["rows"] if row["key"] == month.key}
        assert rows == counted(books, month.first, month.last)
        assert rows.keys() == KPI.keys()
