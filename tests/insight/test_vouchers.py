"""Vouchers that were sold: told with the liability, taxed by the club's setting."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from moadon.flows.cards.giving import Sold, load_money
from moadon.flows.nightly import run_night
from moadon.insight.lake import look
from moadon.insight.reports.liability import days
from moadon.insight.reports.liability.asking import known_of
from tests.flows.cards.keeping import opened, paying, sell
from tests.flows.shopkeeper import Shopkeeper
from tests.insight.test_liability import decided, year

pytestmark = pytest.mark.django_db


def vouchers_sold(shop: Shopkeeper) -> None:
    """In a month: goods for 117.00 with a tax of 17.00, and on the same receipt without tax a gift card of 100.00, of
    which 58.50 is redeemed; 40.00 is loaded, of which nothing is."""
    noa = shop.member()
    goods = {"id": "1", "sku": "A", "quantity": "1", "unit_price": "117", "tax_rate": "0.17"}
    card = {"id": "2", "sku": "CARD", "quantity": "1", "unit_price": "100", "tax_rate": "0"}
    sale = shop.buy(member=noa, lines=[goods, card], at=shop.now.isoformat())
    made = sell(shop, "100.00", receipt=sale["id"], line="2")
    load_money(shop.club, noa, Sold("40.00", reference="terminal 4"), shop.actor, shop.now)
    paid = [paying(made, "58.50")]
    shop.buy(lines=[{**goods, "unit_price": "58.50"}], redeem=paid, at=shop.now.isoformat())


@pytest.mark.parametrize(
    ("treatment", "card", "loaded", "taxes"),
    [
        ("multi_purpose", ("0.00", "8.50"), ("0.00", "0.00"), [("redeemed", "8.50")]),
        ("single_purpose", ("14.53", "0.00"), ("5.81", "0.00"), [("sales", "14.53"), ("sales", "5.81")]),
    ],
)
def test_vouchers_are_taxed_as_they_are_redeemed_or_as_they_are_sold(
    treatment: str, card: tuple[str, str], loaded: tuple[str, str], taxes: list[tuple[str, str]]
) -> None:
    shop = opened()
    decided(shop, voucher_tax=treatment)
    vouchers_sold(shop)
    found = year(shop, shop.now.year)
    names = ("wallet", "sold", "redeemed", "expired", "left", "sold_tax", "redeemed_tax")
    assert [tuple(one[name] for name in names) for one in found["vouchers"]] == [
        ("gift_card", "100.00", "58.50", "0.00", "41.50", *card), ("loaded", "40.00", "0.00", "0.00", "40.00", *loaded),
    ]  # fmt: skip
    journal = found["journal"]
    assert sum(Decimal(one["debit"]) - Decimal(one["credit"]) for one in journal) == 0
    due = [i for i, one in enumerate(journal) if one["account"] == "account.tax"]
    assert [(journal[i - 1]["account"].removeprefix("account."), journal[i]["credit"]) for i in due] == taxes


def test_a_voucher_that_a_receipt_sold_is_no_goods_and_one_that_ends_unused_bears_no_tax() -> None:
    shop = opened()
    vouchers_sold(shop)
    stretch = days(shop.club, date(shop.now.year, 1, 1), date(shop.now.year, 12, 31))
    with look(shop.club) as books:
        known = known_of(books, stretch)
    day = shop.club.day_of(shop.now)
    assert (known.paid[day][1], known.rates[day], known.every_rate[day]) == (
        11700, {0: 0, 1700: 11700}, {0: 0, 1700: 17550},
    )  # fmt: skip
    ended = shop.now + timedelta(days=365 * 6)
    run_night(shop.club, ended)
    gone = year(shop, shop.now.year + 5)
    assert [(one["expired"], one["left"], one["redeemed_tax"]) for one in gone["vouchers"]] == [
        ("41.50", "0.00", "0.00"), ("40.00", "0.00", "0.00"),
    ]  # fmt: skip
    breakage = [one["credit"] for one in gone["journal"] if one["account"] == "account.breakage"]
    assert sorted(breakage)[-2:] == ["40.00", "41.50"]
