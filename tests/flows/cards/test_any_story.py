"""Whatever is done with cards, in whatever order: books sum to zero, nothing is below zero, the dead hold nothing."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moadon.apps.cards.models import Card
from moadon.apps.ledger.models import Account
from moadon.flows.cards.coding import Secrets
from moadon.flows.cards.ending import attach_card, block_card, kill_card, replace_card, unblock_card
from moadon.flows.nightly import run_night
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.cards.keeping import opened, paying, sell
from tests.flows.shopkeeper import Shopkeeper

pytestmark = pytest.mark.django_db
DEEDS = ("sell", "sell by receipt", "pay", "pay two", "bring back", "return the sale", "kill", "replace", "attach",
         "block", "unblock", "years")  # fmt: skip
STEP = st.tuples(st.sampled_from(DEEDS), st.integers(0, 7), st.integers(1, 90))


class Story:
    """A shop, its cards and its sales; each deed takes one of them."""

    def __init__(self) -> None:
        self.shop: Shopkeeper = opened()
        self.member = self.shop.member()
        self.cards: list[Secrets] = [sell(self.shop, "60")]
        self.sold: list[str] = []
        self.paid: list[str] = []

    def do(self, deed: str, which: int, amount: int) -> None:
        """One deed; that it may be refused is part of the story."""
        shop, made = self.shop, self.cards[which % len(self.cards)]
        at = {"at": shop.now.isoformat()}
        if deed == "sell":
            self.cards.append(sell(shop, str(amount)))
        elif deed == "sell by receipt":
            self.sold.append(shop.buy(str(amount), member=self.member, **at)["id"])
            self.cards.append(sell(shop, str(amount), receipt=self.sold[-1]))
        elif deed in ("pay", "pay two"):
            others = [self.cards[(which + 1) % len(self.cards)]] if deed == "pay two" and len(self.cards) > 1 else []
            redeem = [paying(one, str(amount)) for one in (made, *others)]
            self._kept(shop.buy("200", member=self.member if which % 2 else None, redeem=redeem, **at))
        elif deed == "bring back" and self.paid:
            shop.bring_back(self.paid[which % len(self.paid)], **at)
        elif deed == "return the sale" and self.sold:
            shop.bring_back(self.sold[which % len(self.sold)], **at)
        elif deed == "years":
            shop.now += timedelta(days=30 * amount)
            run_night(shop.club, shop.now)
        else:
            self._changed(deed, made)

    def _kept(self, told: Any) -> None:
        if not isinstance(told, Refused):
            self.paid.append(told["id"])

    def _changed(self, deed: str, made: Secrets) -> None:
        shop = self.shop
        if deed == "kill":
            kill_card(shop.club, made.card, "why", shop.actor, shop.now)
        elif deed == "replace":
            self.cards.append(replace_card(shop.club, made.card, "why", shop.actor, shop.now))
        elif deed == "attach":
            attach_card(shop.club, made.card, self.member, shop.actor, shop.now)
        elif deed in ("block", "unblock"):
            {"block": block_card, "unblock": unblock_card}[deed](shop.club, made.card, "why", shop.actor)

    def check(self) -> None:
        """What always holds."""
        self.shop.check_books()
        with club_transaction(self.shop.club.id):
            held = {a.owner: a.balance for a in Account.objects.filter(wallet="gift_card")}
            assert all(balance >= 0 for balance in held.values())
            dead = [-pk for pk in Card.objects.filter(state="dead").values_list("id", flat=True)]
            assert {owner: held[owner] for owner in dead if held.get(owner)} == {}
            assert set(held) - {-pk for pk in Card.objects.values_list("id", flat=True)} <= {row_id("mbr", self.member)}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEP, min_size=3, max_size=14))
def test_any_story_leaves_books_that_sum_to_zero_and_dead_cards_empty(steps: list[tuple[str, int, int]]) -> None:
    story = Story()
    for step in steps:
        try:
            story.do(*step)
        except Refused:
            continue
        story.check()
