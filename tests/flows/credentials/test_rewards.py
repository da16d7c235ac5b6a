"""Rewards of the catalogue cost value of the member's too."""

from dataclasses import replace

import pytest

from moadon.apps.members.types import MemberRef
from moadon.flows.redemptions import RedemptionDraft, Wish, redeem
from tests.flows.credentials.proving import PIN, with_pin
from tests.flows.redemptions.shelf import Shelf

pytestmark = pytest.mark.django_db


def test_a_reward_above_the_floor_is_given_by_proof_and_one_below_counts() -> None:
    shelf = Shelf(points="2000")
    shelf.reward()
    shop = shelf.shop
    shop.club = replace(shop.club, settings=replace(shop.club.settings, proof_floor_points=600))
    with_pin(shop, shelf.noa)
    assert shelf.refused() == ""
    assert shelf.refused() == "proof_needed"
    wish = Wish(MemberRef("id", shelf.noa), "mug")
    assert redeem(shop.club, RedemptionDraft(wish, proof=PIN), shop.actor, shop.now) > 0
    assert shelf.points() == 1000
