"""Coupons on receipts that a till brings in after it was offline."""

import json

import pytest

from moadon.apps.clubs.types import SYSTEM
from moadon.flows.till.late import submit_late
from moadon.flows.till.reading import read_receipt
from moadon.flows.till.types import Committed
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from tests.flows.coupons.club import open_coupon_shop, shown

pytestmark = pytest.mark.django_db


def test_what_an_offline_till_gave_for_a_code_that_was_used_meanwhile_stands_and_says_so() -> None:
    club = open_coupon_shop()
    code = club.codes(club.pool())[0]
    assert shown(club.buy("120", code=code)) == [(True, None)]
    paid = [{"kind": "cash", "amount": "95.00"}]
    sent = [
        club.shop.basket("120", coupons=[code], payments=paid),
        club.shop.basket("120", coupons=["NONE"], payments=paid),
    ]
    drafts = [read_receipt(one, club.shop.club)._replace(late=True) for one in sent]
    stands, refused = submit_late(club.shop.club, drafts, SYSTEM)
    assert isinstance(stands, Committed) and isinstance(refused, Refused) and refused.code == "payments_do_not_match"
    told = json.loads(stands.answer)
    assert (told["to_pay"], shown(told)) == ("95.00", [(True, "coupon_given_again")])
    assert club.counts(club.pools[0]).uses == 1
    club.check()
    again, _ = submit_late(club.shop.club, drafts, SYSTEM)
    assert isinstance(again, Committed) and again.replayed and again.receipt_id == stands.receipt_id
    back = club.shop.bring_back(public_id("rcp", stands.receipt_id))
    assert back["refund"] == "95.00" and "coupons" not in back
    club.check()
