"""Value handed from one member to another on the giver's page."""

import pytest

from tests.flows.shopkeeper import LINEAR, document
from tests.interfaces.office.shop_floor import FOR_EVER, open_floor, plain, text_of


@pytest.fixture
def two(kav):
    """A floor with Noa, who has 50, and Dan, who has nothing."""
    floor = open_floor(kav)
    floor.publish(document(LINEAR, wallets=FOR_EVER))
    noa = floor.join(first_name="Noa", last_name="Levi")
    dan = floor.join(phone="052-555-0144", first_name="Dan", last_name="Cohen")
    floor.sells("500", member=noa)
    return floor, noa, dan


def test_a_manager_hands_value_over_once_both_names_were_seen(signed_in, two):
    floor, noa, dan = two
    owner, manager, place = signed_in(), signed_in("manager", "tal"), f"/office/kav/members/{noa}/hand-over"
    form = {"to": "052-555-0144", "wallet": "credit", "amount": "20", "note": "", "proof": ""}

    assert "lets members hand over nothing" in plain(text_of(manager, place))
    terms = {
        "days": "7",
        "reasons": "kind | Kindness | טוב לב | مهربانی",
        "transfers": "credit | 30 | - | - | 0.05 | free",
    }
    assert owner.post("/office/kav/corrections/rules", terms).status_code == 302

    asked = plain(manager.post(place, form).content.decode())
    assert "Hand ₪20.00 of Noa Levi to Dan Cohen?" in asked
    assert "The club keeps ₪1.00" in asked
    assert floor.balance(noa) == (5000, 0, 0)

    assert manager.post(place, {**form, "do": "1"}).url == f"/office/kav/members/{noa}"
    assert (floor.balance(noa), floor.balance(dan)) == ((3000, 0, 0), (1900, 0, 0))
    assert "₪20.00 went to Dan Cohen" in plain(text_of(manager, f"/office/kav/members/{noa}"))

    for wrong, words in (
        ({"to": "052-555-9999"}, "Nobody in the club"), ({"amount": "40", "do": "1"}, "At most"), ({"amount": "x"}, "number"),
        ({"to": noa, "do": "1"}, "are one member"),
    ):  # fmt: skip
        answer = manager.post(place, {**form, **wrong})
        assert (answer.status_code, words.lower() in plain(answer.content.decode()).lower()) == (422, True), wrong
    assert floor.balance(noa) == (3000, 0, 0)
