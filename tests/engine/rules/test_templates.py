"""The ready programmes: faultless in every currency, with baskets that a club manager can check by hand."""

from datetime import date
from functools import lru_cache
from typing import Any

import pytest

from moadon.engine.rules import Buyer, Programme, Redemption, check, compile_programme, evaluate, explain, parse
from moadon.engine.rules.document import Document
from moadon.engine.rules.reading import read_document
from moadon.engine.rules.templates import document_for, template, templates, written
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import LANGUAGES
from moadon.kernel.shapes import Shapes
from tests.engine.shop import TEL_AVIV, Member, basket, line, minor

NAMES = ["fashion", "supermarket", "crafts", "cafe", "pharmacy", "restaurant", "tiers", "paid-club"]
CURRENCIES = ["ILS", "EUR", "USD", "IRR"]
SUNDAY, TUESDAY, MONDAY_LATE = "2026-11-22 10:15", "2026-11-24 09:00", "2026-11-23 18:30"


@lru_cache
def club(name: str) -> Programme:
    """A template, compiled for a club in shekels. What may not be published yet is compiled all the same."""
    return compile_programme(Document.model_validate(document_for(name, "ILS", "club")), TEL_AVIV)


def goods(text: str) -> list[Any]:
    """Lines such as `2*shirts@50`: two units of a sku of that category at 50 each."""
    found = []
    for n, one in enumerate(text.split(), 1):
        count, _, rest = one.rpartition("*")
        name, _, price = rest.partition("@")
        total = f"{float(price) * int(count or 1):.2f}"
        found.append(line(total, name, name, number=str(n), units=count or "1"))
    return found


def outcome(name: str, text: str, when: str, who: dict[str, Any] | None, **more: Any) -> tuple[str, dict[str, int]]:
    """What is to be paid, and what each wallet gets, in its smallest units."""
    what = basket(when, *goods(text))._replace(**more)
    told = evaluate(club(name), what, None if who is None else Buyer({}, **who))
    given: dict[str, int] = {}
    for earning in told.earnings:
        if earning.amount:
            given[earning.wallet] = given.get(earning.wallet, 0) + earning.amount
    return f"{told.to_pay // 100}.{told.to_pay % 100:02}", given


BORN = {"birth": date(1990, 11, 24)}
GOLD, SILVER, PREMIUM = ({"levels": {"main": "gold"}}, {"levels": {"main": "silver"}}, {"levels": {"card": "premium"}})


@pytest.mark.parametrize(
    ("name", "text", "when", "who", "pays", "earned"),
    [
        # Ten for every full hundred of what is paid; gift cards do not count.
        ("fashion", "coats@250", SUNDAY, {}, "250.00", {"credit": 2000}),
        ("fashion", "coats@250", SUNDAY, None, "250.00", {}),
        ("fashion", "coats@250 gift-cards@500", SUNDAY, {}, "750.00", {"credit": 2000}),
        # The second shirt at half its price, for members; of 100 and 80 the cheaper one.
        ("fashion", "shirts@100 knitwear@80", SUNDAY, {}, "140.00", {"credit": 1000}),
        ("fashion", "shirts@100 knitwear@80", SUNDAY, None, "180.00", {}),
        # Shirt and trousers are 15% off together; with two shirts the half price (40) beats the outfit (15% of 300).
        ("fashion", "shirts@100 trousers@200", SUNDAY, {}, "255.00", {"credit": 2000}),
        ("fashion", "shirts@100 shirts@80 trousers@80", SUNDAY, {}, "220.00", {"credit": 2000}),
        # 15% around the birthday, at most 200; otherwise 40 off a first purchase from 200.
        ("fashion", "coats@1000", SUNDAY, BORN, "850.00", {"credit": 8000}),
        ("fashion", "coats@2000", SUNDAY, BORN, "1800.00", {"credit": 18000}),
        ("fashion", "coats@240", SUNDAY, {"first_purchase": True}, "200.00", {"credit": 2000}),
        ("fashion", "coats@199", SUNDAY, {"first_purchase": True}, "199.00", {"credit": 1000}),
        ("fashion", "coats@240", SUNDAY, {"first_purchase": True, **BORN}, "204.00", {"credit": 2000}),
        # Of three cartons the cheapest is free, three times a receipt; four snacks for 20, twice.
        ("supermarket", "3*dairy@6 dairy@5", SUNDAY, {}, "17.00", {}),
        ("supermarket", "12*dairy@6", SUNDAY, {}, "54.00", {}),
        ("supermarket", "4*snacks@7", SUNDAY, {}, "20.00", {}),
        ("supermarket", "12*snacks@7", SUNDAY, {}, "68.00", {}),
        ("supermarket", "12*snacks@7", SUNDAY, None, "84.00", {}),
        # Produce on Tuesday mornings 10% off.
        ("supermarket", "produce@50", TUESDAY, {}, "45.00", {}),
        ("supermarket", "produce@50", SUNDAY, {}, "50.00", {}),
        # 20 off from 400, 60 off from 800; cigarettes do not reach it.
        ("supermarket", "meat@400", SUNDAY, {}, "380.00", {}),
        ("supermarket", "meat@800", SUNDAY, {}, "740.00", {}),
        ("supermarket", "meat@300 tobacco@200", SUNDAY, {}, "500.00", {}),
        # 10% of the quarter's purchases, 15% of all of them from 1,000 on; three crafts give 20 once.
        ("crafts", "paint@500", SUNDAY, {}, "500.00", {"credit": 5000}),
        ("crafts", "easel@1000", SUNDAY, {}, "1000.00", {"credit": 15000}),
        ("crafts", "paint@100 yarn@100 wood@100", SUNDAY, {}, "300.00", {"credit": 5000}),
        ("crafts", "5*yarn@20", SUNDAY, {}, "80.00", {"credit": 800}),
        ("crafts", "paint@60 paper@40", SUNDAY, {"joined": date(2026, 11, 1)}, "80.00", {"credit": 800}),
        ("crafts", "paint@60 paper@40", SUNDAY, {"joined": date(2026, 1, 1)}, "100.00", {"credit": 1000}),
        # Nine hot drinks fill a card; coffee and pastry together for 24 in the morning, pastry 40% off in the evening.
        ("cafe", "9*hot-drinks@14", MONDAY_LATE, {}, "126.00", {"cups": 1}),
        ("cafe", "8*hot-drinks@14", MONDAY_LATE, {}, "112.00", {}),
        ("cafe", "hot-drinks@14 pastry@16", SUNDAY, {}, "24.00", {}),
        ("cafe", "hot-drinks@14 pastry@16", SUNDAY, None, "30.00", {}),
        ("cafe", "pastry@20", MONDAY_LATE, {}, "12.00", {}),
        # A point for each full 1, twice for baby care, nothing for prescriptions; the third vitamin at half price.
        ("pharmacy", "shampoo@30.90", SUNDAY, {}, "30.90", {"points": 30}),
        ("pharmacy", "baby@50 prescriptions@200", SUNDAY, {}, "250.00", {"points": 100}),
        ("pharmacy", "2*vitamins@60 vitamins@40", SUNDAY, {}, "140.00", {"points": 140}),
        ("pharmacy", "3*sun-care@50", SUNDAY, {}, "126.00", {"points": 126}),
        # Main and drink for 72 at lunch; two drinks for one from 17 to 19; 5% off a table from 400 until Wednesday.
        ("restaurant", "mains@68 drinks@18", "2026-11-22 12:30", None, "72.00", {}),
        ("restaurant", "mains@68 drinks@18", "2026-11-27 12:30", None, "86.00", {}),
        ("restaurant", "2*drinks@30", MONDAY_LATE, None, "30.00", {}),
        ("restaurant", "5*mains@80", MONDAY_LATE, {}, "380.00", {}),
        ("restaurant", "10*mains@80", MONDAY_LATE, {}, "720.00", {}),
        ("restaurant", "mains@80 desserts@40", MONDAY_LATE, BORN, "80.00", {}),
        ("restaurant", "mains@80 desserts@40", MONDAY_LATE, {}, "120.00", {}),
        # Silver earns half as much again, gold twice; gold has a gift from 400, both have the sale before it.
        ("tiers", "coats@100", SUNDAY, {}, "100.00", {"points": 100}),
        ("tiers", "coats@101", SUNDAY, SILVER, "101.00", {"points": 152}),
        ("tiers", "coats@100", SUNDAY, GOLD, "100.00", {"points": 200}),
        ("tiers", "coats@400 gifts@50", SUNDAY, GOLD, "400.00", {"points": 800}),
        ("tiers", "coats@400 gifts@50", SUNDAY, SILVER, "450.00", {"points": 675}),
        ("tiers", "sale@100", SUNDAY, SILVER, "90.00", {"points": 135}),
        # Who holds the card: 10% off everything, 30% off three picks of the week, 3% back; the card itself is no goods.
        ("paid-club", "coats@100", SUNDAY, {}, "100.00", {}),
        ("paid-club", "coats@100", SUNDAY, PREMIUM, "90.00", {"credit": 270}),
        ("paid-club", "4*pick-of-the-week@100", SUNDAY, PREMIUM, "300.00", {"credit": 900}),
        ("paid-club", "CLUB-CARD@120 coats@100", SUNDAY, PREMIUM, "210.00", {"credit": 270}),
    ],
)  # fmt: skip
def test_baskets(name, text, when, who, pays, earned):
    assert outcome(name, text, when, who) == (pays, earned)


def test_a_full_card_of_the_cafe_pays_for_a_drink():
    cup = (Redemption("cups", 1, 0, "on-the-house"),)
    assert outcome("cafe", "hot-drinks@14", MONDAY_LATE, {"balances": {"cups": 1}}, redemptions=cup)[0] == "0.00"
    assert outcome("cafe", "hot-drinks@19", MONDAY_LATE, {"balances": {"cups": 1}}, redemptions=cup)[0] == "0.00"


def test_the_coupon_of_the_pharmacy_opens_its_welcome():
    assert outcome("pharmacy", "soap@120", SUNDAY, {}, coupons=("hello",)) == ("100.00", {"points": 100})
    assert outcome("pharmacy", "soap@119", SUNDAY, {}, coupons=("hello",))[0] == "119.00"


def test_every_fifth_visit_of_the_restaurant_pays():
    member = Member(club("restaurant"))
    given = []
    for day in range(1, 7):
        told = member.buy(basket(f"2026-11-{day:02} 20:00", *goods("mains@80")))
        given.append(sum(one.amount for one in told.earnings))
    assert given == [0, 0, 0, 0, 6000, 0]


def test_the_month_of_the_supermarket_is_paid_in_the_next():
    member = Member(club("supermarket"))
    for day in (2, 9, 16, 23):
        member.buy(basket(f"2026-11-{day:02} 10:00", *goods("meat@210")))
    assert member.balance["credit"] == 0
    paid = member.close("monthly", "2026-11-30")
    assert paid is not None
    assert (paid.amount, member.balance["credit"]) == (minor("100"), minor("100"))


@pytest.mark.parametrize("currency", CURRENCIES)
@pytest.mark.parametrize("name", NAMES)
def test_a_careful_reader_has_nothing_to_say(name, currency):
    document = Document.model_validate(document_for(name, currency, "my-club"))
    codes = {finding.code for finding in check(document)}
    assert codes == set()


@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_written_so_that_it_reads_the_same(name):
    plain = document_for(name, "ILS", "club")
    text = written(plain)
    assert read_document(text) == plain
    assert max(map(len, text.splitlines())) <= 130
    assert parse(text) == parse(plain)


@pytest.mark.parametrize("language", LANGUAGES)
def test_templates_are_named_and_told_in_every_language(language):
    shapes = Shapes(language, "ILS", "gregorian", "Asia/Jerusalem")
    assert [one.id for one in templates()] == NAMES
    for one in templates():
        assert one.name[language]
        assert len(one.about[language]) < 110
        said = explain(club(one.id), shapes, "poster")
        assert len(said) >= len(club(one.id).rules)


@pytest.mark.parametrize(
    ("currency", "reach", "give", "price"),
    [("ILS", "400", "40", "20"), ("EUR", "100", "10", "5"), ("USD", "100", "10", "5"),
     ("IRR", "40000000", "4000000", "2000000"), ("CHF", "400", "40", "20")],
)  # fmt: skip
def test_amounts_are_those_of_the_clubs_currency(currency, reach, give, price):
    plain = document_for("supermarket", currency, "club")
    assert plain["earn"][0]["steps"][0] == {"reach": reach, "give": give}
    assert plain["promotions"][1]["get"]["price"] == price


def test_points_are_for_a_small_handy_sum():
    assert [document_for("pharmacy", one, "club")["earn"][0]["amount"] for one in CURRENCIES] == [
        "1",
        "1",
        "1",
        "100000",
    ]
    assert document_for("pharmacy", "IRR", "club")["wallets"]["points"]["worth"] == "5000"
    assert document_for("cafe", "EUR", "club")["wallets"]["cups"]["worth"] == "4"


def test_a_template_takes_the_clubs_own_name_and_changes_nothing_of_itself():
    named = document_for("cafe", "ILS", "corner", {"en": "Corner", "he": "הפינה", "fa": "گوشه"})
    named["wallets"]["cups"]["worth"] = "1"
    assert (named["id"], named["name"]["he"]) == ("corner", "הפינה")
    assert document_for("cafe", "ILS", "x")["wallets"]["cups"]["worth"] == "16"


def test_an_unknown_template_is_refused_with_those_there_are():
    with pytest.raises(Refused, match="unknown_template") as refused:
        template("bakery")
    assert "paid-club" in str(refused.value.params["expected"])
