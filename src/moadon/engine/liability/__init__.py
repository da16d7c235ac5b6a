"""What a club owes its members, as accounts tell it: IFRS 15 on customer options and unexercised rights.

A sale that also gives value sells two things. Its price is divided between the goods and the value (74, B40, B42), the
part of the value is revenue put off, and becomes revenue as the value is redeemed, in proportion to all that is
expected to be redeemed (B46). Money is whole minor units, shares are fractions; nothing here rounds but `allocate`
and `recognised`, each once, halves away from zero.
"""

from moadon.engine.liability.ifrs15 import (
    ALL,
    LEAST_ENDED,
    Allocation,
    Ended,
    Units,
    allocate,
    expected_in_all,
    recognised,
    share_of_ended,
)

__all__ = [
    "ALL",
    "LEAST_ENDED",
    "Allocation",
    "Ended",
    "Units",
    "allocate",
    "expected_in_all",
    "recognised",
    "share_of_ended",
]
