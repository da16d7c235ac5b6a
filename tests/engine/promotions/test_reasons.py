"""The reason tree agrees with the evaluation, shows its numbers, and leaves no rule out."""

from collections.abc import Iterator
from datetime import date
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moadon.engine.rules import Asked, Basket, Buyer, Programme, Progress, catalogue, evaluate, evaluate_all
from moadon.engine.rules.explain.reasons import Reason, reasons, reasons_of
from moadon.kernel.shapes import Shapes
from tests.engine.promotions.board import basket, programme
from tests.engine.shop import light

SPEAKERS = {language: Shapes(language, "ILS", "gregorian", "Asia/Jerusalem") for language in ("en", "he", "fa")}

GROUPS = "[{id: g, mode: best}, {id: x, mode: exclusive}, {id: s, mode: stack, base: original}]"
EVERY = (
    "{id: twenty, group: g, items: {category: [jeans]}, get: {kind: percent, value: '0.2'}}",
    "{id: three, group: g, items: {brand: [acme]}, get: {kind: buy_get, buy: 2, get: 1, percent: '1'}}",
    "{id: duo, group: g, get: {kind: bundle_price, price: '50', of: [{items: {sku: [A]}, count: 2}, {items: {sku: [M]}}]}}",
    "{id: fixed, group: x, priority: 3, items: {sku: [A]}, get: {kind: fixed_price, value: '9.90'}}",
    "{id: list, group: x, get: {kind: price_list, prices: {A: '8', M: '7'}}}",
    "{id: ten, group: x, get: {kind: percent, value: '0.1', on: basket}, limits: {per_receipt: {amount: '5'}}}",
    "{id: odd, group: s, items: {sku: [M]}, get: {kind: percent, value: '0.3333'}, when: {basket_from: '40'}}",
    "{id: unit, group: s, items: {brand: [bolt]}, get: {kind: amount, value: '1.5', on: unit}, not_with: [three]}",
    "{id: steps, group: s, get: {kind: steps, steps: [{from: '60', value: '5'}, {from: '200', percent: '0.1'}]}}",
    "{id: late, when: {hour: ['18:00', '20:00']}, get: {kind: percent, value: '0.5', on: basket}}",
    "{id: code, when: {coupon: HELLO}, get: {kind: amount, value: '3', on: basket}}",
    (
        "{id: bday, for: {members: true}, when: {birthday_within: {days: 3}}, get: {kind: percent, value: '0.05'},"
        " limits: {per_member: {times: 1, period: year}, budget: '100'}}"
    ),
    "{id: tote, when: {basket_from: '30'}, get: {kind: gift, sku: X}}",
    "{id: never, items: {sku: [Q]}, get: {kind: percent, value: '0.5'}}",
    "{id: pts, items: {sku: [M]}, get: {kind: points_price, wallet: points, points: '10', price: '1'}}",
)
WALLETS = (
    "wallets: {points: {kind: points, worth: '0.05'}, credit: {kind: credit}}\n"
    "limits: {wallets: {points: {per_receipt: {amount: '400'}}}}\n"
    "earn:\n"
    "  - {id: base, type: linear, every: '50', give: '5', wallet: credit, basis: accumulated}\n"
    "  - {id: sun, type: per_amount, amount: '1', give: '1', wallet: points, when: {weekday: [sun]},"
    " limits: {per_member: {amount: '30', period: day}}}\n"
    "  - {id: rate, type: rate_by_value, period: month, wallet: credit, bands: [{from: '0', rate: '0.0333'}],"
    " multiply: {channel: {web: '2'}}}\n"
    "  - {id: mugs, type: stamps, every: 3, give: '4', wallet: points, items: {sku: [M]}}\n"
    "  - {id: wide, type: breadth, count: 2, brand: [acme, bolt], period: month, give: '7', wallet: points}\n"
    "  - {id: hi, type: per_event, event: review, give: '5', wallet: points}\n"
    "  - {id: monthly, type: targets, period: month, wallet: credit, steps: [{reach: '90', give: '9'}]}\n"
)
CLUB = programme(*EVERY, groups=GROUPS, more=WALLETS)
RULES = {rule.id for rule in CLUB.rules} | {part.id for part in CLUB.document.promotions}
MEMBER = Buyer(
    MappingProxyType({("base", "ever"): Progress(3000, 0, 0), ("sun#limit", "2026-11-22"): Progress(0, 10, 1)}),
    birth=date(1990, 11, 24),
    balances={"points": 1000},
)


def within(reason: Reason) -> Iterator[Reason]:
    """The branch and everything in it."""
    yield reason
    for inner in reason.within:
        yield from within(inner)


def branches(tree: Reason) -> dict[str, Reason]:
    """Every promotion and rule by its id."""
    found = [one for one in within(tree) if one.kind in ("promotion", "rule")]
    assert len({one.subject for one in found}) == len(found)
    return {one.subject: one for one in found}


def agrees(club: Programme, what: Basket, buyer: Buyer | None) -> Reason:
    """The tree, held against the evaluation of the same."""
    told, tree = evaluate(club, what, buyer), reasons(club, what, buyer)
    by_id = branches(tree)
    assert set(by_id) == {rule.id for rule in club.rules} | {part.id for part in club.document.promotions}
    earned = {one.rule: one for one in told.earnings if one.amount}
    for rule, why in [(one.rule, one.why) for one in (*told.promotions, *earned.values())]:
        assert (by_id[rule].holds, by_id[rule].why) == (True, why)
    for no in told.not_applied:
        assert by_id[no.rule].holds is False or no.rule in earned
        failed = [one.subject for one in by_id[no.rule].within if one.kind == "condition" and one.holds is False]
        if by_id[no.rule].why == no.why and no.code in {one.subject for one in by_id[no.rule].within}:
            assert failed[0] == no.code
    applied = {one.rule for one in told.promotions} | set(earned)
    for rule, branch in by_id.items():
        conditions = [one.holds for one in branch.within if one.kind == "condition"]
        if rule in applied:
            assert False not in conditions
        else:
            assert branch.holds is not True
    for one in told.promotions:
        lines = [inner for inner in by_id[one.rule].within if inner.kind == "line"]
        assert sum(int(inner.why.params["amount"][1]) for inner in lines) == one.amount
    return tree


GOODS = st.lists(
    st.builds(
        "{}*{}@{}".format,
        st.integers(1, 4),
        st.sampled_from(["A", "J", "M", "C", "X", "Z"]),
        st.sampled_from(["3.33", "9.90", "20", "75"]),
    ),
    max_size=6,
).map(" ".join)
TIMES = st.sampled_from(["2026-11-22 10:15", "2026-11-23 18:30"])


@light
@given(
    goods=GOODS,
    when=TIMES,
    coupons=st.sampled_from([(), ("hello",)]),
    channel=st.sampled_from(["store", "web"]),
    buyer=st.sampled_from([None, Buyer({}), MEMBER]),
)
def test_the_tree_agrees_with_the_evaluation(goods, when, coupons, channel, buyer):
    what = basket(goods, when, coupons=coupons, channel=channel)
    tree = agrees(CLUB, what, buyer)
    assert tree == reasons(CLUB, what, buyer)
    for one in within(tree):
        assert catalogue().knows(one.why.key), one.why.key
        for speaker in SPEAKERS.values():
            text = catalogue().tell(one.why, speaker)
            assert text
            assert "{" not in text, (one.why.key, text)


def lines(reason: Reason, language: str = "en", depth: int = 0) -> list[str]:
    """A branch as text, one line a reason."""
    mark = {True: "+", False: "-", None: "."}[reason.holds]
    told = catalogue().tell(reason.why, SPEAKERS[language]).replace("\u00a0", " ").replace("\u2060", "")
    inner = [line for one in reason.within for line in lines(one, language, depth + 1)]
    return [f"{'  ' * depth}{mark} {told}", *inner]


def branch(rule: str, goods: str, buyer: Buyer | None = MEMBER, language: str = "en", **more: object) -> list[str]:
    """What is told of one rule of the club."""
    return lines(branches(agrees(CLUB, basket(goods, **more), buyer))[rule], language)


@pytest.mark.parametrize(
    ("rule", "goods", "expected"),
    [
        ("twenty", "J@75", ["+ 20% off ₪75.00", "  + jeans: 1 in the basket", "  . The goods cost ₪75.00 before it",
                            "  . J: ₪15.00 off"]),
        ("odd", "M@20 J@75", ["+ 33.33% off ₪20.00", "  + From ₪40; the basket stands at ₪67.00",
                              "  + M: 1 in the basket", "  . The goods cost ₪7.00 before it",
                              "  . Exactly 6.666, rounded to ₪6.67", "  . M: ₪6.67 off"]),
        ("odd", "M@20", ["- From ₪40; ₪33.00 is missing", "  - From ₪40; the basket stands at ₪7.00, ₪33.00 is missing",
                         "  + M: 1 in the basket", "  . ₪33.00 more, and ₪6.67 comes off"]),
        ("never", "J@20", ["- None of its goods is in this basket", "  - Q: none in the basket"]),
        ("duo", "A@20 M@9", ["- 1 item is missing to a full set", "  - A: 2 needed, 1 in the basket",
                             "  + M: 1 needed, 1 in the basket"]),
        ("code", "J@20", ["- It needs a coupon", "  - It needs a coupon"]),
        ("ten", "J@100", ["+ ₪8.00 would be due; at most ₪5.00 a receipt, so ₪5.00", "  . At most ₪5.00 a receipt",
                          "  . The goods cost ₪80.00 before it", "  . 10% off ₪80.00", "  . J: ₪5.00 off"]),
        ("bday", "J@100", ["+ 5% off ₪70.00", "  + A member buys", "  + It is near the birthday",
                           "  + everything: 1 in the basket", "  + For 2026 once at most; used before: 0",
                           "  + The budget for all time is ₪100.00; used before: ₪0.00",
                           "  . The goods cost ₪70.00 before it", "  . J: ₪3.50 off"]),
        ("sun", "J@100", ["+ 66 points would be due; at most 30 points a day, so 20 points"]),
    ],
)  # fmt: skip
def test_a_branch_shows_its_numbers(rule, goods, expected):
    told = branch(rule, goods)
    assert told[: len(expected)] == expected, told


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("he", ["+ 20% הנחה על ₪75.00", "  + jeans: יש בסל 1", "  . המוצרים עלו לפניו ₪75.00", "  . J: ₪15.00 הנחה"]),
        ("fa", ["+ ۲۰ درصد تخفیف روی ۷۵٫۰۰ شِکِل", "  + jeans: ۱ عدد در سبد", "  . قیمت کالاها پیش از آن ۷۵٫۰۰ شِکِل بود",
                "  . J: ۱۵٫۰۰ شِکِل تخفیف"]),
    ],
)  # fmt: skip
def test_a_branch_in_hebrew_and_persian(language, first):
    assert branch("twenty", "J@75", language=language) == first


def test_rules_that_earn_show_what_counts_and_what_counted_before():
    told = branch("base", "J@100")
    assert told[0] == "+ 1 full step of ₪50, with ₪30.00 kept from before"
    assert "  . ₪66.50 of the basket counts" in told
    assert "  . ₪30.00 had counted before for all time" in told
    assert branch("hi", "J@100") == [". A purchase does not give it; this does: A review"]
    assert branch("base", "J@100", None) == ["- For members only"]
    assert "  . Counted 2 times" in branch("rate", "J@100", channel="web")


def test_what_points_could_be_given_for_is_neither_given_nor_refused():
    assert branch("pts", "M@20")[0].startswith(". 10 points pay")
    assert branch("pts", "J@20")[:1] == ["- Not enough points for it, or nothing here to use them on"]


def test_a_programme_that_stops_is_named_by_those_it_stops():
    first = programme("{id: all, get: {kind: percent, value: '0.5', on: basket}}", more="priority: 5\nstop: true\n")
    what = basket("J@100")
    asked = [Asked(CLUB, MEMBER), Asked(first, MEMBER)]
    trees = reasons_of(asked, what, evaluate_all(asked, what))
    assert (trees[1].holds, trees[0].holds) == (True, False)
    said = {rule: catalogue().tell(one.why, SPEAKERS["en"]) for rule, one in branches(trees[0]).items()}
    assert said["twenty"] == said["base"] == "Not asked: Club gave something and goes alone"
    assert said["never"] == "None of its goods is in this basket"


def test_a_second_programme_goes_on_where_the_first_has_left_the_prices():
    first = programme("{id: all, get: {kind: percent, value: '0.5', on: basket}}", more="priority: 5\n")
    second = programme("{id: from, when: {basket_from: '60'}, get: {kind: percent, value: '0.1', on: basket}}")
    what = basket("J@100")
    asked = [Asked(second, None), Asked(first, None)]
    tree = reasons_of(asked, what, evaluate_all(asked, what))[0]
    assert "  - From ₪60; the basket stands at ₪50.00, ₪10.00 is missing" in lines(branches(tree)["from"])


@pytest.mark.parametrize(("of", "subject"), [("basket", "basket"), ("category", "jeans"), ("item", "J")])
@pytest.mark.parametrize(("floor", "mode", "told"), [("0.3", "warn", 1), ("0.2", "warn", 0), ("0.3", "drop", 0)])
def test_a_floor_that_is_only_warned_of_says_where_it_is_broken(of, subject, floor, mode, told):
    half = "{id: half, items: {category: [jeans]}, get: {kind: percent, value: '0.5'}}"
    club = programme(half, more=f"margin: {{floor: '{floor}', of: {of}, mode: {mode}, assume: {{jeans: '0.6'}}}}\n")
    found = [one for one in reasons(club, basket("J@100"), None).within if one.kind == "floor"]
    assert [(one.subject, one.holds) for one in found] == [(subject, False)] * told
    for language, left, least in (("en", "20%", "30%"), ("he", "20%", "30%"), ("fa", "۲۰", "۳۰")):
        said = [catalogue().tell(one.why, SPEAKERS[language]) for one in found]
        assert [(left in text, least in text) for text in said] == [(True, True)] * told
