"""Value that is set aside: nothing else takes it, and everybody is told (semantics 11)."""

from typing import Any

import pytest

from moadon.apps.ledger.models import Entry
from moadon.apps.members.types import MemberRef
from moadon.flows.holds import HoldDraft, place_hold, post_hold, void_hold
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, watching
from tests.flows.holds.keeping import HOUR, check_holds, figures, hold, opened, pay, row_of
from tests.flows.shopkeeper import POINTS, document, open_shop

pytestmark = pytest.mark.django_db


def test_what_is_set_aside_is_told_everywhere_as_not_to_be_spent() -> None:
    shop, noa = opened()
    hold(shop, noa, "30.00")
    assert figures(shop, noa) == (10000, 7000, 3000)
    sold = shop.buy("5", member=noa)
    assert [w["available"] for w in sold["wallets"] if w["wallet"] == "credit"] == ["70.00"]
    quoted = shop.quote(shop.basket("5", member=noa))
    assert [w["available"] for w in quoted["wallets"] if w["wallet"] == "credit"] == ["70.00"]
    check_holds(shop)


def test_neither_a_receipt_nor_a_quote_may_take_what_is_set_aside() -> None:
    shop, noa = opened()
    hold(shop, noa, "30.00")
    with pytest.raises(Refused, match="not_enough_value"):
        shop.quote(shop.basket("90", member=noa, redeem=[{"wallet": "credit", "amount": "70.01"}]))
    refused = pay(shop, noa, "70.01")
    assert (refused.code, refused.params["available"]) == ("not_enough_value", ("money", 7000, "ILS"))
    assert pay(shop, noa, "70.00")["redeemed"][0]["amount"] == "70.00"
    check_holds(shop)


def test_a_hold_is_posted_in_full_and_the_statement_says_for_what() -> None:
    shop, noa = opened()
    row = hold(shop, noa, "30.00")
    post_hold(shop.club, row, None, shop.now)
    assert figures(shop, noa) == (7000, 7000, 0)
    found = row_of(shop, row)
    assert (found.state, found.posted, found.ended_at) == ("posted", 3000, shop.now)
    with club_transaction(shop.club.id):
        (line,) = Entry.objects.filter(transaction=found.transaction_id, account__isnull=False)
        assert (line.transaction.kind, line.amount, line.lot_id) == ("spend", -3000, found.lots[0])
        assert line.why == ["hold.posted", {"reference": "order 7"}]
    check_holds(shop)


def test_what_is_not_posted_is_let_go() -> None:
    shop, noa = opened()
    post_hold(shop.club, hold(shop, noa, "30.00"), "12.50", shop.now)
    assert figures(shop, noa) == (8750, 8750, 0)
    check_holds(shop)


@pytest.mark.parametrize(
    ("amount", "code"),
    [("30.01", "more_than_held"), ("0", "not_above_zero"), ("1.001", "too_many_decimals"), ("x", "not_a_number")],
)
def test_an_amount_that_cannot_be_posted_leaves_the_hold_as_it_was(amount: str, code: str) -> None:
    shop, noa = opened()
    row = hold(shop, noa, "30.00")
    with pytest.raises(Refused) as refused:
        post_hold(shop.club, row, amount, shop.now)
    assert (refused.value.code, refused.value.field) == (code, "amount")
    assert (row_of(shop, row).state, figures(shop, noa)) == ("placed", (10000, 7000, 3000))


def test_a_hold_that_is_voided_gives_everything_free() -> None:
    shop, noa = opened()
    void_hold(shop.club, hold(shop, noa, "30.00"), shop.now)
    assert figures(shop, noa) == (10000, 10000, 0)
    check_holds(shop)


@pytest.mark.parametrize(
    ("draft", "code", "field"),
    [
        ({"amount": "100.01"}, "not_enough_value", "amount"),
        ({"amount": "0"}, "not_above_zero", "amount"),
        ({"amount": "-1"}, "not_above_zero", "amount"),
        ({"wallet": "gold"}, "unknown_wallet", "wallet"),
        ({"holder": MemberRef("id", public_id("mbr", 1 << 40))}, "unknown_member", "member"),
        ({"ttl": 0}, "not_between", "ttl_seconds"),
        ({"ttl": 7 * 24 * 3600 + 1}, "not_between", "ttl_seconds"),
        ({"reference": " "}, "empty", "reference"),
    ],
)
def test_what_cannot_be_set_aside_is_refused(draft: dict[str, Any], code: str, field: str) -> None:
    shop, noa = opened()
    good = {"holder": MemberRef("id", noa), "wallet": "credit", "amount": "5", "ttl": HOUR, "reference": "order 7"}
    with pytest.raises(Refused) as refused:
        place_hold(shop.club, HoldDraft(**{**good, **draft}), shop.now)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_what_is_offered_for_points_counts_only_what_is_free() -> None:
    shop = open_shop()
    get = "{kind: points_discount, wallet: points, points: '100', value: '10'}"
    wallets = "{points: {kind: points, worth: '0.05'}}"
    shop.publish(document(POINTS, wallets=wallets) + f"promotions: [{{id: off, get: {get}}}]\n")
    noa = shop.member()
    shop.buy("120", member=noa)
    assert shop.quote(shop.basket("90", member=noa))["offers"]
    hold(shop, noa, "21", wallet="points")
    assert not shop.quote(shop.basket("90", member=noa))["offers"]


def test_a_receipt_of_a_member_without_holds_asks_the_database_nothing_more() -> None:
    shop, noa = opened()
    dan = shop.member("+972525550143")
    shop.buy("1000", member=dan)
    hold(shop, noa, "30.00")
    counts = []
    for member, redeem in ((dan, "10.00"), (noa, "10.00"), (dan, None), (noa, None)):
        more = {"redeem": [{"wallet": "credit", "amount": redeem}]} if redeem else {}
        with watching() as seen:
            shop.buy("90", member=member, **more)
        counts.append(len(seen))
    spends, spends_beside_a_hold, earns, earns_beside_a_hold = counts
    assert (spends_beside_a_hold, earns_beside_a_hold) == (spends + 1, earns)
