"""Forms of value whose button is pressed twice: it is done once, and both are told of it."""

import re
from copy import copy
from datetime import UTC, datetime

import pytest

from moadon.apps.cards.models import Card
from moadon.apps.clubs import actions
from moadon.apps.clubs.queries import club_by_slug
from moadon.apps.clubs.types import SYSTEM
from moadon.apps.redemptions.models import Redemption
from moadon.apps.redemptions.types import WayDraft
from moadon.flows.credentials import keeping
from moadon.kernel.ids import public_id
from moadon.store import club_transaction
from tests.flows.shopkeeper import LINEAR, POINTS, document
from tests.interfaces.office.shop_floor import FOR_EVER, open_floor, plain
from tests.interfaces.office.test_redemptions import reward
from tests.races.test_till_races import at_once

ASK = {"amount": "200", "reference": "1182", "payment": "card"}
LOAD = {**ASK, "do": "1"}


@pytest.fixture
def floor(kav):
    floor = open_floor(kav)
    floor.publish(document(LINEAR, POINTS, wallets=FOR_EVER))
    return floor


def mark_on(page):
    """The mark of the form that a page shows; of the last one, where it shows many."""
    return re.findall(r'name="once" value="([^"]+)"', page)[-1]


def test_each_page_that_is_drawn_has_a_mark_of_its_own(floor, signed_in):
    noa, manager = floor.join(), signed_in("manager")
    for place, form in ((f"members/{noa}/load", ASK), (f"corrections/add/{noa}", {}), ("cards/add", {})):
        shown = [manager.post if form else manager.get for _ in range(2)]
        marks = {mark_on(show(f"/office/kav/{place}", form).content.decode()) for show in shown}
        assert len(marks) == 2


def test_money_is_loaded_once_and_told_twice(floor, signed_in):
    noa, cashier = floor.join(first_name="Noa"), signed_in("cashier")
    place = f"/office/kav/members/{noa}/load"
    for mark, stands in (("one", 20000), ("one", 20000), ("another", 40000)):
        told = plain(cashier.post(place, {**LOAD, "once": mark}, follow=True).content.decode())
        assert "₪200.00 is loaded by receipt 1182" in told
        assert floor.balance(noa, "loaded") == (stands, 0, 0)
    # The same mark under other figures is another wish: the page was gone back to, and changed.
    cashier.post(place, {**LOAD, "amount": "5", "once": "one"})
    assert floor.balance(noa, "loaded") == (40500, 0, 0)


def test_two_presses_at_the_same_moment_load_once(floor, signed_in):
    noa, cashier = floor.join(), signed_in("cashier")
    place = f"/office/kav/members/{noa}/load"
    told = at_once(*[lambda: copy(cashier).post(place, {**LOAD, "once": "one"}).status_code for _ in range(6)])
    assert told == [302] * 6
    assert floor.balance(noa, "loaded") == (20000, 0, 0)
    floor.check_books()


def test_what_was_refused_may_be_mended_and_sent_again(floor, signed_in):
    noa, manager = floor.join(), signed_in("manager")
    place = f"/office/kav/corrections/add/{noa}"
    take = {"wallet": "credit", "way": "take", "amount": "20", "reason": "goodwill", "note": "", "once": "one"}
    assert manager.post(place, take).status_code == 422
    floor.sells("500", member=noa)
    for _ in range(2):
        assert manager.post(place, take).url == f"/office/kav/members/{noa}"
    assert floor.balance(noa) == (3000, 0, 0)


def test_a_card_is_sold_once_and_its_code_is_kept_for_no_second_press(floor, signed_in):
    cashier = signed_in("cashier")
    form = {"amount": "120.00", "reference": "receipt 7", "with_pin": "on", "note": "", "once": "one"}
    first, second = (cashier.post("/office/kav/cards/add", form) for _ in range(2))
    assert re.search(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}", plain(first.content.decode()))
    with club_transaction(floor.club.id):
        assert second.url == f"/office/kav/cards/{public_id('gft', Card.objects.get().pk)}"


def test_a_reward_is_taken_once(floor, signed_in):
    noa, cashier = floor.join(), signed_in("cashier")
    floor.sells("1000", member=noa)
    reward(floor, stocked="unlimited")
    place, form = f"/office/kav/redemptions/choose/{noa}", {"reward": "mug", "way": "points", "once": "one"}
    first, second = (cashier.post(place, form).url for _ in range(2))
    assert first == second


def test_wrong_pins_count_though_what_they_asked_for_is_undone(kav, signed_in):
    actions.edit_club(club=kav, changes={"settings": {"proof_floor_money": 500}}, actor=SYSTEM)
    floor = open_floor(club_by_slug("kav"))
    floor.publish(document(LINEAR, wallets=FOR_EVER))
    noa, cashier = floor.join(), signed_in("cashier")
    floor.sells("200", member=noa)
    reward(floor, stocked="unlimited", ways=[WayDraft("credit", "10.00")])
    keeping.set_pin(floor.club, noa, "8302", floor.actor, datetime.now(UTC))
    for n, pin in enumerate(["1117"] * floor.club.settings.wrong_pins + ["8302"]):
        form = {"reward": "mug", "way": "credit", "proof": pin, "once": f"{n}"}
        assert cashier.post(f"/office/kav/redemptions/choose/{noa}", form).status_code == 302
    with club_transaction(floor.club.id):
        assert Redemption.objects.count() == 0
    assert floor.balance(noa) == (2000, 0, 0)
