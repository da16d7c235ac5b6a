"""One promotion of each kind on baskets a manager can add up by hand: what the basket costs then."""

import pytest

from tests.engine.promotions.board import basket, judged, offs, pays, programme, why_not

PERCENT = "{items: {category: [jeans]}, get: {kind: percent, value: '0.20'}}"
ALL = "{get: {kind: percent, value: '0.10'}}"
BASKET = "{get: {kind: percent, value: '0.10', on: basket}}"
ODD = "{items: {sku: [A]}, get: {kind: percent, value: '0.333'}}"
EACH = "{items: {sku: [A]}, get: {kind: amount, value: '5.00', on: unit}}"
TOGETHER = "{items: {brand: [acme]}, get: {kind: amount, value: '30'}}"
OFF = "{get: {kind: amount, value: '25.00', on: basket}}"
FIXED = "{items: {sku: [M]}, get: {kind: fixed_price, value: '9.90'}}"
LIST = "{get: {kind: price_list, prices: {A: '8.00', B: '5.50'}}}"
THREE_FOR_TWO = "{items: {brand: [acme]}, get: {kind: buy_get, buy: 2, get: 1, percent: '1'}}"
SECOND_HALF = "{items: {category: [jeans]}, get: {kind: buy_get, buy: 1, get: 1, percent: '0.5'}}"
FOUR_TWO = "{items: {sku: [A, B]}, get: {kind: buy_get, buy: 2, get: 2, percent: '1'}}"
SECOND_TEN = "{items: {category: [shirts]}, get: {kind: buy_get, buy: 1, get: 1, price: '10.00'}}"
TWO_AT_FIVE = "{items: {sku: [A, B, C]}, get: {kind: buy_get, buy: 1, get: 2, price: '5'}}"
OTHER = "{items: {category: [jeans]}, get: {kind: buy_get, buy: 1, get: 1, percent: '1', of: {category: [mugs]}}}"
OVERLAP = "{items: {category: [jeans]}, get: {kind: buy_get, buy: 1, get: 1, percent: '0.5', of: {brand: [acme]}}}"
DUO = "{get: {kind: bundle_price, price: '150.00', of: [{items: {sku: [S]}}, {items: {category: [jeans]}}]}}"
ANY_THREE = "{get: {kind: bundle_price, price: '100', of: [{items: {category: [shirts]}, count: 3}]}}"
SHARED = "{get: {kind: bundle_price, price: '50', of: [{items: {brand: [acme]}}, {items: {sku: [A, C]}}]}}"
LOOK = "{get: {kind: bundle_percent, value: '0.25', of: [{items: {sku: [S]}}, {items: {sku: [J]}, count: 2}]}}"
STEPS = "{get: {kind: steps, steps: [{from: '200', value: '20'}, {from: '500', value: '75'}]}}"
RATES = "{get: {kind: steps, steps: [{from: '100', percent: '0.05'}, {from: '300', percent: '0.10'}]}}"
OWN_STEPS = "{items: {brand: [acme]}, get: {kind: steps, steps: [{from: '100', value: '15'}]}}"
GIFT = "{when: {basket_from: '100'}, get: {kind: gift, sku: M}}"
TWO_GIFTS = "{get: {kind: gift, sku: M, count: 2}}"
CHOICE = "{when: {basket_from: '100'}, get: {kind: gift, of: {category: [mugs, shirts]}}}"


@pytest.mark.parametrize(
    ("promotion", "goods", "to_pay"),
    [
        # A share off goods: each line rounded half up by itself, never below nothing.
        (PERCENT, "J@100", "80.00"), (PERCENT, "J@149.90", "119.92"), (PERCENT, "2*J@149.90", "239.84"),
        (PERCENT, "J@100 M@30", "110.00"), (PERCENT, "M@30", "30.00"), (PERCENT, "J@0", "0.00"),
        (PERCENT, "J@0.01", "0.01"), (PERCENT, "J@0.03", "0.02"), (PERCENT, "J@100-10", "72.00"),
        (PERCENT, "1.5*J@10", "12.00"), (PERCENT, "0.735*J@19.90", "11.70"), (PERCENT, "J@100 K@50", "120.00"),
        (ALL, "A@10 B@20 M@30", "54.00"), (ALL, "A@0.05", "0.04"), (ALL, "A@0.04", "0.04"),
        (ODD, "A@10", "6.67"), (ODD, "3*A@10", "20.01"),
        # A share off the basket: rounded once, split over the lines.
        (BASKET, "A@10 B@20 M@30", "54.00"), (BASKET, "A@0.05 B@0.05", "0.09"), (BASKET, "A@0.04 B@0.05", "0.08"),
        (BASKET, "A@99.99", "89.99"), (BASKET, "A@100-100 B@10", "9.00"), (BASKET, "A@0", "0.00"),
        # An amount off each unit.
        (EACH, "A@20", "15.00"), (EACH, "3*A@20", "45.00"), (EACH, "A@3", "0.00"), (EACH, "2*A@4.50", "0.00"),
        (EACH, "1.5*A@20", "22.50"), (EACH, "B@20", "20.00"), (EACH, "A@20-18", "0.00"), (EACH, "2*A@20 B@5", "35.00"),
        # An amount off goods together.
        (TOGETHER, "A@100", "70.00"), (TOGETHER, "A@20", "0.00"), (TOGETHER, "A@20 B@20", "10.00"),
        (TOGETHER, "A@20 B@20 M@50", "60.00"), (TOGETHER, "M@50", "50.00"), (TOGETHER, "3*A@20", "30.00"),
        # An amount off the basket.
        (OFF, "A@100", "75.00"), (OFF, "A@10 B@10", "0.00"), (OFF, "A@24.99", "0.00"), (OFF, "A@25.01", "0.01"),
        (OFF, "A@33.33 B@33.33 C@33.34", "75.00"),
        # A fixed price a unit.
        (FIXED, "M@15", "9.90"), (FIXED, "2*M@15", "19.80"), (FIXED, "M@9.90", "9.90"), (FIXED, "M@5", "5.00"),
        (FIXED, "0.5*M@30", "4.95"), (FIXED, "M@15 A@10", "19.90"), (FIXED, "2*M@15-12", "18.00"),
        # A price list.
        (LIST, "A@10 B@10 C@10", "23.50"), (LIST, "A@7 B@5", "12.00"), (LIST, "3*A@10", "24.00"),
        # Three for the price of two: the cheapest of each three, and so that the member gets the most.
        (THREE_FOR_TWO, "A@10 A@10", "20.00"), (THREE_FOR_TWO, "3*A@10", "20.00"), (THREE_FOR_TWO, "4*A@10", "30.00"),
        (THREE_FOR_TWO, "6*A@10", "40.00"), (THREE_FOR_TWO, "A@30 B@20 J@10", "50.00"),
        (THREE_FOR_TWO, "A@60 A@50 A@40 B@30 B@20 B@10", "160.00"),
        (THREE_FOR_TWO, "2*A@30 2*B@10", "70.00"), (THREE_FOR_TWO, "5*A@30 B@10", "120.00"),
        (THREE_FOR_TWO, "A@30 B@20 C@10", "60.00"), (THREE_FOR_TWO, "1.5*A@10 2*B@20", "40.00"),
        (THREE_FOR_TWO, "2*A@10 B@0", "20.00"), (THREE_FOR_TWO, "3*A@0.01", "0.02"),
        # The second at half its price.
        (SECOND_HALF, "2*J@100", "150.00"), (SECOND_HALF, "J@100 K@60", "130.00"), (SECOND_HALF, "3*J@100", "250.00"),
        (SECOND_HALF, "J@100 K@60 K1@40", "170.00"), (SECOND_HALF, "J@100 J1@80 K@60 K1@40", "220.00"),
        (SECOND_HALF, "2*J@0.01", "0.01"), (SECOND_HALF, "2*J@99.99", "149.98"),
        # Two to pay, two free.
        (FOUR_TWO, "4*A@10", "20.00"), (FOUR_TWO, "3*A@10", "30.00"), (FOUR_TWO, "2*A@30 2*B@10", "60.00"),
        (FOUR_TWO, "A@40 A@30 B@20 B@10", "70.00"), (FOUR_TWO, "8*A@10", "40.00"),
        # The second for ten.
        # Of what is got at 5, that which costs 3 stays at 3.
        (TWO_AT_FIVE, "A@10 B@8 C@3", "18.00"),
        (SECOND_TEN, "2*S@50", "60.00"), (SECOND_TEN, "S@50 T@8", "58.00"), (SECOND_TEN, "S@50 T@30", "60.00"),
        (SECOND_TEN, "3*S@50", "110.00"),
        # For jeans a mug: the dearest mug.
        (OTHER, "J@100 M@15", "100.00"), (OTHER, "J@100 M@15 M1@25", "115.00"), (OTHER, "M@15", "15.00"),
        (OTHER, "J@100", "100.00"), (OTHER, "2*J@100 3*M@15", "215.00"), (OTHER, "2*J@100 M@15", "200.00"),
        # Jeans may be bought or got: a pair of acme jeans cannot be both.
        (OVERLAP, "J@100", "100.00"), (OVERLAP, "2*J@100", "150.00"), (OVERLAP, "J@100 K@60", "110.00"),
        (OVERLAP, "J@100 A@20", "110.00"), (OVERLAP, "K@60 A@20", "70.00"), (OVERLAP, "2*J@100 A@20", "170.00"),
        # A shirt and jeans together.
        (DUO, "S@80 J@100", "150.00"), (DUO, "S@80 J@100 K@120", "250.00"), (DUO, "2*S@80 J@100", "230.00"),
        (DUO, "2*S@80 2*J@100", "300.00"), (DUO, "S@80", "80.00"), (DUO, "S@40 J@100", "140.00"),
        (DUO, "S@50 J@100", "150.00"), (DUO, "2*S@80 J@100 K@60", "290.00"),
        # Any three shirts.
        (ANY_THREE, "3*S@50", "100.00"), (ANY_THREE, "2*S@50", "100.00"), (ANY_THREE, "2*S@50 T@40", "100.00"),
        (ANY_THREE, "2*S@50 2*T@40", "140.00"), (ANY_THREE, "6*S@50", "200.00"), (ANY_THREE, "3*T@30", "90.00"),
        (ANY_THREE, "3*S@50 3*T@30", "190.00"),
        # Parts of a bundle that one sku could fill both of.
        (SHARED, "A@40 C@30", "50.00"), (SHARED, "2*A@40", "50.00"), (SHARED, "A@40 B@30", "50.00"),
        (SHARED, "B@30 C@30", "50.00"), (SHARED, "A@40", "40.00"), (SHARED, "2*A@40 B@30 C@30", "100.00"),
        (SHARED, "A@40 2*B@30", "80.00"), (SHARED, "3*A@40", "90.00"),
        # A share off a look.
        (LOOK, "S@40 2*J@80", "150.00"), (LOOK, "S@40 J@80", "120.00"), (LOOK, "2*S@40 4*J@80", "300.00"),
        (LOOK, "S@40 3*J@80", "230.00"),
        # Steps on the basket.
        (STEPS, "A@199.99", "199.99"), (STEPS, "A@200", "180.00"), (STEPS, "A@499.99", "479.99"),
        (STEPS, "A@500", "425.00"), (STEPS, "A@300 B@300", "525.00"), (STEPS, "A@210-20", "190.00"),
        (RATES, "A@99", "99.00"), (RATES, "A@100", "95.00"), (RATES, "A@300", "270.00"), (RATES, "A@299.99", "284.99"),
        (OWN_STEPS, "A@99 M@50", "149.00"), (OWN_STEPS, "A@60 B@40 M@50", "135.00"), (OWN_STEPS, "A@250", "235.00"),
        # Gifts.
        (GIFT, "A@100 M@15", "100.00"), (GIFT, "A@100 2*M@15", "115.00"), (GIFT, "A@80 M@15", "95.00"),
        (GIFT, "A@85 M@15", "85.00"), (GIFT, "A@100", "100.00"), (GIFT, "A@100 M@20-5", "100.00"),
        (TWO_GIFTS, "3*M@15", "15.00"), (TWO_GIFTS, "M@15", "0.00"), (TWO_GIFTS, "A@10", "10.00"),
        (CHOICE, "A@100 M@15 S@40", "115.00"), (CHOICE, "A@100 2*M@15", "115.00"), (CHOICE, "A@100", "100.00"),
    ],
)  # fmt: skip
def test_what_a_basket_costs(promotion: str, goods: str, to_pay: str) -> None:
    assert pays(programme(promotion), goods) == to_pay


@pytest.mark.parametrize(
    ("promotion", "goods", "by_line"),
    [
        (OFF, "A@33.33 B@33.33 C@33.34", {"A": 833, "B": 833, "C": 834}),
        (OFF, "A@10 B@10 C@10", {"A": 834, "B": 833, "C": 833}),
        (BASKET, "A@0.05 B@0.05", {"A": 1}),
        (TOGETHER, "A@10 B@50", {"A": 500, "B": 2500}),
        (DUO, "S@80 J@100", {"J": 1667, "S": 1333}),
        (ANY_THREE, "S@50 T@40 T1@40", {"S": 1154, "T": 923, "T1": 923}),
        (THREE_FOR_TWO, "A@30 B@30 J@30", {"J": 3000}),
        (THREE_FOR_TWO, "B@30 J@30 A@30", {"J": 3000}),
        (STEPS, "A@150 B@50", {"A": 1500, "B": 500}),
        (LOOK, "S@40 2*J@80", {"J": 4000, "S": 1000}),
    ],
)  # fmt: skip
def test_money_is_split_by_what_lines_cost_and_ties_go_by_line_id(
    promotion: str, goods: str, by_line: dict[str, int]
) -> None:
    told = judged(programme(promotion), basket(goods))
    assert {line.id: sum(amount for _, amount in line.discounts) for line in told.lines if line.discounts} == by_line


@pytest.mark.parametrize(
    ("promotion", "goods", "code"),
    [
        (PERCENT, "J@0", "no_effect"), (FIXED, "M@5", "no_effect"), (LIST, "A@7", "no_effect"),
        (THREE_FOR_TWO, "2*A@10", "set_incomplete"), (THREE_FOR_TWO, "3*A@0", "no_effect"),
        (DUO, "S@80 M@1", None), (ANY_THREE, "2*S@50", "set_incomplete"), (ANY_THREE, "3*T@30", "no_effect"),
        (STEPS, "A@100", "basket_below"), (GIFT, "A@80", "basket_below"), (GIFT, "A@100", "gift_not_there"),
        (OWN_STEPS, "A@20", "basket_below"), (OTHER, "J@100", "no_items"), (OFF, "A@0", "no_effect"),
        (CHOICE, "A@100", "no_effect"),
    ],
)  # fmt: skip
def test_what_has_no_effect_says_why(promotion: str, goods: str, code: str | None) -> None:
    told = judged(programme(promotion), basket(goods))
    assert told.promotions == ()
    assert why_not(told) == ({"p": code} if code else {"p": "no_items"})


@pytest.mark.parametrize(
    ("promotion", "goods", "missing", "gets"),
    [
        (STEPS, "A@180", "20.00", "20.00"), (STEPS, "A@200", "300.00", "55.00"), (STEPS, "A@600", None, None),
        (RATES, "A@200", "100.00", "20.00"), (GIFT, "A@80 M@15", "5.00", "15.00"),
        (THREE_FOR_TWO, "2*A@10", "10.00", "10.00"), (THREE_FOR_TWO, "A@30 B@12", "12.00", "12.00"),
        (THREE_FOR_TWO, "A@30", None, None), (THREE_FOR_TWO, "5*A@30", "30.00", "30.00"),
        (SECOND_HALF, "J@100", "100.00", "50.00"), (SECOND_TEN, "S@50", "50.00", "40.00"),
        ("{when: {basket_from: '150'}, get: {kind: amount, value: '20', on: basket}}", "A@100", "50.00", "20.00"),
        ("{when: {basket_from: '150'}, get: {kind: percent, value: '0.1', on: basket}}", "A@100", "50.00", "15.00"),
        ("{when: {basket_from: '150'}, items: {sku: [A]}, get: {kind: percent, value: '0.1'}}", "A@100", "50.00",
         "10.00"),
    ],
)  # fmt: skip
def test_what_is_near_says_what_is_missing(promotion: str, goods: str, missing: str | None, gets: str | None) -> None:
    told = judged(programme(promotion), basket(goods))
    near = [(f"{n.missing / 100:.2f}", f"{n.gets / 100:.2f}") for n in told.near]
    assert near == ([(missing, gets)] if missing else [])


def test_a_gift_that_is_not_in_the_basket_is_offered() -> None:
    told = judged(programme(TWO_GIFTS), basket("A@10 M@15"))
    assert [(gift.rule, gift.sku, gift.units) for gift in told.gifts] == [("p", "M", 1)]
    assert offs(told) == {"p": "15.00"}
    assert judged(programme(GIFT), basket("A@50")).gifts == ()


def test_a_promotion_with_no_effect_uses_nothing() -> None:
    club = programme(
        "{items: {sku: [A]}, get: {kind: fixed_price, value: '50'}, limits: {per_member: {times: 1, period: day}}}"
    )
    told = judged(club, basket("A@40"))
    assert (told.promotions, why_not(told)) == ((), {"p": "no_effect"})
