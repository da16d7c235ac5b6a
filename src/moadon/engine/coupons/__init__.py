"""Unique codes that stand for a coupon of a programme: how they look, and whether one works at a moment."""

from moadon.engine.coupons.codes import ALPHABETS, LONGEST, MOST_RANDOM, Pattern, grouped, normal
from moadon.engine.coupons.standing import (
    KINDS,
    OPEN,
    STATES,
    CodeState,
    Shown,
    told_state,
    turned_away,
)

__all__ = [
    "ALPHABETS",
    "KINDS",
    "LONGEST",
    "MOST_RANDOM",
    "OPEN",
    "STATES",
    "CodeState",
    "Pattern",
    "Shown",
    "grouped",
    "normal",
    "told_state",
    "turned_away",
]
