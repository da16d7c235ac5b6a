"""Money is loaded and return credit given from a member's page: asked first, told with the day of the end."""

import re
from datetime import UTC, datetime

import pytest

from moadon.apps.clubs.types import LAWFUL_GIFT
from moadon.kernel.calendars import add_months
from tests.flows.cards.keeping import sell
from tests.flows.shopkeeper import LINEAR, document
from tests.interfaces.office.shop_floor import FOR_EVER, plain, text_of

LOAD = {"amount": "200", "reference": "terminal 4, 1182", "payment": "card"}


@pytest.fixture
def noa(floor):
    floor.publish(document(LINEAR, wallets=FOR_EVER))
    return floor.join(first_name="Noa")


def at(member, more=""):
    return f"/office/kav/members/{member}{more}"


def test_a_cashier_loads_money_after_a_question_that_holds_the_figures(floor, noa, signed_in):
    cashier = signed_in("cashier")
    ends = f"{add_months(floor.club.day_of(datetime.now(UTC)), LAWFUL_GIFT['IL']).year}"

    asked = plain(cashier.post(at(noa, "/load"), LOAD).content.decode())

    assert "Load ₪200.00 for Noa?" in asked and "terminal 4, 1182" in asked and ends in asked
    assert floor.balance(noa, "loaded") == (0, 0, 0)
    assert cashier.post(at(noa, "/load"), {**LOAD, "change": "1"}).status_code == 200
    assert cashier.post(at(noa, "/load"), {**LOAD, "reference": " ", "do": "1"}).status_code == 422
    done = cashier.post(at(noa, "/load"), {**LOAD, "do": "1"}, follow=True)
    told = plain(done.content.decode())
    assert re.search(rf"₪200\.00 is loaded by receipt terminal 4, 1182, good until \d+ \w+ {ends}\.", told)
    assert "Money loaded" in told and "terminal 4, 1182 · card" in told
    assert "Good for 60 months. By law: Consumer Protection Law, Israel. Taxed as it is spent (many purposes)." in told
    assert floor.balance(noa, "loaded") == (20000, 0, 0)
    floor.check_books()


def test_a_load_that_was_typed_wrongly_is_taken_back_with_a_reason(floor, noa, signed_in):
    cashier = signed_in("cashier")
    cashier.post(at(noa, "/load"), {**LOAD, "do": "1"})
    offered = text_of(cashier, at(noa, "/load"))
    assert "Not spent yet" in plain(offered)
    way = re.search(r'href="([^"]*/loads/lot_[^"]*/cancel)"', offered)[1]

    assert "All ₪200.00 that were loaded for Noa leave their account." in plain(text_of(cashier, way))
    assert cashier.post(way, {"reason": " "}).status_code == 422
    told = plain(cashier.post(way, {"reason": "Typed for the wrong member"}, follow=True).content.decode())

    assert "₪200.00 of Noa is taken back. Give them back what they paid." in told
    assert "Typed for the wrong member" in told
    assert floor.balance(noa, "loaded") == (0, 0, 0)
    assert "Not spent yet" not in plain(text_of(cashier, at(noa, "/load")))
    assert cashier.get(way).status_code == 404
    floor.check_books()


def test_a_load_of_which_something_was_spent_stays(floor, noa, signed_in):
    cashier = signed_in("cashier")
    cashier.post(at(noa, "/load"), {**LOAD, "do": "1"})
    way = re.search(r'href="([^"]*/loads/lot_[^"]*/cancel)"', text_of(cashier, at(noa, "/load")))[1]
    floor.sells("30", member=noa, redeem=[{"wallet": "loaded", "amount": "30"}])

    refused = cashier.post(way, {"reason": "Typed for the wrong member"})

    assert (refused.status_code, "₪170.00 of it is left" in plain(refused.content.decode())) == (422, True)
    assert "Not spent yet" not in plain(text_of(cashier, at(noa, "/load")))
    assert cashier.get(way.replace(noa, floor.join(phone="052-555-0199"))).status_code == 404


def test_goods_come_back_for_credit_from_the_members_page(floor, noa, signed_in):
    floor.sells("149.90", member=noa, number="A1")
    cashier = signed_in("cashier")
    way = re.search(r'href="([^"]*/return\?credit=1)"', text_of(cashier, at(noa, "/return-credit")))[1]
    assert 'name="credit" value="1" checked' in text_of(cashier, way)
    typed = {"back.1": "1", "number": "R1", "credit": "1"}

    seen = cashier.post(way, typed).content.decode()

    assert "Take back, give ₪149.90 of credit" in plain(seen)
    hidden = dict(re.findall(r'<input type="hidden" name="(at|seen)" value="([^"]*)"', seen))
    done = plain(cashier.post(way, {**typed, **hidden, "do": "1"}, follow=True).content.decode())
    assert "Return R1 is booked. ₪149.90 of credit, good until" in done
    assert floor.balance(noa, "return_credit") == (14990, 0, 0)
    assert "Credit for goods that came back: return R1" in plain(text_of(cashier, at(noa)))
    assert "Nothing that this member bought" in plain(text_of(cashier, at(noa, "/return-credit")))
    floor.check_books()


def test_the_members_gift_cards_stand_beside_with_what_is_left_on_each(floor, noa, signed_in):
    card = sell(floor, "50", member=noa)
    assert f"Gift cards …{card.code[-4:]} ₪50.00" in plain(text_of(signed_in("cashier"), at(noa)))
