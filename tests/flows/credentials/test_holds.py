"""Value that is set aside: proven when it is placed, or when it is spent."""

import pytest

from moadon.apps.members.types import MemberRef
from moadon.flows.holds import HoldDraft, place_hold, post_hold
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from tests.flows.credentials.proving import PIN, asking_shop, spend, with_pin
from tests.flows.shopkeeper import Shopkeeper

pytestmark = pytest.mark.django_db


def hold(shop: Shopkeeper, member: str, amount: str, proof: str | None = None) -> int:
    return place_hold(shop.club, HoldDraft(MemberRef("id", member), "credit", amount, 600, "order 7", proof), shop.now)


def post(shop: Shopkeeper, row: int, proof: str | None = None) -> str:
    try:
        post_hold(shop.club, row, None, shop.now, proof=proof)
    except Refused as refusal:
        return refusal.code
    return "taken"


def test_above_the_floor_a_hold_is_placed_by_proof_and_posted_without() -> None:
    shop, noa = asking_shop()
    with_pin(shop, noa)
    with pytest.raises(Refused, match="proof_needed"):
        hold(shop, noa, "30")
    row = hold(shop, noa, "30", PIN)
    assert post(shop, row) == "taken"
    assert spend(shop, noa, "20")["_status"] == 201


def test_a_hold_that_was_not_proven_counts_when_it_is_posted() -> None:
    shop, noa = asking_shop()
    with_pin(shop, noa)
    rows = [hold(shop, noa, "15") for _ in range(3)]
    assert [post(shop, row) for row in rows[:2]] == ["taken", "proof_needed"]
    assert post(shop, rows[1], "1117") == "wrong_proof"
    assert post(shop, rows[1], PIN) == "taken"
    told = spend(shop, noa, "15", hold=public_id("hld", rows[2]))
    assert told.code == "proof_needed"


def test_a_proven_hold_on_a_receipt_asks_for_no_more() -> None:
    shop, noa = asking_shop(proof_floor_money=0)
    with_pin(shop, noa)
    row = hold(shop, noa, "30", PIN)
    told = spend(shop, noa, "30", hold=public_id("hld", row))
    assert told["_status"] == 201 and shop.balance(noa)[0] == 7000 + 1000
