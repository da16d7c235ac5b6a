"""What members have for what they saved: quoted, asked for, paid, handed over, called off."""

from moadon.flows.redemptions.asking import Choice, Wish, choices, quote, reachable
from moadon.flows.redemptions.going_on import Fulfilment, fulfil, pay
from moadon.flows.redemptions.lapsing import expire_overdue
from moadon.flows.redemptions.taking import RedemptionDraft, redeem
from moadon.flows.redemptions.undoing import Undoing, call_off

__all__ = [
    "Choice",
    "Fulfilment",
    "RedemptionDraft",
    "Undoing",
    "Wish",
    "call_off",
    "choices",
    "expire_overdue",
    "fulfil",
    "pay",
    "quote",
    "reachable",
    "redeem",
]
