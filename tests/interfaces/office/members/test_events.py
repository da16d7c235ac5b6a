"""A member's page tells what happened that no receipt tells, and what waits for something to happen."""

from moadon.apps.members.types import MemberRef
from moadon.flows.events import EventDraft, happen
from tests.flows.shopkeeper import document
from tests.interfaces.office.shop_floor import FOR_EVER, THEN, plain, reads, text_of

RULES = (
    "{id: review, type: per_event, event: review, give: '25', wallet: points}",
    "{id: web, type: per_amount, amount: '1', give: '1', wallet: credit, pending: {event: delivered}}",
    "{id: kinds, type: breadth, count: 2, brand: [a, b], period: month, give: '9', wallet: points}",
)


def test_events_stand_beside_with_what_they_earned(floor, signed_in):
    floor.publish(document(*RULES, wallets=FOR_EVER))
    noa, client = floor.join(), signed_in()
    assert "Events" not in plain(text_of(client, f"/office/kav/members/{noa}"))
    drafts = [EventDraft(type_, MemberRef("id", noa), THEN) for type_ in ("review", "tasting")]
    happen(floor.club, drafts, now=lambda: floor.now)

    page = plain(text_of(client, f"/office/kav/members/{noa}")).replace("\u00a0", " ")

    assert "Events tasting" in page
    assert "A review +25" in page
    reads(client, "he")
    assert "כתיבת ביקורת" in plain(text_of(client, f"/office/kav/members/{noa}"))


def test_value_that_waits_for_an_event_has_no_day(floor, signed_in):
    floor.publish(document(*RULES, wallets=FOR_EVER))
    noa, client = floor.join(), signed_in()
    sale = floor.sells("80", member=noa)

    page = plain(text_of(client, f"/office/kav/members/{noa}"))

    assert "waits to be confirmed" in page
    assert "once it is confirmed, by a delivery for example" in page
    assert "9999" not in page
    assert "9999" not in plain(text_of(client, f"/office/kav/receipts/{sale['id']}"))


def test_a_receipt_tells_the_kinds_that_it_counts_for(floor, signed_in):
    floor.publish(document(*RULES, wallets=FOR_EVER))
    lines = [{"id": "1", "sku": "S", "quantity": "1", "unit_price": "10.00", "brand": "a"}]
    sale = floor.sells("10", member=floor.join(), lines=lines)

    page = plain(text_of(signed_in(), f"/office/kav/receipts/{sale['id']}"))

    assert "It counts towards the different kinds of the period" in page
    assert "kinds.0" not in page
