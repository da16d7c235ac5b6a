"""How value moves: lots, arrears, spends, holds and their entries, decided on plain values.

Books of the member: `balance` (can be spent), `pending` (not yet), `arrears` (below zero: owed from returns).
Books of the club: `issued` (given, less taken back), `spent`, `expired`, and `transferred`, through which value goes
from one member to another and which is always empty in the end. Each movement is two entries that sum to zero.
"""

from moadon.engine.ledger import by_hand, holds
from moadon.engine.ledger.holds import HoldStage, HoldState
from moadon.engine.ledger.moves import Back, activate, award, expire, hand_over, restore, reverse, spend, withdraw
from moadon.engine.ledger.state import (
    BOOKS,
    CLUB_BOOKS,
    MEMBER_BOOKS,
    AccountState,
    EntryPlan,
    LotState,
    Origin,
    Posting,
    spendable,
)

__all__ = [
    "BOOKS",
    "CLUB_BOOKS",
    "MEMBER_BOOKS",
    "AccountState",
    "Back",
    "EntryPlan",
    "HoldStage",
    "HoldState",
    "LotState",
    "Origin",
    "Posting",
    "activate",
    "award",
    "by_hand",
    "expire",
    "hand_over",
    "holds",
    "restore",
    "reverse",
    "spend",
    "spendable",
    "withdraw",
]
