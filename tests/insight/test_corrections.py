"""Corrections in the figures: what is given by hand is issued without a sale, what is taken was never redeemed."""

from typing import Any

import pytest

from moadon.insight.reports import balances
from moadon.kernel.moments import AsOf
from tests.flows.corrections.desk import correct, later, opened
from tests.flows.corrections.test_transferring import hand, two
from tests.flows.shopkeeper import Shopkeeper
from tests.insight.test_liability import year

pytestmark = pytest.mark.django_db

FOR_EVER = "{credit: {kind: credit}}"
UNITS = ("issued", "without_sale", "redeemed", "expired", "outstanding")


def units(shop: Shopkeeper) -> list[str]:
    """The credit of the year: issued, of that without a sale, redeemed, expired, outstanding."""
    told: Any = year(shop, 2026)
    (wallet,) = told["wallets"]
    return [wallet[name] for name in UNITS]


def held(shop: Shopkeeper) -> dict[str, str]:
    told: Any = balances(shop.club, AsOf())
    (row,) = told["rows"]
    return {name: row[name] for name in ("balance", "available", "arrears")}


def test_what_is_given_by_hand_is_issued_without_a_sale() -> None:
    shop, noa = opened("1000", wallets=FOR_EVER)
    correct(shop, noa, "25")
    assert units(shop) == ["125.00", "25.00", "0.00", "0.00", "125.00"]
    assert held(shop) == {"balance": "125.00", "available": "125.00", "arrears": "0.00"}


def test_what_is_taken_by_hand_was_not_issued_and_nobody_redeemed_it() -> None:
    shop, noa = opened("1000", wallets=FOR_EVER)
    correct(shop, noa, "-40")
    assert units(shop) == ["60.00", "0.00", "0.00", "0.00", "60.00"]
    assert held(shop) == {"balance": "60.00", "available": "60.00", "arrears": "0.00"}


def test_a_gift_that_pays_what_is_owed_is_no_redemption() -> None:
    shop, noa = opened("1000", wallets=FOR_EVER)
    correct(shop, noa, "-130", shortage="arrears")
    assert held(shop) == {"balance": "-30.00", "available": "0.00", "arrears": "30.00"}
    correct(shop, noa, "50")
    assert units(shop) == ["20.00", "20.00", "0.00", "0.00", "20.00"]
    assert held(shop) == {"balance": "20.00", "available": "20.00", "arrears": "0.00"}


def test_a_correction_that_is_undone_leaves_the_figures_as_they_were() -> None:
    shop, noa = opened("1000", wallets=FOR_EVER)
    before = units(shop)
    correct(shop, noa, "33.33")
    correct(shop, noa, "-33.33")
    assert units(shop)[2:] == before[2:]
    assert units(shop)[0] == before[0]


def test_what_members_hand_over_is_neither_issued_nor_redeemed_and_stays_in_its_cohort() -> None:
    shop, noa, dan = two("1000", fee="0.05")
    before: Any = year(shop, 2026)
    later(shop, days=2)
    hand(shop, noa, dan, "40")
    told: Any = year(shop, 2026)
    assert units(shop) == ["98.00", "0.00", "0.00", "0.00", "98.00"]
    assert len(told["wallets"][0]["cohorts"]) == len(before["wallets"][0]["cohorts"]) == 1
    assert held(shop) == {"balance": "98.00", "available": "98.00", "arrears": "0.00"}
    shop.buy("20", member=dan, redeem=[{"wallet": "credit", "amount": "20.00"}], at=shop.now.isoformat())
    assert units(shop)[2] == "20.00"


def test_value_that_was_handed_over_is_of_the_branch_whose_receipt_gave_it() -> None:
    shop, noa, dan = two("")
    shop.buy("1000", member=noa, branch="tlv", at=shop.now.isoformat())
    hand(shop, noa, dan, "40")
    told: Any = balances(shop.club, AsOf(), "branch")
    assert [(row["branch"], row["balance"]) for row in told["rows"]] == [("tlv", "100.00")]
