"""Reads of coupons. Inside a transaction of the club."""

from moadon.apps.coupons.queries.at_the_till import (
    asking_closed,
    asking_codes,
    asking_printed,
    asking_receipt_pools,
    asking_uses,
)
from moadon.apps.coupons.queries.lists import (
    code_by_text,
    codes_of,
    codes_of_member,
    in_state,
    searched,
    state_of,
    uses_of_code,
    uses_of_pool,
)
from moadon.apps.coupons.queries.pools import counts_of, pattern_of, pool, pools, pools_to_make, with_counts

__all__ = [
    "asking_closed",
    "asking_codes",
    "asking_printed",
    "asking_receipt_pools",
    "asking_uses",
    "code_by_text",
    "codes_of",
    "codes_of_member",
    "counts_of",
    "in_state",
    "pattern_of",
    "pool",
    "pools",
    "pools_to_make",
    "searched",
    "state_of",
    "uses_of_code",
    "uses_of_pool",
    "with_counts",
]
