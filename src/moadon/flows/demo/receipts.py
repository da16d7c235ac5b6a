"""The story as a till would tell it: sales and returns in the order in which they happened."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from moadon.apps.members.types import MemberRef
from moadon.flows.demo import people, troubles
from moadon.flows.demo.baskets import Pick, Shelf
from moadon.flows.demo.calibration import REFERENCE, YEAR_BEFORE
from moadon.flows.demo.curves import luck
from moadon.flows.demo.people import draw_lives, dress, first_visits
from moadon.flows.demo.shop import Shop, open_shop
from moadon.flows.demo.types import Back, Person, Recipe, Return, Sale, Visit
from moadon.flows.demo.visits import STRANGERS, Year, plan_visits
from moadon.flows.till.types import (
    DraftLine,
    DraftPayment,
    ReceiptDraft,
    ReturnDraft,
    ReturnLine,
    SaleRef,
)
from moadon.kernel.calendars import local_day

ZONE = "Asia/Jerusalem"
FIRST_NUMBER = 10_001
_TAX_ROSE = date(2025, 1, 1)
_UNIT, _PRICE = 1000, 100
"""Thousandths in a unit, and ten-thousandths of the currency in a minor unit."""


@dataclass(frozen=True, slots=True)
class Story:
    """A demo club before it is told: the shop, its members, and every visit of two years, by time."""

    recipe: Recipe
    shop: Shop
    people: list[Person]
    visits: dict[int, list[Visit]]

    @property
    def enrolled(self) -> int:
        """Members at the end of the story who have not left."""
        return sum(person.ended_on is None for person in self.people)

    def events(self, *years: int) -> Iterator[Sale | Return]:
        """Sales and returns of `years` (all when none is named) by time. The same story gives the same events."""
        numbers: dict[tuple[int, str], int] = {}
        for number in sorted(years or self.visits):
            yield from _Telling(self, number, numbers).events()


def yesterday() -> date:
    """The last whole day of the demo club."""
    return local_day(datetime.now(UTC), ZONE) - timedelta(days=1)


def write_story(recipe: Recipe) -> Story:
    """Plan the whole club of `recipe`: who joins, who comes when, for how much. Baskets are filled in the telling."""
    shop = open_shop(recipe.language)
    before, reference = YEAR_BEFORE.at(recipe.scale), REFERENCE.at(recipe.scale)
    lives = draw_lives(before, reference, recipe.scale, shop, luck(recipe.seed, "lives"))
    visits: dict[int, list[Visit]] = {}
    joined: dict[int, Visit] = {}
    for number, span, targets in (
        (people.BEFORE, recipe.before, before),
        (people.REFERENCE, recipe.reference, reference),
    ):
        year = Year.of(number, span, shop, recipe.seed, ZONE)
        visits[number] = plan_visits(year, targets, lives)
        if number == people.REFERENCE:
            troubles.plant(year, visits[number], recipe.scale)
        joined |= first_visits(lives, visits[number], number)
        visits[number].sort(key=lambda visit: (visit.at, visit.branch, visit.member))
    return Story(recipe, shop, dress(lives, joined, recipe, shop), visits)


class _Telling:
    """One pass over one year: carries what baskets missed on to the next, and keeps returns until their time."""

    def __init__(self, story: Story, number: int, numbers: dict[tuple[int, str], int]) -> None:
        self._story = story
        self._visits = story.visits[number]
        self._numbers = numbers
        self._rng = luck(story.recipe.seed, "baskets", number)
        self._shelf = Shelf(story.shop, self._rng)
        self._pools = [0] * (STRANGERS + 1)
        self._missed: dict[int, int] = {}
        self._last = {visit.member: visit for visit in self._visits if visit.units and visit.member >= 0}
        self._waiting: list[tuple[int, int, Visit, Sale, tuple[ReturnLine, ...]]] = []
        self._nth = 0

    def events(self) -> Iterator[Sale | Return]:
        for visit in self._visits:
            while self._waiting and self._waiting[0][0] <= visit.at:
                yield self._return(*heapq.heappop(self._waiting)[2:])
            yield self._sale(visit)
        while self._waiting:
            yield self._return(*heapq.heappop(self._waiting)[2:])

    def _sale(self, visit: Visit) -> Sale:
        moment = datetime.fromtimestamp(visit.at, UTC)
        month = moment.month
        picks = self._kept(visit, month)
        lines, brought = self._lines(visit, picks, month, 1800 if moment.date() >= _TAX_ROSE else 1700)
        branch = self._story.shop.branches[visit.branch]
        draft = ReceiptDraft(
            number=self._number(visit),
            at=moment,
            lines=tuple(lines),
            branch=branch.code,
            till=visit.till,
            employee=visit.employee,
            channel=branch.channel,
            member=MemberRef("card", self._story.people[visit.member].card) if visit.member >= 0 else None,
            payments=(DraftPayment(self._means(branch.channel), sum(map(_net, lines))),),
        )
        sale = Sale(draft, visit.member)
        if visit.back is not None:
            heapq.heappush(self._waiting, (visit.back.at, self._nth, visit, sale, brought))
            self._nth += 1
        return sale

    def _kept(self, visit: Visit, month: int) -> list[Pick]:
        if not visit.units:
            return []
        missed, drawn = self._missed.pop(visit.member, 0), self._drawn(visit)
        more = min(max(missed, -visit.spend // 4), visit.spend // 4) + drawn
        picks = self._shelf.fill(visit.spend + more, visit.units, month)
        self._carry(visit, missed + drawn + visit.spend - sum(pick.net for pick in picks))
        return picks

    def _drawn(self, visit: Visit) -> int:
        pool, room = self._pools[visit.pool], visit.spend // 20
        drawn = min(max(pool, -room), room)
        self._pools[visit.pool] -= drawn
        return drawn

    def _carry(self, visit: Visit, missed: int) -> None:
        """What a basket missed its spend by is made good at the member's next visit, or by others of their segment."""
        if visit.member >= 0 and self._last[visit.member] is not visit:
            self._missed[visit.member] = missed
        else:
            self._pools[visit.pool] += missed

    def _lines(
        self, visit: Visit, picks: list[Pick], month: int, tax: int
    ) -> tuple[list[DraftLine], tuple[ReturnLine, ...]]:
        extra = self._extra(visit.back, picks, month) if visit.back else []
        lines = [_line(nth, pick, tax) for nth, pick in enumerate(picks + extra, 1)]
        first = len(picks) + 1
        back = tuple(ReturnLine(str(first + nth), pick.units * _UNIT) for nth, pick in enumerate(extra))
        return lines, back

    def _extra(self, back: Back, picks: list[Pick], month: int) -> list[Pick]:
        """What is bought only to come back; what is kept has been chosen before."""
        if back.sku:
            return [Pick(self._shelf.product(back.sku), back.units, 0)]
        return self._shelf.anything(back.units, month)

    def _return(self, visit: Visit, sale: Sale, lines: tuple[ReturnLine, ...]) -> Return:
        back = visit.back
        assert back is not None
        whole = back.cancel or len(lines) == len(sale.draft.lines)
        draft = ReturnDraft(
            sale=SaleRef(
                number=sale.draft.number,
                branch=sale.draft.branch,
                till=sale.draft.till,
                business_date=local_day(sale.draft.at, ZONE),
            ),
            number=self._number(visit),
            at=datetime.fromtimestamp(back.at, UTC),
            lines=None if whole else lines,
            employee=back.employee,
            cancel=back.cancel,
        )
        return Return(draft, sale)

    def _number(self, visit: Visit) -> str:
        key = (visit.branch, visit.till)
        self._numbers[key] = number = self._numbers.get(key, FIRST_NUMBER - 1) + 1
        return str(number)

    def _means(self, channel: str) -> str:
        return "card" if channel == "web" or self._rng.random() < 0.78 else "cash"


def _line(nth: int, pick: Pick, tax: int) -> DraftLine:
    product = pick.product
    return DraftLine(
        id=str(nth),
        sku=product.sku,
        quantity=pick.units * _UNIT,
        unit_price=product.price * _PRICE,
        discount=pick.off,
        tax_rate=tax,
        unit_cost=product.cost * _PRICE,
    )


def _net(line: DraftLine) -> int:
    return line.quantity // _UNIT * line.unit_price // _PRICE - line.discount
