"""One basket as the rules see it: totals, local time and what it contains, each worked out once."""

from datetime import date, datetime

from moadon.engine.rules.basket import NOBODY, Basket, Buyer, Redemption, Standing
from moadon.engine.rules.expiry import Term
from moadon.kernel.calendars import Period, PeriodKind, period_of, zone_of

PeriodParam = tuple[str, PeriodKind, str]
"""A period as a parameter of messages."""


class Scene:
    """`total`, `discount` and `redeemed` in minor units, `costs` what each line costs after its discount.

    `so_far` is what the basket costs where a group of promotions begins: what thresholds look at. `buyer` is None
    where nobody is known to the club; `costs` are what programmes asked before have left; `shared` is what all
    members together have used. `allowance` is what was given back for goods that stay: no threshold counts it.
    `day`, `minute` (of the day) and `weekday` (Monday is 0) are those of the basket's own clock.
    """

    def __init__(
        self,
        basket: Basket,
        buyer: Buyer | None = None,
        shared: Standing = NOBODY,
        costs: list[int] | None = None,
    ) -> None:
        self.basket = basket
        self.buyer = buyer
        self.shared = shared
        lines = basket.lines
        self.costs = [line.total - line.discount for line in lines] if costs is None else costs
        self.total = sum([line.total for line in lines])
        self.so_far = sum(self.costs)
        self.discount = self.total - self.so_far
        self.redeemed = sum([redemption.value for redemption in basket.redemptions]) if basket.redemptions else 0
        local = basket.at.astimezone(zone_of(basket.clock.zone))
        self.day: date = local.date()
        self.minute = local.hour * 60 + local.minute
        self.weekday = local.weekday()
        self._periods: dict[PeriodKind, tuple[Period, PeriodParam]] = {}
        self._ends: dict[int, datetime | None] = {}
        self._allowance: int | None = None
        self._levels: frozenset[str] | None = None
        self._coupons: frozenset[str] | None = None
        self._skus: frozenset[str] | None = None
        self._categories: frozenset[str] | None = None
        self._brands: frozenset[str] | None = None
        self._payments: frozenset[str] | None = None

    def pay_with(self, redemptions: tuple[Redemption, ...]) -> None:
        """Take the basket's redemptions as these: what some of them pay is known only now."""
        self.basket = self.basket._replace(redemptions=redemptions)
        self.redeemed = sum([redemption.value for redemption in redemptions])

    def settle(self) -> None:
        """All promotions have been judged: what the lines cost now is what is paid for goods."""
        self.so_far = sum(self.costs)
        self.discount = self.total - self.so_far

    @property
    def allowance(self) -> int:
        """What was given back for goods that stay, in minor units."""
        if self._allowance is None:
            self._allowance = sum([line.allowance for line in self.basket.lines])
        return self._allowance

    @property
    def levels(self) -> frozenset[str]:
        """The levels that the buyer holds, of every ladder."""
        if self._levels is None:
            self._levels = frozenset(self.buyer.levels.values()) if self.buyer is not None else frozenset()
        return self._levels

    @property
    def coupons(self) -> frozenset[str]:
        """The coupons shown, as they are compared."""
        if self._coupons is None:
            self._coupons = frozenset([code.casefold() for code in self.basket.coupons])
        return self._coupons

    @property
    def skus(self) -> frozenset[str]:
        """Every sku of the basket."""
        if self._skus is None:
            self._skus = frozenset([line.sku for line in self.basket.lines])
        return self._skus

    @property
    def categories(self) -> frozenset[str]:
        """Every category of the basket, ancestors too."""
        if self._categories is None:
            self._categories = frozenset([category for line in self.basket.lines for category in line.categories])
        return self._categories

    @property
    def brands(self) -> frozenset[str]:
        """Every brand of the basket."""
        if self._brands is None:
            self._brands = frozenset([line.brand for line in self.basket.lines if line.brand is not None])
        return self._brands

    @property
    def payments(self) -> frozenset[str]:
        """Every kind of payment taken."""
        if self._payments is None:
            self._payments = frozenset([payment.kind for payment in self.basket.payments])
        return self._payments

    def period(self, kind: PeriodKind) -> tuple[Period, PeriodParam]:
        """The local period of `kind` that the basket falls in, and the same as a parameter of messages."""
        found = self._periods.get(kind)
        if found is None:
            clock = self.basket.clock
            period = period_of(self.day, kind, clock.calendar, clock.week_start)
            found = self._periods[kind] = (period, ("period", kind, period.start.isoformat()))
        return found

    def good_until(self, term: Term) -> datetime | None:
        """When what is active from the basket's own time ends by `term`."""
        # By which object it is: the programme keeps its terms, and to compare them costs more than to look them up.
        ends, key = self._ends, id(term)
        if key not in ends:
            ends[key] = term.good_until(self.day, self.basket.clock)
        return ends[key]
