"""One receipt: what was bought, how it was paid, what it did and why, what came back."""

import re

import pytest

from moadon.kernel.ids import public_id
from tests.flows.shopkeeper import LINEAR, MONTHLY, POINTS, document
from tests.interfaces.office.shop_floor import FOR_EVER, plain, reads, statements, text_of

SUNDAYS = "{id: sundays, type: per_amount, amount: '1', give: '1', wallet: points, when: {weekday: [sun]}}"


def where(receipt: dict[str, object], more: str = "") -> str:
    return f"/office/kav/receipts/{receipt['id']}{more}"


@pytest.fixture
def noa(floor):
    floor.publish(document(LINEAR, POINTS, MONTHLY, SUNDAYS, wallets=FOR_EVER))
    return floor.join("052-555-0142", first_name="Noa", last_name="Levi")


def reasons(page: str) -> list[tuple[str, str]]:
    """The reason tree: kind and what it says."""
    tree = re.search(r'<ol class="mo-tree">(.*?)</ol>', page, re.DOTALL)
    found = re.findall(r'<li class="(yes|near|no)">(.*?)</li>\s*(?=<li class="|$)', tree[1] if tree else "", re.DOTALL)
    return [(kind, plain(told)) for kind, told in found]


def test_head_lines_and_payments(floor, noa, signed_in):
    lines = [
        {"id": "1", "sku": "JEANS", "name": "Jeans", "quantity": "2", "unit_price": "149.90", "tax_rate": "0.18"},
        {"id": "2", "sku": "OLIVES", "name": "Olives", "quantity": "0.350", "unit_price": "39.95", "discount": "3.00"},
    ]
    sale = floor.sells(
        member=noa, number="10042", lines=lines, employee="e1", payments=[{"kind": "card", "amount": "310.78"}]
    )

    page = plain(text_of(signed_in(), where(sale)))

    assert "Receipt 10042" in page and "paid" in page
    assert "Tel Aviv" in page and "till T1" in page and "Ron" in page and "Noa Levi" in page
    assert re.search(r"Jeans JEANS 2 ₪149\.90 0 18% ₪299\.80", page)
    assert re.search(r"Olives OLIVES 0\.35 ₪39\.95 −₪3\.00 0% ₪10\.98", page)
    assert "Card ₪310.78" in page


def test_the_reason_tree_says_what_applied_what_was_near_and_what_did_not(floor, noa, signed_in):
    sale = floor.sells("299.80", member=noa)

    told = reasons(text_of(signed_in(), where(sale)))

    kinds = [kind for kind, _ in told]
    assert kinds == ["yes", "yes", "yes", "near", "near", "no"]
    assert "+₪20.00" in told[0][1] and "2 full steps of ₪100" in told[0][1]
    assert "Rule base, version 1" in told[0][1] and "Can be spent without end" in told[0][1]
    assert "₪299.80 for October 2026 so far" in told[2][1]
    assert any("₪0.20 more gives ₪10.00" in words for kind, words in told if kind == "near")
    assert "Holds on Sunday; this is Saturday" in told[5][1]


@pytest.mark.parametrize(
    ("language", "near", "no"),
    [
        ("he", "עוד ₪0.20 מזכים", "תקף ביום ראשון; הקנייה הזאת בשבת"),
        ("fa", "۰٫۲۰ شِکِل", "یکشنبه"),
    ],
)
def test_reasons_are_told_again_in_the_readers_language(floor, noa, signed_in, language, near, no):
    sale = floor.sells("299.80", member=noa)
    dana = signed_in()
    reads(dana, language)

    told = dict.fromkeys(("yes", "near", "no"), "")
    for kind, words in reasons(text_of(dana, where(sale))):
        told[kind] += words

    assert near in told["near"].replace("\xa0", " ")
    assert no in told["no"]


def test_what_was_spent_names_its_lots(floor, noa, signed_in):
    floor.sells("100", member=noa)
    sale = floor.sells("60", member=noa, redeem=[{"wallet": "credit", "amount": "10.00"}])

    page = plain(text_of(signed_in(), where(sale)))

    assert "₪10.00 paid from Credit" in page
    assert "What ends first is spent first: ₪10.00 given on 10 Oct 2026" in page
    assert "Paid from Credit −₪10.00" in page


def test_a_sale_shows_what_came_back_and_a_return_what_it_took(floor, noa, signed_in):
    sale = floor.sells("149.90", "149.90", member=noa)
    back = floor.takes_back(sale, ("1", "1"))
    dana = signed_in()

    page = text_of(dana, where(sale))
    assert f'href="{where(back)}"' in page
    assert "part returned" in page and "1 came back" in plain(page)
    page = plain(text_of(dana, where(back)))
    assert f"Return {back['number']}" in page and "Handed back ₪149.90" in page
    assert f"Taken back: return {back['number']} of receipt {sale['number']}" in page
    assert "−₪10.00" in page


def test_a_return_shows_what_was_given_back(floor, noa, signed_in):
    floor.sells("100", member=noa)
    sale = floor.sells(
        "60", member=noa, redeem=[{"wallet": "credit", "amount": "10.00"}], at="2026-10-10T12:10:00+03:00"
    )
    back = floor.takes_back(sale, at="2026-10-10T12:20:00+03:00")

    page = plain(text_of(signed_in(), where(back)))

    assert f"Given back: goods of receipt {sale['number']} came back" in page
    assert "Was paid with the club’s own value −₪10.00" in page
    assert "Handed back ₪50.00" in page


def test_a_receipt_of_nobody_says_that_nothing_was_earned(floor, noa, signed_in):
    page = plain(text_of(signed_in(), where(floor.sells("64.80"))))

    assert "not a member" in page
    assert "Nobody was named at the till" in page


@pytest.mark.parametrize(("role", "takes_back"), [("owner", True), ("cashier", True), ("analyst", False)])
def test_who_is_offered_to_take_goods_back(floor, noa, signed_in, role, takes_back):
    sale = floor.sells("100", member=noa)

    page = text_of(signed_in(role), where(sale))

    assert (where(sale, "/return") in page) is takes_back
    assert (where(sale, "/cancel") in page) is takes_back


def test_another_clubs_receipt_is_as_unknown_as_one_that_never_was(floor, noa, north, signed_in, client):
    sale = floor.sells("100", member=noa)
    nora = signed_in(name="nora", clubs=(north,))

    assert client.get(where(sale)).status_code == 302
    for path in ("", "/return", "/cancel"):
        assert nora.get(where(sale, path)).status_code == 404
        assert nora.get(where(sale, path).replace("kav", "north")).status_code == 404
        assert nora.get(f"/office/north/receipts/{public_id('rcp', 99999)}{path}").status_code == 404
    assert nora.get("/office/north/receipts/rcp_nonsense").status_code == 404


def test_the_number_of_statements_is_the_same_for_one_line_and_for_many(floor, noa, signed_in):
    small, large = floor.sells("10", member=noa), floor.sells(*["10"] * 30, member=noa)
    dana = signed_in()
    dana.get(where(small))
    with statements() as few:
        dana.get(where(small))
    with statements() as many:
        dana.get(where(large))

    assert len(many) == len(few)


def test_why_in_full_with_the_numbers_of_its_moment(floor, noa, signed_in):
    floor.sells("130", member=noa)
    sale = floor.sells("250", member=noa)
    floor.sells("900", member=noa)
    page = text_of(signed_in(), where(sale))

    tree = page[page.index('id="whys"') :]
    assert "<details" in tree
    assert "₪130.00 had counted before" in plain(tree) and "₪250.00 of the basket counts" in plain(tree)
    assert "₪900" not in plain(tree)


def test_a_receipt_of_nobody_says_why_in_full_too(floor, noa, signed_in):
    page = text_of(signed_in(), where(floor.sells("64.80")))
    assert "For members only" in plain(page[page.index('id="whys"') :])


@pytest.mark.parametrize(("others", "whole"), [(3, True), (21, False)])
def test_of_very_many_that_are_not_touched_only_the_names_are_told(floor, noa, signed_in, others, whole):
    promotions = "".join(
        f"  - {{id: p{n}, items: {{sku: [X{n}]}}, get: {{kind: percent, value: '0.10'}}}}\n" for n in range(others)
    )
    floor.publish(document(LINEAR, wallets=FOR_EVER) + f"promotions:\n{promotions}")
    page = text_of(signed_in(), where(floor.sells("60", member=noa)))

    tree = page[page.index('id="whys"') :]
    assert f"{others} others, whose goods are not here" in plain(tree)
    assert plain(tree).count("None of its goods is in this basket") == (others if whole else 0)
    assert all(f"p{n}" in plain(tree) for n in range(others))
