"""One gift card and many tills at the same moment, over real connections."""

import pytest

from moadon.flows.cards.ending import kill_card, replace_card
from moadon.kernel.refusals import Refused
from tests.flows.cards.keeping import card, left, opened, paying, sell
from tests.races.test_hold_races import codes, told
from tests.races.test_till_races import at_once

pytestmark = pytest.mark.django_db


def test_thirty_two_tills_spend_exactly_what_is_on_the_card() -> None:
    shop = opened()
    made = sell(shop, "100", pin="4711")
    answers = at_once(*[lambda: told(lambda: shop.buy("30", redeem=[paying(made, "30")])) for _ in range(32)])
    assert codes(answers) == ["not_enough_value"] * 29
    assert left(shop, made.card) == 1000
    shop.check_books()


def test_a_card_that_is_killed_while_tills_spend_it_holds_nothing_and_paid_no_more_than_it_had() -> None:
    shop = opened()
    made = sell(shop, "100")
    tills = [lambda: told(lambda: shop.buy("10", redeem=[paying(made, "10")])) for _ in range(10)]
    voided, *answers = at_once(lambda: kill_card(shop.club, made.card, "stolen", shop.actor, shop.now), *tills)
    assert set(codes(answers)) <= {"card_dead"}
    assert voided == 10000 - 1000 * (len(answers) - len(codes(answers)))
    assert (left(shop, made.card), card(shop, made.card).state) == (0, "dead")
    shop.check_books()


def test_a_lost_card_is_replaced_once() -> None:
    shop = opened()
    made = sell(shop, "100")
    works = [lambda: told(lambda: replace_card(shop.club, made.card, "lost", shop.actor, shop.now)) for _ in range(6)]
    answers = at_once(*works)
    assert codes(answers) == ["card_is_dead"] * 5
    (heir,) = [one for one in answers if not isinstance(one, Refused)]
    assert (left(shop, made.card), left(shop, heir.card)) == (0, 10000)
    shop.check_books()


def test_of_many_who_guess_a_pin_at_once_none_guesses_for_nothing() -> None:
    shop = opened()
    made = sell(shop, "100", pin="4711")
    wrong = {"wallet": "gift_card", "code": made.code, "pin": "0000", "amount": "1"}
    answers = at_once(*[lambda: told(lambda: shop.buy("10", redeem=[wrong])) for _ in range(8)])
    assert codes(answers) == ["unknown_card"] * 8
    assert card(shop, made.card).state == "locked"
    assert shop.buy("10", redeem=[paying(made, "1")]).code == "unknown_card"
