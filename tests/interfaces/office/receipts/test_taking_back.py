"""Goods taken back and receipts cancelled from the page: seen first, done once, in the log."""

import re

import pytest

from moadon.apps.audit.queries import deeds
from moadon.apps.receipts.models import Receipt
from moadon.kernel.ids import row_id
from moadon.store import club_transaction
from tests.flows.shopkeeper import LINEAR, POINTS, document
from tests.interfaces.office.shop_floor import FOR_EVER, plain, reads, text_of


@pytest.fixture
def noa(floor):
    floor.publish(document(LINEAR, POINTS, wallets=FOR_EVER))
    return floor.join("052-555-0142", first_name="Noa")


@pytest.fixture
def sale(floor, noa):
    return floor.sells("149.90", "149.90", member=noa, number="A1")


def where(receipt: dict[str, object], more: str = "") -> str:
    return f"/office/kav/receipts/{receipt['id']}{more}"


def hidden(page: str) -> dict[str, str]:
    """What the page carries along."""
    found = re.findall(r'<input type="hidden" name="(at|seen)" value="([^"]*)"', page)
    number = re.search(r'name="number" value="([^"]*)"', page)
    return {**dict(found), "number": number[1] if number else ""}


def state(floor, receipt: dict[str, object]) -> str:
    with club_transaction(floor.club.id):
        return str(Receipt.objects.get(id=row_id("rcp", receipt["id"])).state)


def test_what_it_would_do_is_shown_and_nothing_happens(floor, noa, sale, signed_in):
    dana = signed_in()

    page = dana.post(where(sale, "/return"), {"back.1": "1", "number": "R-A1"}).content.decode()

    told = plain(page)
    assert "Handed back ₪149.90" in told
    assert "Taken back: return R-A1 of receipt A1" in told
    assert "−₪10.00" in told and "−150 points" in told
    assert "Take back, hand out ₪149.90" in told
    assert floor.balance(noa) == (2000, 0, 0)
    assert state(floor, sale) == "whole"
    with club_transaction(floor.club.id):
        assert not deeds(floor.club.id).filter(action__startswith="receipt.").exists()
    floor.check_books()


def test_then_it_is_done_once_even_when_sent_twice(floor, noa, sale, signed_in):
    dana = signed_in("cashier")
    seen = hidden(dana.post(where(sale, "/return"), {"back.1": "1", "number": "R-A1"}).content.decode())
    sent = {"back.1": "1", "do": "1", **seen}

    first = dana.post(where(sale, "/return"), sent)
    again = dana.post(where(sale, "/return"), sent)

    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"]
    assert floor.balance(noa) == (1000, 0, 0)
    assert state(floor, sale) == "part_returned"
    with club_transaction(floor.club.id):
        done = list(deeds(floor.club.id).filter(action="receipt.returned"))
    assert [(deed.actor_name, deed.subject) for deed in done] == [("dana", first["Location"].rsplit("/", 1)[1])]
    floor.check_books()


def test_what_changed_since_it_was_seen_is_shown_again_first(floor, noa, sale, signed_in):
    dana = signed_in()
    seen = hidden(dana.post(where(sale, "/return"), {"back.1": "1", "number": "R-A1"}).content.decode())
    floor.sells("60", member=noa, redeem=[{"wallet": "credit", "amount": "20.00"}])

    page = dana.post(where(sale, "/return"), {"back.1": "1", "do": "1", **seen})

    assert page.status_code == 200
    assert "of it had been spent already and is owed" in plain(page.content.decode())
    assert state(floor, sale) == "whole"


def test_everything_that_is_left_in_one_press(floor, sale, signed_in):
    floor.takes_back(sale, ("1", "1"))
    dana = signed_in()

    page = text_of(dana, where(sale, "/return?all=1"))

    assert "all is back" in page
    assert 'name="back.1"' not in page and 'value="1"' in page
    assert hidden(page)["number"] == "R-A1-2"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"back.1": "2"}, "only 1 can still come back"),
        ({"back.1": "two"}, "is not a plain number"),
        ({"back.1": "-1"}, "more than 0"),
        ({"back.1": "0.0001"}, "too many decimals"),
        ({"back.1": "1", "number": ""}, "a number of its own"),
        ({}, "Nothing is picked"),
        ({"less.1": "149.91"}, "Line 1 still costs ₪149.90"),
        ({"less.1": "-3"}, "more than 0"),
        ({"less.1": "3.001"}, "At most 2 digits after the point"),
        ({"less.2": "ten"}, "S2: Write a number"),
        ({"back.1": "1", "less.1": "3"}, "S1: Give either the quantity that comes back or the amount"),
    ],
)
def test_refusals_stand_beside_what_they_are_about(floor, sale, signed_in, typed, words):
    answer = signed_in().post(where(sale, "/return"), {"number": "R-A1", "do": "1", **typed})

    assert answer.status_code == 422
    assert words in plain(answer.content.decode())
    assert state(floor, sale) == "whole"


def test_digits_of_any_script_are_taken(floor, sale, signed_in):
    page = signed_in().post(where(sale, "/return"), {"back.1": "۱", "number": "R-A1"}).content.decode()

    assert "Handed back ₪149.90" in plain(page)


def test_a_number_that_was_used_is_refused_at_its_field(floor, sale, signed_in):
    floor.takes_back(sale, ("1", "1"), number="R-A1", at="2026-10-10T12:00:00+03:00")
    page = signed_in().post(
        where(sale, "/return"), {"back.2": "1", "number": "R-A1", "at": "2026-10-10T12:00:00+03:00"}
    )

    assert page.status_code in (200, 422)


def test_a_cancellation_asks_with_the_figures_and_then_undoes_everything(floor, noa, sale, signed_in):
    dana = signed_in("manager")

    question = plain(text_of(dana, where(sale, "/cancel")))
    assert "Cancel receipt A1 and hand back ₪299.80?" in question
    assert "It cannot be undone" in question and "−₪20.00" in question
    assert state(floor, sale) == "whole"

    answer = dana.post(where(sale, "/cancel"), follow=True)

    assert "Receipt A1 is cancelled" in plain(answer.content.decode())
    assert state(floor, sale) == "cancelled"
    assert floor.balance(noa) == (0, 0, 0)
    with club_transaction(floor.club.id):
        assert deeds(floor.club.id).filter(action="receipt.cancelled").count() == 1
    floor.check_books()


def test_what_is_cancelled_or_part_returned_is_not_cancelled_again(floor, sale, signed_in):
    dana = signed_in()
    dana.post(where(sale, "/cancel"))

    assert dana.get(where(sale, "/cancel")).status_code == 302
    assert dana.post(where(sale, "/cancel")).status_code == 302
    assert dana.get(where(sale, "/return")).status_code == 302
    with club_transaction(floor.club.id):
        assert Receipt.objects.filter(kind="cancel").count() == 1


@pytest.mark.parametrize("path", ["/return", "/cancel"])
def test_an_analyst_takes_nothing_back(floor, sale, signed_in, path):
    anna = signed_in("analyst")

    assert anna.get(where(sale, path)).status_code == 403
    assert anna.post(where(sale, path), {"back.1": "1", "do": "1"}).status_code == 403


@pytest.mark.parametrize("path", ["/return", "/cancel"])
def test_another_clubs_people_take_nothing_back_here(floor, sale, north, signed_in, path):
    nora = signed_in(name="nora", clubs=(north,))

    assert nora.post(where(sale, path), {"back.1": "1", "do": "1"}).status_code == 404
    assert nora.post(where(sale, path).replace("kav", "north"), {"back.1": "1", "do": "1"}).status_code == 404
    assert state(floor, sale) == "whole"


def test_money_given_back_for_goods_that_stay_is_said_on_both_receipts(floor, noa, sale, signed_in):
    back = floor.bring_back(sale["id"], [{"line": "1", "amount": "12.50"}], number="R-A1", at=floor.now.isoformat())
    dana = signed_in()
    sold, less = (plain(dana.get(where(one)).content.decode()) for one in (sale, back))
    assert "₪12.50 given back, the goods stay" in sold and "1 came back" not in sold
    assert "stays, money was given back for it" in less
    assert "Handed back ₪12.50" in less


@pytest.mark.parametrize("typed", ["12.50", "۱۲٫۵۰"])
def test_money_back_for_goods_that_stay_is_seen_first_and_then_booked(floor, noa, sale, signed_in, typed):
    dana = signed_in("cashier")

    page = dana.post(where(sale, "/return"), {"less.1": typed, "number": "R-A1"}).content.decode()
    told = plain(page)
    assert "Handed back ₪12.50" in told and "Hand out ₪12.50" in told and "Take back, hand out" not in told
    assert state(floor, sale) == "whole"
    done = dana.post(where(sale, "/return"), {"less.1": typed, "do": "1", **hidden(page)}, follow=True)

    assert "stays, money was given back for it" in plain(done.content.decode())
    again = plain(text_of(dana, where(sale, "/return")))
    assert "1 1 ₪137.40" in again and "1 1 ₪149.90" in again
    floor.check_books()


def test_goods_of_one_line_and_money_for_another_are_one_return(floor, noa, sale, signed_in):
    dana = signed_in()
    page = dana.post(where(sale, "/return"), {"back.1": "1", "less.2": "9.90", "number": "R-A1"}).content.decode()
    assert "Take back, hand out ₪159.80" in plain(page)
    dana.post(where(sale, "/return"), {"back.1": "1", "less.2": "9.90", "do": "1", **hidden(page)})

    left = text_of(dana, where(sale, "/return"))
    assert 'name="back.1"' not in left and 'name="less.1"' not in left
    assert "all is back" in left and "nothing left" in left
    assert 'name="less.2"' in left and "₪140.00" in plain(left)
    floor.check_books()


def test_a_line_that_was_paid_back_in_full_takes_goods_only(floor, sale, signed_in):
    floor.bring_back(sale["id"], [{"line": "1", "amount": "149.90"}], number="R-A1", at=floor.now.isoformat())
    left = text_of(signed_in(), where(sale, "/return"))
    assert 'name="back.1"' in left and 'name="less.1"' not in left


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("he", ("יש לציין כמות שמוחזרת או סכום זיכוי", "זיכוי, המוצר נשאר")),
        ("fa", ("یا تعداد کالای برگشتی را بنویسید", "بازپرداخت، کالا می‌ماند")),
    ],
)
def test_the_page_speaks_the_readers_language(floor, sale, signed_in, language, words):
    dana = signed_in()
    reads(dana, language)
    page = plain(dana.post(where(sale, "/return"), {"back.1": "1", "less.1": "3", "do": "1"}).content.decode())
    assert all(part in page for part in words)
