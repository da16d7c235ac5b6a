"""What gift cards pay, and what becomes of it when goods come back (semantics 6, 13, 14, 15)."""

from datetime import timedelta

import pytest

from moadon.apps.ledger.models import Account
from moadon.flows.cards.ending import kill_card
from moadon.flows.nightly import run_night
from moadon.kernel.refusals import RefusedMany
from moadon.store import club_transaction, watching
from tests.flows.cards.keeping import card, left, name, opened, paying, sell

pytestmark = pytest.mark.django_db


def test_a_card_pays_in_parts_also_for_nobody_in_particular() -> None:
    shop = opened()
    made = sell(shop, "100", pin="1234")
    first = shop.buy("60", redeem=[paying(made, "60")])
    assert (first["to_pay"], first["redeemed"][0]["card"], first["redeemed"][0]["left"]) == (
        "0.00", name(made.card), "40.00",
    )  # fmt: skip
    assert shop.buy("60", redeem=[paying(made, "40.01")]).code == "not_enough_value"
    assert shop.buy("60", redeem=[paying(made, "40")])["to_pay"] == "20.00"
    assert left(shop, made.card) == 0
    shop.check_books()


def test_several_cards_and_the_member_s_credit_pay_one_receipt_and_nothing_is_earned_on_them() -> None:
    shop = opened()
    noa = shop.member()
    shop.buy("1000", member=noa)
    one, two = sell(shop, "50"), sell(shop, "30", pin="")
    redeem = [paying(one, "50"), paying(two, "30"), {"wallet": "credit", "amount": "20"}]
    told = shop.buy("200", member=noa, redeem=redeem)
    assert told["to_pay"] == "100.00"
    assert [award["amount"] for award in told["awards"]] == ["10.00"]
    assert (left(shop, one.card), left(shop, two.card)) == (0, 0)
    shop.check_books()


def test_the_same_card_is_named_once_in_any_spelling() -> None:
    shop = opened()
    made = sell(shop, "50")
    spelled = "-".join(made.code[i : i + 4] for i in range(0, 16, 4)).lower()
    persian = f" {spelled} ".translate(str.maketrans("23456789", "۲۳۴۵۶۷۸۹"))
    assert shop.buy("10", redeem=[{"wallet": "gift_card", "code": persian, "amount": "10"}])["to_pay"] == "0.00"
    twice = [paying(made, "1"), {"wallet": "gift_card", "code": spelled, "amount": "1"}]
    with pytest.raises(RefusedMany) as refused:
        shop.buy("10", redeem=twice)
    assert [one.code for one in refused.value.refusals] == ["wallet_twice"]


def test_a_return_gives_back_to_the_card_and_not_in_cash() -> None:
    shop = opened()
    made = sell(shop, "80")
    sale = shop.buy("100", "100", redeem=[paying(made, "80")])
    part = shop.bring_back(sale["id"], [{"line": "1", "quantity": "1"}])
    assert (part["refund"], part["given_back"][0]["amount"], part["given_back"][0]["card"]) == (
        "60.00", "40.00", name(made.card),
    )  # fmt: skip
    assert left(shop, made.card) == 4000
    rest = shop.bring_back(sale["id"])
    assert (rest["refund"], left(shop, made.card)) == ("60.00", 8000)
    shop.check_books()


def test_what_a_dead_card_paid_comes_back_on_a_new_one() -> None:
    shop = opened()
    made = sell(shop, "80")
    sale = shop.buy("100", redeem=[paying(made, "50")])
    kill_card(shop.club, made.card, "stolen", shop.actor, shop.now)
    assert left(shop, made.card) == 0
    back = shop.bring_back(sale["id"])
    heir = back["given_back"][0]["card"]
    assert (back["refund"], heir == name(made.card)) == ("50.00", False)
    with club_transaction(shop.club.id):
        assert {
            a.owner: a.balance for a in Account.objects.filter(wallet="gift_card", balance__gt=0)
        }.values().__len__() == 1
    assert (left(shop, made.card), left(shop, made.card + 1)) == (0, 5000)
    shop.check_books()


@pytest.mark.parametrize(
    ("spent", "refund", "voided"),
    [("0", "100.00", "100.00"), ("30", "70.00", "70.00"), ("100", "0.00", "0.00")],
)
def test_a_card_dies_with_its_sale_and_what_was_spent_lowers_the_refund(spent: str, refund: str, voided: str) -> None:
    shop = opened()
    noa = shop.member()
    sold = shop.buy("100", member=noa)
    made = sell(shop, "100", receipt=sold["id"])
    if spent != "0":
        shop.buy("200", redeem=[paying(made, spent)])
    back = shop.bring_back(sold["id"])
    assert (back["refund"], [(one["card"], one["voided"]) for one in back["cards"]]) == (
        refund, [(name(made.card), voided)],
    )  # fmt: skip
    assert (card(shop, made.card).state, card(shop, made.card).ending, left(shop, made.card)) == (
        "dead", "sale_returned", 0,
    )  # fmt: skip
    assert shop.buy("10", redeem=[paying(made, "10")]).code == "card_dead"
    shop.check_books()


def test_only_the_card_of_the_line_that_comes_back_dies() -> None:
    shop = opened()
    sold = shop.buy("100", "50")
    first, second = (sell(shop, amount, receipt=sold["id"], line=line) for amount, line in (("100", "1"), ("50", "2")))
    shop.bring_back(sold["id"], [{"line": "2", "quantity": "1"}])
    assert (left(shop, first.card), left(shop, second.card)) == (10000, 0)
    shop.bring_back(sold["id"])
    assert left(shop, first.card) == 0


def test_a_refund_may_become_return_credit_good_for_two_years() -> None:
    shop = opened()
    noa = shop.member()
    sale = shop.buy("100", member=noa)
    back = shop.bring_back(sale["id"], refund_to="return_credit")
    assert (back["refund"], back["credited"]) == ("0.00", "100.00")
    assert shop.balance(noa, "return_credit") == (10000, 0, 0)
    told = shop.buy("70", member=noa, redeem=[{"wallet": "return_credit", "amount": "70"}])
    assert told["to_pay"] == "0.00"
    assert {w["wallet"]: w["available"] for w in told["wallets"]}["return_credit"] == "30.00"
    end = shop.now + timedelta(days=730)
    assert run_night(shop.club, end).lapsed == 0
    run_night(shop.club, end + timedelta(days=2))
    assert shop.balance(noa, "return_credit") == (0, 0, 0)
    shop.check_books()


def test_return_credit_needs_somebody_to_have_it() -> None:
    shop = opened()
    sale = shop.buy("100")
    assert shop.bring_back(sale["id"], refund_to="return_credit").code == "return_credit_needs_member"


def test_a_card_lives_five_years_in_israel_to_the_end_of_the_day() -> None:
    shop = opened()
    made = sell(shop, "100")
    ends = card(shop, made.card).expires_at
    assert ends is not None and ends.isoformat() == "2031-11-22T22:00:00+00:00"
    assert run_night(shop.club, ends - timedelta(seconds=1)).lapsed == 0
    assert run_night(shop.club, ends).lapsed == 1
    assert left(shop, made.card) == 0
    shop.check_books()


def test_no_statement_is_asked_for_cards_where_none_is_named() -> None:
    shop = opened()
    noa = shop.member()
    shop.buy("10", member=noa)

    def count(body: dict[str, object]) -> int:
        with watching() as seen:
            shop.post(body)
        return len(seen)

    assert count(shop.basket("10", member=noa)) == count(shop.basket("20", member=noa))
    made = [sell(shop, "50", pin="1234") for _ in range(3)]
    one = count(shop.basket("10", redeem=[paying(made[0], "5")]))
    assert count(shop.basket("30", redeem=[paying(each, "5") for each in made])) == one
