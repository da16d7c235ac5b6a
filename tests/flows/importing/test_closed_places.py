"""History of branches that have closed and of employees who have left."""

import pytest

from moadon.apps.clubs.models import Branch, Employee
from moadon.store import club_transaction
from tests.flows.importing.bringing import bring_in
from tests.flows.shopkeeper import Shopkeeper, open_shop

pytestmark = pytest.mark.django_db
HISTORY = (
    "receipt,at,branch,till,employee,member,sku,quantity,unit_price\n"
    "7,2026-10-01 10:00,tlv,T1,e1,0525550142,P1,5,10\nR7,2026-10-02 10:00,tlv,T1,e1,0525550142,P1,-2,10\n"
    "R8,2026-10-03 10:00,tlv,T1,e1,,P2,-1,3\n"
)


def _close(shop: Shopkeeper) -> None:
    """The branch shuts and its employee leaves."""
    with club_transaction(shop.club.id):
        Branch.objects.filter(code="tlv").update(active=False)
        Employee.objects.filter(code="e1").update(active=False)


def test_history_of_a_closed_branch_and_of_who_left_comes_in() -> None:
    shop = open_shop()
    _close(shop)
    told = bring_in(shop.club, "receipts", HISTORY, create_members=True)

    assert told.counts == (3, 3, 0, 0)
    assert told.new == {"sales": 1, "returns": 1, "loose_returns": 1, "members": 1}


def test_a_file_is_known_again_after_its_branch_was_closed() -> None:
    shop = open_shop()
    bring_in(shop.club, "receipts", HISTORY, create_members=True)
    _close(shop)
    told = bring_in(shop.club, "receipts", HISTORY, create_members=True)

    assert (told.counts, told.new) == ((3, 0, 3, 0), {})


def test_a_till_of_a_closed_branch_is_still_refused() -> None:
    shop = open_shop()
    _close(shop)
    refused = shop.buy("10", employee="e1")

    assert [one.code for one in refused.refusals] == ["unknown_branch", "unknown_employee"]
