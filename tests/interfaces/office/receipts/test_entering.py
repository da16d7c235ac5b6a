"""A receipt entered by hand: quoted while it is typed, refused beside its fields, committed like any other."""

import re

import pytest

from moadon.apps.audit.queries import deeds
from moadon.apps.receipts.models import Receipt
from moadon.store import club_transaction
from tests.flows.cards.keeping import left, sell
from tests.flows.shopkeeper import LINEAR, POINTS, document
from tests.interfaces.office.shop_floor import FOR_EVER, plain, reads, text_of

ENTER = "/office/kav/receipts/enter"
HEAD = {"number": "H1", "day": "2026-10-10", "time": "17:20", "branch": "tlv", "employee": "e1", "till": "T9"}


def line(number: int, **texts: str) -> dict[str, str]:
    return {f"line.{number}.{name}": text for name, text in texts.items()}


@pytest.fixture
def noa(floor):
    floor.publish(document(LINEAR, POINTS, wallets=FOR_EVER))
    return floor.join("052-555-0142", first_name="Noa", last_name="Levi")


def test_the_quote_follows_what_is_typed_and_changes_nothing(floor, noa, signed_in):
    typed = {**HEAD, "member": "052-555-0142", **line(1, sku="JEANS", quantity="2", unit_price="149.90", discount="10")}

    page = plain(signed_in("cashier").post(ENTER, typed).content.decode())

    assert "Noa Levi" in page
    assert "2 × JEANS ₪289.80" in page
    assert "To pay ₪289.80" in page
    assert "+₪20.00" in page and "2 full steps of ₪100" in page
    assert "Enter the receipt of ₪289.80" in page
    with club_transaction(floor.club.id):
        assert not Receipt.objects.exists()


def test_a_receipt_is_entered_and_earns(floor, noa, signed_in):
    typed = {**HEAD, "member": "052-555-0142", **line(1, sku="JEANS", quantity="2", unit_price="149.90"), "do": "1"}
    cashier = signed_in("cashier")

    answer = cashier.post(ENTER, typed)
    again = cashier.post(ENTER, typed)

    assert answer.status_code == 302 and answer["Location"] == again["Location"]
    assert floor.balance(noa) == (2000, 0, 0)
    with club_transaction(floor.club.id):
        receipt = Receipt.objects.get()
        done = deeds(floor.club.id).filter(action="receipt.entered").count()
    assert (receipt.number, receipt.at.isoformat(), receipt.total, done) == (
        "H1",
        "2026-10-10T14:20:00+00:00",
        29980,
        1,
    )
    floor.check_books()


def test_value_of_the_club_pays_a_part(floor, noa, signed_in):
    floor.sells("200", member=noa)
    typed = {**HEAD, "member": "0525550142", **line(1, sku="CAP", unit_price="50"), "redeem.credit": "20"}
    dana = signed_in()

    page = plain(dana.post(ENTER, typed).content.decode())
    assert "Credit to spend ₪20.00" in page and "To pay ₪30.00" in page

    dana.post(ENTER, {**typed, "do": "1"})
    assert floor.balance(noa) == (0, 0, 0)


def test_the_catalogue_knows_name_and_price(floor, noa, signed_in):
    from moadon.apps.catalogue import actions as catalogue
    from moadon.apps.catalogue.types import NewProduct
    from moadon.apps.clubs.types import SYSTEM

    catalogue.add_product(club=floor.club, new=NewProduct("YARN", "Cotton yarn", unit_price=199000), actor=SYSTEM)
    dana = signed_in()

    page = plain(dana.post(ENTER, {**HEAD, **line(1, sku="YARN", quantity="3")}).content.decode())

    assert "3 × Cotton yarn ₪59.70" in page
    offered = dana.get(f"{ENTER}/goods", {"line.1.sku": "ya"}).content.decode()
    assert '<option value="YARN">Cotton yarn</option>' in offered


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (line(1, sku="CAP", unit_price="12.34567"), "too many decimals"),
        (line(1, sku="CAP", unit_price="NaN"), "is not a plain number"),
        (line(1, sku="CAP", quantity="0", unit_price="5"), "more than 0"),
        (line(1, sku="CAP"), "This field is needed"),
        (line(1, sku="CAP", unit_price="5", discount="6"), "more than the line costs"),
        (
            {**line(1, sku="CAP", unit_price="50"), "member": "052-555-0142", "redeem.credit": "20"},
            "₪0.00 can be spent",
        ),
        ({**line(1, sku="CAP", unit_price="50"), "member": "052-555-0199"}, "Nobody in the club is known by this"),
        ({**line(1, sku="CAP", unit_price="50"), "time": "25:00"}, "Write the time like 17:20"),
        ({**line(1, sku="CAP", unit_price="50"), "day": "2126-10-10"}, "ahead"),
        ({**line(1, sku="CAP", unit_price="50"), "number": ""}, "This field is required"),
        ({}, "At least one line is needed"),
    ],
)
def test_refusals_stand_at_their_fields_and_keep_what_was_typed(floor, noa, signed_in, typed, words):
    answer = signed_in().post(ENTER, {**HEAD, **typed, "do": "1"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in plain(page)
    if "line.1.sku" in typed:
        assert 'value="CAP"' in page
    with club_transaction(floor.club.id):
        assert not Receipt.objects.exists()


def test_nothing_is_refused_while_one_is_still_typing(floor, noa, signed_in):
    answer = signed_in().post(ENTER, {**line(1, sku="CAP"), "number": ""})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "aria-invalid" not in page
    assert "Line 1: This field is needed" in plain(page)


def test_another_receipt_of_that_number_is_refused_at_the_number(floor, noa, signed_in):
    dana = signed_in()
    dana.post(ENTER, {**HEAD, **line(1, sku="CAP", unit_price="5"), "do": "1"})

    answer = dana.post(ENTER, {**HEAD, **line(1, sku="CAP", unit_price="6"), "do": "1"})

    assert answer.status_code == 422
    assert re.search(r'id="id_number_error".*another receipt with this number', answer.content.decode(), re.DOTALL)


def test_more_lines_keep_what_was_typed(floor, noa, signed_in):
    page = signed_in().post(ENTER, {**HEAD, **line(1, sku="CAP"), **line(2, sku="HAT"), **line(3, sku=""), "more": "1"})

    text = page.content.decode()
    assert 'name="line.6.sku"' in text and 'value="HAT"' in text


def test_a_member_is_filled_in_from_their_page(floor, noa, signed_in):
    assert 'value="052-555-0142"' in text_of(signed_in(), f"{ENTER}?member={noa}")
    assert text_of(signed_in(name="gal"), f"{ENTER}?member=mbr_nonsense")


def test_a_persian_reader_types_in_their_own_digits(floor, noa, signed_in):
    dana = signed_in()
    reads(dana, "fa")
    typed = {**HEAD, "day": "۱۴۰۵/۰۷/۱۸", "time": "۱۷:۲۰", "member": "۰۵۲۵۵۵۰۱۴۲", "do": "1"}

    answer = dana.post(ENTER, {**typed, **line(1, sku="CAP", quantity="۲", unit_price="۱۴۹٫۹۰")})

    assert answer.status_code == 302
    with club_transaction(floor.club.id):
        receipt = Receipt.objects.get()
    assert (receipt.at.isoformat(), receipt.total) == ("2026-10-10T14:20:00+00:00", 29980)


def test_who_may_enter(floor, noa, north, signed_in, client):
    assert client.get(ENTER).status_code == 302
    assert signed_in("analyst", "anna").get(ENTER).status_code == 403
    assert signed_in(name="nora", clubs=(north,)).get(ENTER).status_code == 404


def test_who_works_in_one_branch_enters_there(floor, noa, signed_in):
    from moadon.apps.clubs.models import Membership
    from moadon.apps.clubs.queries import branches

    gal = signed_in("cashier", "gal")
    with club_transaction(floor.club.id):
        Membership.objects.update(branch=branches(floor.club).get(code="jfa"))

    page = text_of(gal, ENTER)
    assert "Jaffa" in page and "Tel Aviv" not in page
    refused = gal.post(ENTER, {**HEAD, **line(1, sku="CAP", unit_price="5"), "do": "1"})
    assert refused.status_code == 422


def test_the_quote_tells_in_full_why_and_why_not(floor, signed_in):
    floor.publish(
        document(LINEAR, POINTS, wallets=FOR_EVER)
        + "promotions:\n"
        + "".join(
            f"  - {{id: off-{n}, items: {{sku: [S{n}]}}, get: {{kind: percent, value: '0.1'}}}}\n" for n in range(3)
        )
    )
    typed = {**HEAD, **line(1, sku="S0", quantity="1", unit_price="50")}

    page = signed_in("cashier").post(ENTER, typed).content.decode()

    why = page[page.index('class="mo-why"') :]
    assert why.index("<bdi>off-0</bdi>") < why.index("2</span> others, whose goods are not here") < why.index("off-2")
    assert why.count("<details>") == why.count("<summary>") >= 4
    assert '<span class="visually-hidden">Does not hold:</span>' in why
    assert "For members only." in plain(why)


def test_a_gift_card_is_looked_up_and_pays_a_part(floor, noa, signed_in):
    card = sell(floor, "50", pin="4711")
    typed = {**HEAD, **line(1, sku="JEANS", quantity="1", unit_price="30")}
    cashier = signed_in("cashier")
    half = cashier.post(ENTER, {**typed, "card.code": card.code, "card.pin": "9999"}).content.decode()
    assert "To pay ₪30.00" in plain(half) and 'name="card.1.code"' not in half
    wrong = plain(
        cashier.post(ENTER, {**typed, "card.code": card.code, "card.pin": "9999", "look": "1"}).content.decode()
    )
    assert "No gift card opens with this code and PIN" in wrong

    seen = cashier.post(
        ENTER, {**typed, "card.code": card.code.lower(), "card.pin": "4711", "look": "1"}
    ).content.decode()

    assert "on which 50.00 is left" in plain(seen) and "Paid from Gift card −₪30.00" in plain(seen)
    kept = dict(re.findall(r'name="(card\.1\.\w+)" value="([^"]*)"', seen))
    assert kept["card.1.amount"] == "30.00"
    much = plain(cashier.post(ENTER, {**typed, **kept, "card.1.amount": "60", "do": "1"}).content.decode())
    assert "₪50.00" in much and "What it brings" in much
    done = cashier.post(ENTER, {**typed, **kept, "card.1.amount": "20", "do": "1"}, follow=True)
    told = plain(done.content.decode())
    assert "Receipt H1 is entered. ₪30.00 is left on the gift card." in told
    assert left(floor, card.card) == 3000
    floor.check_books()
