"""A shop whose programme takes coupons, with pools of codes."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from moadon.apps.clubs.types import SYSTEM
from moadon.apps.coupons import actions, queries
from moadon.apps.coupons.models import Code, Tally, Use
from moadon.apps.coupons.types import Counts, NewPool
from moadon.store import club_transaction
from tests.flows.shopkeeper import LINEAR, NOON, Shopkeeper, document, open_shop

WELCOME = "{id: welcome, when: {coupon: WELCOME, basket_from: '100'}, get: {kind: amount, value: '25', on: basket}}"
TENTH = "{id: tenth, when: {coupon: [TEN]}, items: {sku: [S1]}, get: {kind: percent, value: '0.10'}}"
EXTRA = "{id: extra, type: per_visit, give: '5', wallet: points, when: {coupon: EXTRA}}"
PROGRAMME = document(LINEAR, EXTRA) + f"promotions:\n  - {WELCOME}\n  - {TENTH}\n"


@dataclass
class CouponShop:
    """A shop with pools."""

    shop: Shopkeeper
    pools: list[int] = field(default_factory=list)

    def pool(self, word: str = "WELCOME", *, count: int = 3, **more: Any) -> int:
        """A pool with its codes made; its row."""
        new = NewPool(name=f"{word} {len(self.pools)}", word=word, count=count, **more)
        row = actions.make_pool(club=self.shop.club, new=new, actor=SYSTEM)
        while actions.make_codes(self.shop.club, row.pk):
            pass
        self.pools.append(row.pk)
        return row.pk

    def codes(self, pool: int) -> list[str]:
        """Its codes, in the order in which they were made."""
        with club_transaction(self.shop.club.id):
            return list(Code.objects.filter(pool_id=pool).order_by("id").values_list("code", flat=True))

    def code(self, text: str) -> Code:
        """One code as it stands."""
        with club_transaction(self.shop.club.id):
            found = queries.code_by_text(self.shop.club, text)
        assert found is not None
        return found

    def buy(self, *prices: str, code: str | None = None, **more: Any) -> Any:
        """A receipt with a coupon."""
        return self.shop.buy(*prices, **more, **({"coupons": [code]} if code else {}))

    def counts(self, pool: int) -> Counts:
        """What the pool's counts say."""
        with club_transaction(self.shop.club.id):
            return queries.counts_of([pool])[pool]

    def night(self, at: datetime) -> None:
        """What the night notes of codes."""
        with club_transaction(self.shop.club.id):
            actions.end_due(self.shop.club.id, at, 100)
            actions.fold_tallies(self.shop.club.id)

    def check(self) -> None:
        """What must hold of codes always: counts are what rows say, and a code is used as often as receipts say."""
        with club_transaction(self.shop.club.id):
            for pool in self.pools:
                rows = list(Code.objects.filter(pool_id=pool))
                uses = list(Use.objects.filter(pool_id=pool, ended_at__isnull=True))
                told = queries.counts_of([pool])[pool]
                assert told.states == {s: n for s in {r.state for r in rows} if (n := sum(r.state == s for r in rows))}
                assert (told.uses, told.gave) == (len(uses), sum(use.gave for use in uses))
                for row in rows:
                    assert row.used == sum(use.code_id == row.pk for use in uses) <= row.uses
                    assert (row.state == "used") is (row.used == row.uses)
            assert not Tally.objects.exclude(pool_id__in=self.pools).exists()


def open_coupon_shop(**settings: object) -> CouponShop:
    """A shop whose programme has a welcome of 25, a tenth off S1, and points for a visit, each for its coupon."""
    shop = open_shop()
    shop.club = replace(shop.club, settings=replace(shop.club.settings, **settings))  # type: ignore[arg-type]
    shop.publish(PROGRAMME)
    return CouponShop(shop)


def shown(answer: Any) -> list[tuple[bool, str | None]]:
    """Of each coupon of an answer: whether it applied, and why not."""
    return [(one["applied"], one["code"]) for one in answer["coupons"]]


__all__ = ["NOON", "CouponShop", "open_coupon_shop", "shown"]
