"""A club with a redemption catalogue."""

from datetime import timedelta
from typing import Any

from moadon.apps.ledger.models import Account, Hold
from moadon.apps.members.types import MemberRef
from moadon.apps.redemptions import actions, queries
from moadon.apps.redemptions.models import Redemption, Reward, Stock
from moadon.apps.redemptions.types import RewardFields, WayDraft
from moadon.engine.redemptions import UNDONE
from moadon.flows.redemptions import (
    Choice,
    Fulfilment,
    RedemptionDraft,
    Undoing,
    Wish,
    call_off,
    choices,
    fulfil,
    pay,
    redeem,
)
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.shopkeeper import POINTS, document, open_shop

WALLETS = "{points: {kind: points, expires: {after: {days: 30}}}, credit: {kind: credit}}"


class Shelf:
    """A shop whose members save points, and what they do with them."""

    def __init__(self, *, points: str = "1000") -> None:
        self.shop = open_shop()
        self.shop.publish(document(POINTS, wallets=WALLETS))
        self.noa = self.member("+972525550142", points)

    def member(self, phone: str, points: str = "1000") -> str:
        """A new member who has saved so many points."""
        who = self.shop.member(phone)
        if points != "0":
            self.shop.buy(points, member=who)
        return who

    @property
    def club(self) -> Any:
        return self.shop.club

    def reward(self, code: str = "mug", *, left: int | None = None, **more: Any) -> Reward:
        """A reward for 500 points; `left`: counted, with so many of them."""
        fields: RewardFields = {
            "names": {"en": "Mug", "he": "ספל"},
            "ways": [WayDraft("points", "500")],
            "stocked": "unlimited" if left is None else "all",
            **more,  # type: ignore[typeddict-item]
        }
        row = actions.add_reward(club=self.club, code=code, fields=fields, actor=self.shop.actor)
        if left:
            self.stock(row, left)
        return row

    def stock(self, row: Reward, change: int, branch: str | None = None) -> int:
        return actions.change_stock(
            club=self.club, reward_id=row.pk, branch=self.branch(branch), change=change, reason="Delivered",
            actor=self.shop.actor,
        )  # fmt: skip

    def branch(self, code: str | None) -> int | None:
        from moadon.apps.clubs.models import Branch

        with club_transaction(self.club.id):
            return Branch.objects.get(code=code).pk if code else None

    def ask(self, reward: str = "mug", member: str | None = None, **more: Any) -> int:
        """Ask for a reward; the row, or it is refused."""
        wish = Wish(MemberRef("id", member or self.noa), reward, **more)
        return redeem(self.club, RedemptionDraft(wish), self.shop.actor, self.shop.now)

    def refused(self, reward: str = "mug", member: str | None = None, **more: Any) -> str:
        """Why a reward is not given."""
        try:
            self.ask(reward, member, **more)
        except Refused as refusal:
            return refusal.code
        return ""

    def choices(self, member: str | None = None, branch: str | None = None) -> list[Choice]:
        with club_transaction(self.club.id):
            return choices(self.club, MemberRef("id", member or self.noa), self.shop.now, branch)

    def off(self, row: int, **more: Any) -> None:
        call_off(self.club, row, Undoing(**more), self.shop.actor, self.shop.now)

    def give(self, row: int, then: Any = "handed_over", **more: Any) -> None:
        fulfil(self.club, row, Fulfilment(then, **more), self.shop.actor, self.shop.now)

    def pay(self, row: int, receipt: str) -> None:
        pay(self.club, row, receipt, self.shop.actor, self.shop.now)

    def row(self, row: int) -> Redemption:
        with club_transaction(self.club.id):
            return queries.redemption(self.club, row)

    def points(self, member: str | None = None) -> int:
        return self.shop.balance(member or self.noa, "points")[0]

    def left(self, code: str = "mug") -> int:
        with club_transaction(self.club.id):
            return sum(Stock.objects.filter(reward__code=code).values_list("left", flat=True))

    def later(self, **more: int) -> None:
        self.shop.now += timedelta(**more)

    def check(self, had: int | None = None, code: str = "mug") -> None:
        """Books, holds, counts and stock say the same."""
        self.shop.check_books()
        with club_transaction(self.club.id):
            placed: dict[int, int] = {}
            for hold in Hold.objects.filter(state="placed"):
                placed[hold.account_id] = placed.get(hold.account_id, 0) + hold.amount
            assert {a.pk: a.held for a in Account.objects.all() if a.held} == placed
            stand = Redemption.objects.filter(reward__code=code).exclude(state__in=UNDONE).count()
            assert Reward.objects.get(code=code).taken == stand
        if had is not None:
            assert self.left(code) + stand == had
