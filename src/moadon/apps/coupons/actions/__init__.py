"""Writes of coupons. Each opens its own transaction, but for what the till writes within its receipts'."""

from moadon.apps.coupons.actions.at_the_till import leave_uses, print_codes, use_codes, withdraw_printed
from moadon.apps.coupons.actions.importing import judge_codes, take_codes
from moadon.apps.coupons.actions.issuing import ends_at, issue_codes, release_codes, reserve_codes
from moadon.apps.coupons.actions.making import draw_codes, make_codes, make_more
from moadon.apps.coupons.actions.nightly import end_due
from moadon.apps.coupons.actions.pools import edit_pool, make_pool, put_pool_back, withdraw_pool
from moadon.apps.coupons.actions.tallies import fold_tallies
from moadon.apps.coupons.actions.withdrawing import put_codes_back, withdraw_codes

__all__ = [
    "draw_codes",
    "edit_pool",
    "end_due",
    "ends_at",
    "fold_tallies",
    "issue_codes",
    "judge_codes",
    "leave_uses",
    "make_codes",
    "make_more",
    "make_pool",
    "print_codes",
    "put_codes_back",
    "put_pool_back",
    "release_codes",
    "reserve_codes",
    "take_codes",
    "use_codes",
    "withdraw_codes",
    "withdraw_pool",
    "withdraw_printed",
]
