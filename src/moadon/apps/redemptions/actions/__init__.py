"""Writes of the redemption catalogue. Whoever counts or takes stock of a reward holds its row."""

from moadon.apps.redemptions.actions.redemptions import add_redemption, lock_redemption, set_stage
from moadon.apps.redemptions.actions.rewards import add_reward, edit_reward
from moadon.apps.redemptions.actions.stock import change_stock, give_back_one, lock_reward, take_one

__all__ = [
    "add_redemption",
    "add_reward",
    "change_stock",
    "edit_reward",
    "give_back_one",
    "lock_redemption",
    "lock_reward",
    "set_stage",
    "take_one",
]
