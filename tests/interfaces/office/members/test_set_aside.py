"""A member's page tells what is set aside, until when, and what became of it."""

from datetime import UTC, datetime, timedelta

from moadon.apps.members.types import MemberRef
from moadon.flows.holds import HoldDraft, place_hold, post_hold, void_hold
from tests.flows.shopkeeper import LINEAR, document
from tests.interfaces.office.shop_floor import FOR_EVER, plain, reads, text_of


def hold(floor, member, reference, *, seconds=900, now=None):
    draft = HoldDraft(MemberRef("id", member), "credit", "30.00", seconds, reference)
    return place_hold(floor.club, draft, now or datetime.now(UTC))


def test_what_is_set_aside_stands_beside_until_it_has_ended(floor, signed_in):
    floor.publish(document(LINEAR, wallets=FOR_EVER))
    noa, client = floor.join(), signed_in()
    floor.sells("1000", member=noa)
    page = f"/office/kav/members/{noa}"
    assert "Set aside" not in plain(text_of(client, page))
    row = hold(floor, noa, "order 7")
    hold(floor, noa, "order 8", now=datetime.now(UTC) - timedelta(hours=1))

    told = plain(text_of(client, page))

    assert "Set aside order 7 ₪30.00 until" in told.replace("\u00a0", " ")
    assert "order 8" not in told
    reads(client, "he")
    assert "משוריין" in plain(text_of(client, page))
    void_hold(floor.club, row, datetime.now(UTC))
    assert "משוריין" not in plain(text_of(client, page))


def test_the_statement_says_what_for_it_was_spent_and_what_a_hold_let_go_paid(floor, signed_in):
    floor.publish(document(LINEAR, wallets=FOR_EVER))
    noa, client = floor.join(), signed_in()
    sale = floor.sells("1000", member=noa)
    spent, dropped = hold(floor, noa, "order 7"), hold(floor, noa, "order 8")
    post_hold(floor.club, spent, "20.00", datetime.now(UTC))
    floor.takes_back(sale)
    void_hold(floor.club, dropped, datetime.now(UTC))

    told = plain(text_of(client, f"/office/kav/members/{noa}")).replace("\u00a0", " ")

    assert "Spent: what was set aside for order 7" in told
    assert "No longer set aside for order 8" in told
    assert "₪30.00 of it paid what was owed." in told
