"""The room of coupons: pools, codes, giving out, setting aside, withdrawing, printing, and the page for the phone."""

import re

import pytest

from moadon.apps.clubs.types import SYSTEM
from moadon.apps.coupons.models import Code, Pool
from moadon.flows.coupons.links import link_of
from moadon.flows.till.late import submit_late
from moadon.flows.till.reading import read_receipt
from moadon.kernel.ids import public_id
from moadon.store import club_transaction
from tests.flows.shopkeeper import LINEAR, document
from tests.interfaces.office.shop_floor import FOR_EVER, THEN, open_floor, plain, reads, text_of

WELCOME = "promotions: [{id: w, when: {coupon: WELCOME}, get: {kind: amount, value: '25', on: basket}}]\n"
MADE = {
    "name": "Letters",
    "word": "WELCOME",
    "kind": "bulk",
    "count": "5",
    "alphabet": "letters",
    "length": "13",
    "uses": "1",
}


@pytest.fixture
def floor(kav):
    floor = open_floor(kav)
    floor.publish(document(LINEAR, wallets=FOR_EVER) + WELCOME)
    return floor


@pytest.fixture
def client(signed_in, floor):
    return signed_in()


@pytest.fixture
def pool(client, kav):
    """The address of a pool of five codes that was made on its page."""
    assert client.post("/office/kav/coupons/add", MADE).status_code == 302
    with club_transaction(kav.id):
        return f"/office/kav/coupons/{public_id('cpl', Pool.objects.get().pk)}/"


def codes(kav, **only):
    with club_transaction(kav.id):
        return list(Code.objects.filter(**only).order_by("id"))


def test_an_empty_room_says_what_a_pool_is(client):
    page = plain(text_of(client, "/office/kav/coupons/"))

    assert "A pool makes unique codes that open a coupon of a programme" in page


def test_a_pool_is_made_of_a_coupon_that_a_programme_has(client, kav, pool):
    page = plain(text_of(client, "/office/kav/coupons/"))
    assert "Letters" in page and "WELCOME" in page and "for whoever shows one" in page
    inside = plain(text_of(client, pool))
    assert "5 codes" in inside and all(f"{row.code[:4]}-{row.code[4:8]}" in inside for row in codes(kav))
    refused = client.post("/office/kav/coupons/add", MADE | {"length": "6", "word": "NOBODY"})
    assert refused.status_code == 422
    short = client.post("/office/kav/coupons/add", MADE | {"length": "6"})
    assert "Such codes could be guessed. Take at least 13 letters." in plain(short.content.decode())


def test_a_code_is_given_withdrawn_and_put_back(client, kav, pool, floor):
    noa = floor.join()
    refused = client.post(pool + "issue", {"members": "052-555-0142\n050-000-0000", "segment": ""})
    assert refused.status_code == 422
    told = client.post(pool + "issue", {"members": "052-555-0142", "segment": ""}, follow=True)
    assert "1 member got a code." in plain(told.content.decode())
    (row,) = codes(kav, state="issued")
    assert public_id("mbr", row.member_id) == noa
    gone = client.post(pool + "withdraw", {"code": row.code}, follow=True).content.decode()
    assert "1 code is withdrawn." in plain(gone) and codes(kav, state="withdrawn") == [row]
    undo = re.search(r"put-back\?at=[^\"&]+", gone)
    assert undo is not None
    assert client.post(pool + undo.group()).status_code == 302
    assert [one.state for one in codes(kav, pk=row.pk)] == ["issued"]


def test_a_pool_is_withdrawn_after_a_question_that_holds_the_number(client, kav, pool):
    assert "5 codes of this pool can still be used." in plain(text_of(client, pool + "withdraw"))
    client.post(pool + "withdraw", {"what": "pool"})
    assert "Put the pool back" in plain(text_of(client, pool))
    client.post(pool + "put-back")
    assert "Give out" in plain(text_of(client, pool))


def test_codes_are_set_aside_and_let_go(client, kav, pool):
    client.post(pool + "reserve", {"count": "2", "channel": "", "partner": "acme", "member": "", "until": ""})
    assert [row.aside for row in codes(kav, state="reserved")] == ["partner:acme"] * 2
    page = plain(text_of(client, pool + "?state=reserved&columns=code&columns=aside"))
    assert "acme" in page and "2 codes" in page
    client.post(pool + "reserve", {"release": "1"})
    assert codes(kav, state="reserved") == []


def test_codes_go_on_paper_and_into_a_file(client, kav, pool):
    page = text_of(client, pool + "sheet?count=3")
    assert page.count("<svg") >= 3 and page.count('class="mo-code-text') == 3
    rest = text_of(client, pool + f"sheet?count=3&after={codes(kav)[2].code}")
    assert rest.count('class="mo-code-text') == 2
    file = b"".join(client.get(pool + "?export=csv")).decode()
    assert all(row.code[:4] in file for row in codes(kav))
    sheets = client.get(pool + "sheet?count=3&format=pdf")
    assert (sheets.headers["Content-Type"], sheets.content[:5]) == ("application/pdf", b"%PDF-")


def test_codes_from_elsewhere_are_looked_at_before_they_come_in(client, kav, pool):
    new = {**MADE, "kind": "imported", "count": ""}
    assert client.post("/office/kav/coupons/add", new).status_code == 302
    with club_transaction(kav.id):
        at = f"/office/kav/coupons/{public_id('cpl', Pool.objects.get(kind='imported').pk)}/import"
    taken = codes(kav)[0].code
    text = f"code,valid_until\nPARTNER-1,\nPARTNER-1,\nab,\n{taken},\nPARTNER-2,soon\nPARTNER-3,2027-01-01\n"
    looked = client.post(at, {"codes": text})
    page = plain(looked.content.decode())
    assert "New: 2 · there already: 0 · refused: 4" in page and "Bring in 2 codes" in page
    assert [line for line, _, _ in looked.context["rows"]] and len(codes(kav)) == 5
    assert client.post(at, {"codes": looked.context["text"], "do": "1"}).status_code == 302
    assert {row.code for row in codes(kav)} >= {"PARTNER1", "PARTNER3"} and len(codes(kav)) == 7
    assert "New: 0 · there already: 1" in plain(client.post(at, {"codes": "partner 1"}).content.decode())
    assert client.post(at, {"codes": " "}).status_code == 422


def test_while_codes_are_made_the_page_says_how_far(client, kav, pool):
    with club_transaction(kav.id):
        Pool.objects.update(to_make=15)
    assert client.get(pool).context["ruler"].fill == 25
    assert "15 still being made" in plain(client.get(f"{pool}making").content.decode())
    with club_transaction(kav.id):
        Pool.objects.update(to_make=0)
    done = client.get(f"{pool}making").content.decode()
    assert "All codes are made." in done and "hx-get" not in done


def test_what_a_code_was_used_on_stands_with_it(client, kav, pool, floor):
    code = codes(kav)[0]
    sale = floor.sells("100", coupons=[code.code])
    page = plain(text_of(client, f"/office/kav/coupons/code/{public_id('cpn', code.pk)}"))
    assert f"receipt {sale['number']}" in page.replace("\u2068", "").replace("\u2069", "") and "₪25" in page
    assert "₪25" in plain(text_of(client, pool + "uses"))


def test_a_receipt_says_that_an_offline_till_gave_its_coupon_again(client, kav, pool, floor):
    code = codes(kav)[0].code
    floor.sells("120", coupons=[code])
    paid = floor.basket("120", coupons=[code], payments=[{"kind": "cash", "amount": "95.00"}], at=THEN.isoformat())
    (stands,) = submit_late(kav, [read_receipt(paid, kav)._replace(late=True)], SYSTEM)
    page = plain(text_of(client, f"/office/kav/receipts/{public_id('rcp', stands.receipt_id)}"))
    assert f"An offline till gave the coupon {code}, though its code had been used" in page


def test_a_cashier_checks_a_code_and_cannot_list_them(signed_in, kav, pool):
    code = codes(kav)[0].code
    cashier = signed_in("cashier", "lea")
    told = plain(cashier.post("/office/kav/coupons/look-up", {"code": code.lower()}).content.decode())
    assert "₪25 off the whole basket, with a coupon" in told and "free" in told
    wrong = cashier.post("/office/kav/coupons/look-up", {"code": "ABCD"})
    assert wrong.status_code == 422 and "There is no such code" in plain(wrong.content.decode())
    assert cashier.get(pool).status_code == 403
    for _ in range(30):
        cashier.post("/office/kav/coupons/look-up", {"code": "ABCD"})
    assert "Too many codes that are none" in plain(
        cashier.post("/office/kav/coupons/look-up", {"code": code}).content.decode()
    )


def test_who_sees_figures_alone_sees_no_code(signed_in, kav, pool):
    page = text_of(signed_in("analyst", "ana"), pool)
    assert "taken off receipts" in plain(page)
    assert not any(row.code[:4] in page for row in codes(kav)) and "WELCOME" not in page


@pytest.mark.parametrize(("language", "says"), [("en", "Show this at the till."), ("he", "להציג"), ("fa", "نشان دهید")])
def test_the_page_for_the_phone_speaks_its_member_s_language_and_names_nobody(client, kav, pool, floor, language, says):
    floor.join(first_name="Noa", language=language)
    client.post(pool + "issue", {"members": "052-555-0142", "segment": ""})
    (row,) = codes(kav, state="issued")
    client.logout()
    answer = client.get(f"/coupon/{link_of(kav.id, row.pk)}")
    page = answer.content.decode()
    assert answer.status_code == 200 and f'lang="{language}"' in page and says in page
    assert "Noa" not in page and "0142" not in page and public_id("mbr", row.member_id) not in page
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_link_cannot_be_made_up(client, kav, north, pool):
    first, second = codes(kav)[:2]
    good = link_of(kav.id, first.pk)
    forged = [
        good[:-1] + ("a" if good[-1] != "a" else "b"),
        link_of(kav.id, second.pk)[:26] + good[26:],
        good[:20],
        "א" * 52,
    ]
    assert [client.get(f"/coupon/{link}").status_code for link in (*forged, link_of(north.id, first.pk))] == [404] * 5


def test_a_code_that_was_used_shows_no_qr(client, kav, pool, floor):
    row = codes(kav)[0]
    floor.sells("100", coupons=[row.code])
    page = text_of(client, f"/coupon/{link_of(kav.id, row.pk)}")
    assert "This code works no more." in page and row.code not in page and "<svg" not in page


def test_the_room_reads_in_every_language(client, pool):
    for language, word in (("he", "קופונים"), ("fa", "کوپن‌ها")):
        reads(client, language)
        assert word in text_of(client, "/office/kav/coupons/")
        assert text_of(client, pool)
