"""Who comes when, to which branch, for how much: a year of visits whose sums are the year's targets."""

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from moadon.flows.demo.calibration import Targets, group_sizes, plan_year
from moadon.flows.demo.curves import luck, poisson
from moadon.flows.demo.opening import Opening, next_open
from moadon.flows.demo.people import ranked
from moadon.flows.demo.shop import Shop
from moadon.flows.demo.types import Back, Life, MemberYear, Span, Visit
from moadon.kernel.money import split

STRANGERS = 5
"""The pool of people who are not members; the five segments are pools 0 to 4."""
LEAST_UNIT = 500
STAYS_HOME = 0.86
OFTEN_RETURNED = "LAMP"
_RETURNS = {True: 0.030, False: 0.021}
_WHOLE = 0.003


@dataclass(slots=True)
class Year:
    """One span of the story with its open days, drawn from its own random source."""

    number: int
    span: Span
    shop: Shop
    stores: Opening
    web: Opening
    rng: Random

    @classmethod
    def of(cls, number: int, span: Span, shop: Shop, seed: int, zone: str) -> "Year":
        """The year `number` (1 before, 2 reference) of the club made from `seed`."""
        stores, web = (Opening(span, zone, web=online) for online in (False, True))
        return cls(number, span, shop, stores, web, luck(seed, "year", number))

    def opening(self, branch: int) -> Opening:
        """When `branch` (a position) is open."""
        return self.web if self.shop.branches[branch].channel == "web" else self.stores


def plan_visits(year: Year, targets: Targets, lives: list[Life]) -> list[Visit]:
    """Every visit of the year, members' and strangers', in no order."""
    rows = plan_year(targets, year.rng)
    who = ranked(lives, year.number, year.rng)
    pools = [group for group, size in enumerate(group_sizes(targets.visiting)) for _ in range(size)]
    likely = _Likely([branch.weight * branch.asks for branch in year.shop.branches])
    visits: list[Visit] = []
    for row, person, pool in zip(rows, who, pools, strict=True):
        visits += _of_member(year, row, person, pool, lives[person], likely)
    visits += _of_strangers(year, targets)
    for visit in visits:
        _staff(year, visit)
    return visits


class _Likely:
    """Draws positions by weight."""

    def __init__(self, weights: list[float]) -> None:
        self._running = list(accumulate(weights))

    def draw(self, rng: Random) -> int:
        return min(bisect(self._running, rng.random() * self._running[-1]), len(self._running) - 1)


def _of_member(year: Year, row: MemberYear, person: int, pool: int, life: Life, likely: _Likely) -> list[Visit]:
    rng = year.rng
    empty = rng.randrange(row.visits) if row.visits > 2 and rng.random() < _WHOLE * row.visits else -1
    full = row.visits - (empty >= 0)
    shares = [rng.lognormvariate(0, 0.5) for _ in range(full)]
    units = [1 + more for more in split(row.units - full, [round(share * 1000) for share in shares])]
    spends = _spends(row.spend, units, rng)
    if empty >= 0:
        units.insert(empty, 0)
        spends.insert(empty, 0)
    moments = _moments(year, row.visits, life, likely)
    return [
        Visit(at, branch, person, spend, count, pool, back=_back(year, at, branch, spend == 0, named=True))
        for (at, branch), spend, count in zip(moments, spends, units, strict=True)
    ]


def _spends(total: int, units: list[int], rng: Random) -> list[int]:
    least = [count * LEAST_UNIT for count in units]
    weights = [round(1000 * count**0.95 * rng.lognormvariate(0, 0.4)) for count in units]
    return [low + more for low, more in zip(least, split(total - sum(least), weights), strict=True)]


def _moments(year: Year, visits: int, life: Life, likely: _Likely) -> list[tuple[int, int]]:
    rng = year.rng
    branches = [life.home if rng.random() < STAYS_HOME else likely.draw(rng) for _ in range(visits)]
    if life.joined_in != year.number:
        return [_moment(year, branch) for branch in branches]
    opening = year.opening(branches[0])
    joins = min(opening.draw_day(rng) for _ in range(1 + visits // 3))
    found = [(opening.draw_moment(joins, rng), branches[0])]
    day = opening.days[joins].date
    for branch in branches[1:]:
        own = year.opening(branch)
        first = min(own.from_day(day) + 1, len(own.days) - 1)
        found.append((own.draw_moment(own.draw_day(rng, first), rng), branch))
    return found


def _moment(year: Year, branch: int) -> tuple[int, int]:
    opening = year.opening(branch)
    return opening.draw_moment(opening.draw_day(year.rng), year.rng), branch


def _of_strangers(year: Year, targets: Targets) -> list[Visit]:
    rng = year.rng
    count = targets.other_receipts
    empties = round(count * _WHOLE)
    units = [1 + min(poisson(rng.gammavariate(1.3, 1.2), rng), 30) for _ in range(count - empties)]
    spends = _spends(targets.other_turnover, units, rng)
    likely = _Likely(_strangers_by_branch(year.shop, float(targets.receipts_share)))
    visits = []
    for spend, count in zip(spends + [0] * empties, units + [0] * empties, strict=True):
        branch = likely.draw(rng)
        at, _ = _moment(year, branch)
        back = _back(year, at, branch, spend == 0, named=False)
        visits.append(Visit(at, branch, -1, spend, count, STRANGERS, back=back))
    return visits


def _strangers_by_branch(shop: Shop, members_share: float) -> list[float]:
    every = sum(branch.weight for branch in shop.branches)
    named = sum(branch.weight * branch.asks for branch in shop.branches)
    return [each.weight / every - members_share * each.weight * each.asks / named for each in shop.branches]


def _back(year: Year, at: int, branch: int, whole: bool, *, named: bool) -> Back | None:
    rng = year.rng
    if whole:
        slip = not named and rng.random() < 0.5
        moment = at + 120 + rng.randrange(1200) if slip else _later(year, at, branch) or at + 900
        return Back(moment, None, 1 + poisson(0.8, rng), cancel=slip)
    if rng.random() >= _RETURNS[named]:
        return None
    later = _later(year, at, branch)
    sku = OFTEN_RETURNED if rng.random() < 0.13 else None
    return Back(later, None, 1 if sku or rng.random() < 0.8 else 2, sku) if later else None


def _later(year: Year, at: int, branch: int) -> int | None:
    rng, opening = year.rng, year.opening(branch)
    sold = opening.day_of(at)
    position = next_open(opening, sold, 1 + int(rng.random() ** 1.6 * 14))
    return opening.draw_moment(position, rng) if position is not None else None


def _staff(year: Year, visit: Visit) -> None:
    branch = year.shop.branches[visit.branch]
    visit.till = branch.tills[year.rng.randrange(len(branch.tills))]
    if visit.employee is None and branch.staff:
        visit.employee = _on_duty(branch.staff, visit.at, year.rng)
    if visit.back and visit.back.employee is None and branch.staff:
        back = visit.back
        visit.back = Back(back.at, _on_duty(branch.staff, back.at, year.rng), back.units, back.sku, back.cancel)


def _on_duty(staff: tuple[str, ...], at: int, rng: Random) -> str:
    shift = at // 28_800
    return staff[(shift * 2 + rng.randrange(3)) % len(staff)]
