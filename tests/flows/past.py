"""Histories to look back on: what happens to one member, step by step, with what the books said after each."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from moadon.apps.ledger.models import Account
from moadon.flows.nightly import run_night
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, run
from tests.flows.shopkeeper import LINEAR, MONTHLY, POINTS, Shopkeeper, document, open_shop

SHORT = "{credit: {kind: credit, expires: {after: {days: 5}}}, points: {kind: points, worth: '0.05'}}"
WAITING = "{id: slow, type: per_amount, amount: '1', give: '1', wallet: points, pending: {days: 2}}"
LADDER = "tiers: [{id: main, basis: spend, levels: [{id: basic, from: '0'}, {id: gold, from: '300'}]}]\n"
PRICE = st.integers(1, 30000).map(lambda n: f"{n // 100}.{n % 100:02}")
STEP = st.one_of(
    st.tuples(st.just("buy"), st.lists(PRICE, min_size=1, max_size=3), st.integers(0, 100)),
    st.tuples(st.just("late"), st.lists(PRICE, min_size=1, max_size=3), st.integers(1, 9)),
    st.tuples(st.just("back"), st.integers(0, 9), st.integers(0, 2)),
    st.tuples(st.just("night"), st.integers(1, 9), st.just(0)),
)
Accounts = dict[str, tuple[int, int, int]]


@dataclass
class History:
    """A member of a club and, after each step, the clock of the database with what the accounts held."""

    shop: Shopkeeper
    member: str
    told: list[tuple[datetime, Accounts]] = field(default_factory=list)
    sales: list[str] = field(default_factory=list)

    def step(self, kind: str, what: Any, more: int) -> None:
        """One thing that happens, and what the books say after it."""
        shop = self.shop
        if kind == "buy":
            self._sold(shop.buy(*what, member=self.member, at=shop.now.isoformat(), **self._paying(what, more)))
        elif kind == "late":
            self._sold(shop.buy(*what, member=self.member, at=(shop.now - timedelta(days=more)).isoformat()))
        elif kind == "back" and self.sales:
            line = [{"line": str(more + 1), "quantity": "1"}]
            shop.bring_back(self.sales[what % len(self.sales)], line, at=shop.now.isoformat())
        elif kind == "night":
            shop.now += timedelta(days=what)
            run_night(shop.club, shop.now)
        with club_transaction(shop.club.id):
            ((clock,),) = run("select clock_timestamp()")
            self.told.append((clock.astimezone(UTC), accounts(row_id("mbr", self.member))))

    def _paying(self, prices: list[str], share: int) -> dict[str, Any]:
        due = sum(int(price.replace(".", "")) for price in prices)
        paid = min(due, self.shop.balance(self.member)[0] * share // 100)
        return {"redeem": [{"wallet": "credit", "amount": f"{paid // 100}.{paid % 100:02}"}]} if paid else {}

    def _sold(self, answer: Any) -> None:
        self.sales += [] if isinstance(answer, Refused) else [answer["id"]]


def accounts(owner: int) -> Accounts:
    """What is stored: balance, pending and owed by wallet. Inside a transaction of the club."""
    return {one.wallet: (one.balance, one.pending, one.owed) for one in Account.objects.filter(owner=owner)}


def history_of(steps: list[tuple[str, Any, int]]) -> History:
    """A club with credit that ends soon, points that wait and a ladder, and what happened to one member of it."""
    shop = open_shop()
    shop.publish(document(LINEAR, MONTHLY, POINTS, WAITING, wallets=SHORT) + LADDER)
    found = History(shop, shop.member())
    for step in steps:
        found.step(*step)
    return found
