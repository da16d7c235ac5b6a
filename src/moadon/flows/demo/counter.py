"""What lies on the counter of the demo club: rewards for points, gift cards, and a pool of codes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from moadon.apps.cards import queries as cards
from moadon.apps.clubs.types import SYSTEM, ClubInfo
from moadon.apps.coupons import queries as coupons
from moadon.apps.coupons.types import NewPool
from moadon.apps.redemptions import actions as redemptions
from moadon.apps.redemptions import queries as rewards
from moadon.apps.redemptions.types import WayDraft
from moadon.flows.cards import giving, making
from moadon.flows.coupons.pools import open_pool
from moadon.flows.demo import documents
from moadon.store import club_transaction

COUNTER = "counter.yaml"


def lay_out_counter(club: ClubInfo, now: datetime) -> None:
    """Put rewards, gift cards and codes before whoever looks at the demo. What is there of a kind already stays."""
    about = documents.read(COUNTER)
    with club_transaction(club.id):
        if not rewards.rewards(club).exists():
            for one in about["rewards"]:
                _offer(club, one)
        if not cards.cards().exists():
            _sell(club, about, now)
        if not coupons.pools(club).exists():
            open_pool(club=club, new=NewPool(**about["pool"]), actor=SYSTEM)


def _offer(club: ClubInfo, told: Mapping[str, Any]) -> None:
    fields: Any = {name: value for name, value in told.items() if name != "code"}
    fields |= {"ways": [WayDraft(**way) for way in told["ways"]], "stocked": "unlimited"}
    redemptions.add_reward(club=club, code=told["code"], fields=fields, actor=SYSTEM)


def _sell(club: ClubInfo, about: Mapping[str, Any], now: datetime) -> None:
    """A printed series of which some were sold, and cards that were sold one by one: the newest, so they are seen."""
    series = about["series"]
    row = making.make_series(club, making.NewSeries(series["name"], series["amount"], series["size"]), SYSTEM)
    printed = making.hand_out_series(club, row, SYSTEM, now)
    for n, card in enumerate(printed[: series["active"]], 1):
        giving.activate_card(club, card.code, giving.Sold("", reference=f"receipt {4500 + n}"), SYSTEM, now)
    for one in about["cards"]:
        sold = giving.Sold(one["amount"], reference=one["reference"])
        giving.issue_card(club, giving.NewCard(sold, note=one["note"]), SYSTEM, now)
