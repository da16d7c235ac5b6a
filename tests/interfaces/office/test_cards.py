"""Gift cards in the office: sold, found, blocked, replaced, printed."""

import re
from datetime import UTC, datetime

import pytest

from moadon.apps.cards.models import Card
from moadon.apps.clubs.types import SYSTEM
from moadon.flows.cards import giving, making
from moadon.kernel.ids import public_id
from moadon.store import club_transaction
from tests.interfaces.office.shop_floor import plain, text_of

AT = "/office/kav/cards/"
_CODE = re.compile(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}")


def sold(kav, amount="50", **more):
    new = giving.NewCard(giving.Sold(amount, reference="order 812"), **more)
    return giving.issue_card(kav, new, SYSTEM, datetime.now(UTC))


def row(kav, number):
    with club_transaction(kav.id):
        return Card.objects.get(id=number)


def address(made):
    return f"{AT}{public_id('gft', made.card)}"


def test_a_cashier_sells_a_card_and_sees_its_code_once(signed_in, kav):
    client = signed_in("cashier")
    shown = client.post(
        f"{AT}add", {"amount": "120.00", "reference": "receipt 7", "with_pin": "on", "note": "Mazal tov"}
    )
    code = _CODE.search(shown.content.decode())
    assert (shown.status_code, shown.headers["Cache-Control"], bool(code)) == (200, "no-store", True)
    listed = plain(text_of(client, AT))
    assert code.group()[-4:] in listed and code.group() not in listed
    looked = client.post(f"{AT}look", {"code": code.group().lower(), "pin": ""})
    assert "unlocked" not in looked.content.decode() and looked.status_code == 422


def test_an_amount_of_nothing_is_refused_under_its_field(signed_in, kav):
    shown = signed_in("cashier").post(f"{AT}add", {"amount": "0", "reference": "receipt 7"})
    assert shown.status_code == 422


def test_cards_are_found_by_the_end_of_their_codes_by_state_and_by_reference(signed_in, kav):
    one, other = sold(kav, "50"), sold(kav, "70")
    client = signed_in("manager")
    client.post(f"{address(other)}/block", {"reason": "Reported lost"})
    for query, seen in ((f"q={one.code[-4:].lower()}", one), ("state=blocked", other)):
        listed = plain(text_of(client, f"{AT}?{query}"))
        assert [made.code[-4:] in listed for made in (one, other)] == [made is seen for made in (one, other)]
    assert one.code[-4:] in plain(text_of(client, f"{AT}?q=812"))
    told = client.get(f"{AT}?export=csv")
    assert told.status_code == 200


@pytest.mark.parametrize(
    ("before", "what", "after"),
    [("active", "block", "blocked"), ("blocked", "unblock", "active"), ("locked", "unlock", "active"),
     ("active", "kill", "dead"), ("blocked", "kill", "dead")],
)  # fmt: skip
def test_a_manager_does_it_with_a_reason_and_the_log_keeps_it(signed_in, kav, before, what, after):
    made = sold(kav)
    with club_transaction(kav.id):
        Card.objects.filter(id=made.card).update(state=before)
    client = signed_in("manager")
    assert client.post(f"{address(made)}/{what}", {"reason": ""}).status_code == 422
    assert row(kav, made.card).state == before
    client.post(f"{address(made)}/{what}", {"reason": "As they asked"})
    assert row(kav, made.card).state == after
    assert "As they asked" in plain(text_of(client, "/office/kav/audit/"))
    assert client.post(f"{address(made)}/nothing", {"reason": "x"}).status_code == 404


def test_a_lost_card_is_replaced_and_its_page_leads_to_the_new_one(signed_in, kav):
    made = sold(kav, pin="4711")
    client = signed_in("manager")
    shown = client.post(f"{address(made)}/replace", {"reason": "Lost"}).content.decode()
    assert _CODE.search(shown).group().replace("-", "") != made.code
    told = plain(text_of(client, address(made)))
    assert "replaced by another card" in told and "The card in its place" in told


def test_a_series_is_ordered_its_codes_leave_once_and_each_card_is_activated(signed_in, kav):
    client = signed_in("manager")
    client.post(f"{AT}series/add", {"name": "Rosh Hashana", "amount": "100", "size": "3"})
    with club_transaction(kav.id):
        number = Card.objects.first().series_id
    at = f"{AT}series/{public_id('gfs', number)}"
    assert "not sold yet" in plain(text_of(client, at))
    told = client.post(f"{at}/codes", {"kind": "csv"}).content.decode("utf-8-sig")
    codes = _CODE.findall(told)
    assert (len(codes), told.splitlines()[0]) == (3, "card,code,pin")
    assert client.post(f"{at}/codes", {"kind": "csv"}).status_code == 302
    client.post(f"{AT}activate", {"code": codes[0], "reference": "receipt 9"})
    assert "can be spent" in plain(text_of(client, at))
    with club_transaction(kav.id):
        assert sorted(Card.objects.values_list("state", "amount")) == [
            ("active", 10000),
            ("inactive", 0),
            ("inactive", 0),
        ]


def test_sheets_to_print_hold_the_codes(signed_in, kav):
    number = making.make_series(kav, making.NewSeries("ראש השנה", "100", 11, with_pin=True), SYSTEM)
    shown = signed_in("manager").post(f"{AT}series/{public_id('gfs', number)}/codes", {"kind": "pdf"})
    assert (shown.headers["Content-Type"], shown.content[:5]) == ("application/pdf", b"%PDF-")


def test_a_card_is_put_on_the_account_of_a_member(signed_in, kav):
    made = sold(kav)
    client = signed_in("cashier")
    assert client.post(f"{address(made)}/attach", {"member": "052-555-0000"}).status_code == 422
    client.post("/office/kav/members/add", {"phone": "052-555-0142"})
    client.post(f"{address(made)}/attach", {"member": "052-555-0142"})
    assert (row(kav, made.card).state, row(kav, made.card).ending) == ("dead", "attached")
