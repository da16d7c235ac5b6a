"""Promotions on a receipt's page: what they took off, what points paid, and lines that stay at another price."""

import re

from tests.flows.shopkeeper import POINTS, document
from tests.interfaces.office.shop_floor import FOR_EVER, plain, text_of

PROMOTIONS = """
promotions:
  - {id: save, name: {en: Big basket, he: סל גדול, fa: سبد بزرگ}, get: {kind: steps, steps: [{from: "200", value: "20"},
     {from: "500", value: "75"}]}}
  - {id: off, get: {kind: points_discount, wallet: points, points: "100", value: "10"}}
"""


def page_of(client, receipt) -> str:
    return plain(text_of(client, f"/office/kav/receipts/{receipt['id']}"))


def test_what_a_promotion_took_off_is_named_and_what_stays_is_told_on_its_return(floor, signed_in):
    floor.publish(document(POINTS, wallets=FOR_EVER) + PROMOTIONS)
    sale = floor.sells("300.00", "200.00", member=floor.join())
    client = signed_in()

    sold = page_of(client, sale)
    back = floor.takes_back(sale, ("2", "1"))
    returned = page_of(client, back)

    assert "Big basket" in sold and sold.count("−₪75.00") == 2 and "+₪75.00" not in sold
    assert re.search(r"₪75\.00 off for buying ₪500 or more", sold)
    assert "stays, at another price" in returned
    assert "Handed back ₪145.00" in returned
    assert page_of(client, sale)


def test_what_points_paid_for_a_promotion_is_told(floor, signed_in):
    floor.publish(document(POINTS, wallets=FOR_EVER) + PROMOTIONS)
    noa = floor.join()
    floor.sells("150.00", member=noa)
    sale = floor.sells("50.00", member=noa, redeem=[{"wallet": "points", "amount": "100", "promotion": "off"}])

    told = page_of(signed_in(), sale)

    assert "Paid from Points −₪10.00" in told and "Paid ₪40.00" in told
