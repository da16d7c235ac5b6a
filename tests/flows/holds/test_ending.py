"""How a hold ends: once, also by itself, and with nothing lost under it (semantics 11)."""

from datetime import timedelta

import pytest

from moadon.apps.ledger.models import Entry
from moadon.flows.holds import post_hold, void_hold
from moadon.flows.nightly import run_night
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.apps.people import facts_of
from tests.flows.holds.keeping import HOUR, WEEKS, check_holds, figures, hold, later, opened, pay, row_of
from tests.flows.shopkeeper import LINEAR, document, open_shop

pytestmark = pytest.mark.django_db


def test_a_hold_whose_time_has_passed_holds_nothing_before_anybody_swept_it_out() -> None:
    shop, noa = opened()
    row = hold(shop, noa, "95.00")
    later(shop, seconds=HOUR)
    assert figures(shop, noa) == (10000, 10000, 0)
    quoted = shop.quote(shop.basket("90", member=noa, redeem=[{"wallet": "credit", "amount": "90"}]))
    assert [w["available"] for w in quoted["wallets"] if w["wallet"] == "credit"] == ["10.00"]
    for end in (lambda: post_hold(shop.club, row, None, shop.now), lambda: void_hold(shop.club, row, shop.now)):
        with pytest.raises(Refused) as refused:
            end()
        assert (refused.value.code, refused.value.status) == ("hold_ended", 409)
    assert row_of(shop, row).state == "placed"
    assert pay(shop, noa, "90.00")["redeemed"][0]["amount"] == "90.00"
    ended = row_of(shop, row)
    assert (ended.state, ended.ended_at) == ("expired", ended.expires_at)
    check_holds(shop)


def test_another_hold_may_take_what_an_old_one_held() -> None:
    shop, noa = opened()
    old = hold(shop, noa, "95.00")
    later(shop, seconds=HOUR)
    hold(shop, noa, "100.00")
    assert (row_of(shop, old).state, figures(shop, noa)) == ("expired", (10000, 0, 10000))
    check_holds(shop)


def test_the_night_ends_holds_whose_time_has_passed_and_tells_it() -> None:
    shop, noa = opened()
    row, stays = hold(shop, noa, "30.00"), hold(shop, noa, "10.00", ttl=2 * HOUR)
    assert run_night(shop.club, shop.now + timedelta(seconds=HOUR - 1)).let_go == 0
    later(shop, seconds=HOUR)
    assert [run_night(shop.club, shop.now).let_go for _ in range(2)] == [1, 0]
    assert [row_of(shop, one).state for one in (row, stays)] == ["expired", "placed"]
    told = [(one.name, one.subject) for one in facts_of(shop.club) if one.name.startswith("Hold")]
    assert told == [
        ("HoldPlaced", public_id("hld", row)),
        ("HoldPlaced", public_id("hld", stays)),
        ("HoldExpired", public_id("hld", row)),
    ]
    check_holds(shop)


def test_value_does_not_expire_under_a_hold_and_lapses_when_it_is_let_go() -> None:
    """Credit of two days, held for three: it outlives its own end only as what is set aside."""
    shop, noa = opened(wallets=WEEKS)
    row = hold(shop, noa, "30.00", ttl=72 * HOUR)
    later(shop, days=3, seconds=-60)
    assert run_night(shop.club, shop.now).lapsed == 1
    assert figures(shop, noa) == (3000, 0, 3000)
    shop.buy("1000", member=noa, at=shop.now.isoformat())
    assert figures(shop, noa) == (13000, 10000, 3000)
    pay(shop, noa, "100.00", "100")
    post_hold(shop.club, row, "20.00", shop.now)
    assert figures(shop, noa) == (1000, 0, 0)
    assert pay(shop, noa, "0.01").code == "not_enough_value"
    assert run_night(shop.club, shop.now).lapsed == 1
    assert figures(shop, noa) == (0, 0, 0)
    check_holds(shop)


def test_the_same_night_lets_go_of_a_hold_and_of_what_ended_under_it() -> None:
    shop, noa = opened(wallets=WEEKS)
    hold(shop, noa, "30.00", ttl=72 * HOUR)
    later(shop, days=3)
    told = run_night(shop.club, shop.now)
    assert (told.let_go, told.lapsed, figures(shop, noa)) == (1, 1, (0, 0, 0))
    check_holds(shop)


def test_a_return_leaves_what_is_set_aside_and_the_rest_is_owed() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    sale = shop.buy("1000", member=noa)
    kept, dropped = hold(shop, noa, "30.00"), hold(shop, noa, "20.00")
    back = shop.bring_back(sale["id"])
    assert shop.balance(noa) == (5000, 0, 5000)
    assert [w["available"] for w in back["wallets"] if w["wallet"] == "credit"] == ["0.00"]
    post_hold(shop.club, kept, None, shop.now)
    assert shop.balance(noa) == (2000, 0, 5000)
    void_hold(shop.club, dropped, shop.now)
    assert shop.balance(noa) == (0, 0, 3000)
    with club_transaction(shop.club.id):
        line = Entry.objects.filter(account__isnull=False, transaction__kind="release", book="balance").get()
        assert (line.amount, line.why) == (-2000, ["hold.let_go", {"reference": "order 7"}])
    check_holds(shop)


def test_a_return_takes_what_an_old_hold_held() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    sale = shop.buy("1000", member=noa)
    row = hold(shop, noa, "30.00")
    later(shop, seconds=HOUR)
    shop.bring_back(sale["id"], at=shop.now.isoformat())
    assert (row_of(shop, row).state, shop.balance(noa)) == ("expired", (0, 0, 0))
    check_holds(shop)


def test_what_an_old_hold_held_pays_what_is_owed_before_it_can_be_spent() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    sale = shop.buy("1000", member=noa)
    hold(shop, noa, "30.00")
    shop.bring_back(sale["id"])
    later(shop, seconds=HOUR)
    assert (figures(shop, noa), shop.balance(noa)) == ((0, 0, 0), (3000, 0, 3000))
    told = shop.quote(shop.basket("5", member=noa))["wallets"]
    assert [one["available"] for one in told if one["wallet"] == "credit"] == ["0.00"]
    assert pay(shop, noa, "0.01").code == "not_enough_value"
    assert shop.balance(noa) == (0, 0, 0)
    check_holds(shop)
