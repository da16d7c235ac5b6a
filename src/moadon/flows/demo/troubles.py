"""Things to find: refunds to nobody by one employee, and one member's purchases that always come back.

Two more troubles lie in the documents: a branch that seldom names members (demo/club.yaml) and a product that is
brought back far more often than others (`visits.OFTEN_RETURNED`). Totals of the year stay what they were.
"""

from fractions import Fraction

from moadon.flows.demo.types import Back, Visit
from moadon.flows.demo.visits import STRANGERS, Year

EMPLOYEE = "e23"
"""Refunds sales to strangers, minutes after the sale, when the shop is quiet."""
BRANCH = "hfa-1"
REFUNDS = 90
LEAST_REFUNDS = 18
LOOP_SKU = "ABCOM"
LOOPS = 5
LOOP_DAYS = 110
"""Both troubles are of the last days of the year, so many."""


def plant(year: Year, visits: list[Visit], scale: Fraction) -> None:
    """Turn some visits of the year's end into the refund loop and the member's loop."""
    since = year.stores.days[-1].start - LOOP_DAYS * 86_400
    branch = next(n for n, each in enumerate(year.shop.branches) if each.code == BRANCH)
    here = [visit for visit in visits if visit.branch == branch and visit.at >= since]
    _refunds(year, [v for v in here if v.pool == STRANGERS], max(LEAST_REFUNDS, round(REFUNDS * scale)))
    _loop(year, [visit for visit in visits if visit.member >= 0 and visit.at >= since], branch)


def _refunds(year: Year, strangers: list[Visit], count: int) -> None:
    full = [visit for visit in strangers if visit.spend]
    year.rng.shuffle(full)
    for visit, heir in zip(full[:count], full[count:], strict=False):
        heir.spend, heir.units = heir.spend + visit.spend, heir.units + visit.units
        visit.spend = visit.units = 0
        visit.employee = EMPLOYEE
        visit.back = Back(visit.at + 480 + year.rng.randrange(1800), EMPLOYEE, 1 + year.rng.randrange(2))


def _loop(year: Year, named: list[Visit], branch: int) -> None:
    own: dict[int, list[Visit]] = {}
    for visit in named:
        own.setdefault(visit.member, []).append(visit)
    regulars = [theirs for theirs in own.values() if len(theirs) > LOOPS and theirs[0].branch == branch]
    if not regulars:
        return
    fewest = min(range(len(regulars)), key=lambda n: (len(regulars[n]), regulars[n][0].member))
    visits = sorted(regulars[fewest], key=lambda visit: visit.at)
    keeper = visits[0]
    for visit in visits[1 : LOOPS + 1]:
        keeper.spend, keeper.units = keeper.spend + visit.spend, keeper.units + visit.units
        visit.spend = visit.units = 0
        visit.branch, visit.till, visit.employee = branch, keeper.till, EMPLOYEE
        visit.back = Back(visit.at + 1200 + year.rng.randrange(3600), EMPLOYEE, 1, LOOP_SKU)
