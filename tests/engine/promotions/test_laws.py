"""What holds whatever promotions a club has and whatever is bought, down to the odd minor unit."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moadon.engine.rules import Basket, Buyer, Evaluation, Given, Line, Programme, Progress, ProgressKey, judge_again
from tests.engine.promotions.board import basket, judged, programme
from tests.engine.shop import light

JEANS, ACME = "items: {category: [jeans]}", "items: {brand: [acme]}"
PAIR = "of: [{items: {sku: [A, J, C]}}, {items: {sku: [M, J, B]}, count: 2}]"
GETS = {
    "share": f"{JEANS}, get: {{kind: percent, value: '0.3333'}}",
    "unit": f"{ACME}, get: {{kind: amount, value: '1.15', on: unit}}",
    "off": f"{ACME}, get: {{kind: amount, value: '5.01'}}",
    "fixed": f"{JEANS}, get: {{kind: fixed_price, value: '7.77'}}",
    "list": "get: {kind: price_list, prices: {A: '3.33', M: '1', C: '0'}}",
    "third": f"{ACME}, get: {{kind: buy_get, buy: 2, get: 1, percent: '0.37'}}",
    "other": f"{JEANS}, get: {{kind: buy_get, buy: 1, get: 1, price: '1.11', of: {{sku: [M, A]}}}}",
    "bundle": f"get: {{kind: bundle_price, price: '20.01', {PAIR}}}",
    "pair": f"get: {{kind: bundle_percent, value: '0.13', {PAIR}}}",
    "basket": "get: {kind: amount, value: '5.01', on: basket}",
    "all": "get: {kind: percent, value: '0.0707', on: basket}",
    "steps": "get: {kind: steps, steps: [{from: '9.99', value: '3.34'}, {from: '30', percent: '0.17'}]}",
    "gift": "get: {kind: gift, of: {sku: [M, K]}, count: 2}",
}
"""A promotion of every kind, none of which comes out even."""

LIMITS = ["", ", limits: {per_receipt: {times: 2}}", ", limits: {per_receipt: {amount: '6.67'}}"]
MODES = [f"[{{id: g, mode: {mode}, base: {base}}}]" for mode in ("best", "stack", "exclusive")
         for base in ("original", "reduced")]  # fmt: skip
names = st.lists(st.sampled_from(sorted(GETS)), min_size=1, max_size=4, unique=True)
SKU, PRICE = st.sampled_from("AJBM"), st.integers(0, 3000).map(lambda n: f"{n // 100}.{n % 100:02}")
UNITS, SHARE = st.sampled_from(["1", "2", "3", "0.413"]), st.integers(0, 100)
goods = st.one_of(
    st.lists(st.tuples(SKU, UNITS, PRICE, SHARE), min_size=1, max_size=5),
    # Of goods that cost the same, somebody has to bear what does not come out even.
    st.lists(st.tuples(SKU, st.just("1"), st.sampled_from(["3.33", "10.00"]), st.just(0)), min_size=2, max_size=5),
)


def club_of(some: list[str], limits: dict[str, str], mode: str, more: str = "") -> Programme:
    """These promotions with their limits; every other one stands in the group, the rest go after it."""
    rules = [
        f"{{id: {name}, {'group: g, ' if n % 2 == 0 else ''}{GETS[name]}{limits.get(name, '')}}}"
        for n, name in enumerate(some)
    ]
    return programme(*rules, groups=mode, more=more)


def shown(some: list[tuple[str, str, str, int]]) -> Basket:
    """A basket of these goods; the till takes a share off some of them by itself."""
    what = basket(" ".join(f"{units}*{sku}@{price}" for sku, units, price, _ in some))
    lines = [
        line._replace(discount=line.total * share // 100 if share > 80 else 0)
        for line, (*_, share) in zip(what.lines, some, strict=True)
    ]
    return what._replace(lines=tuple(lines))


limited = st.fixed_dictionaries(dict.fromkeys(GETS, st.sampled_from(LIMITS)))


@pytest.mark.parametrize("mode", MODES)
@light
@given(some=names, limits=limited, bought=goods)
def test_the_order_of_the_lines_changes_nothing(
    mode: str, some: list[str], limits: dict[str, str], bought: list[Any]
) -> None:
    """Semantics 21, 22: backwards, of any two lines the other comes first."""
    club, what = club_of(some, limits, mode), shown(bought)
    one, other = judged(club, what), judged(club, what._replace(lines=what.lines[::-1]))
    assert {line.id: line for line in one.lines} == {line.id: line for line in other.lines}
    assert one._replace(lines=()) == other._replace(lines=())


@pytest.mark.parametrize("mode", MODES)
@light
@given(some=names, bought=goods)
def test_nothing_is_ever_dearer_for_a_promotion_or_cheaper_than_nothing(
    mode: str, some: list[str], bought: list[Any]
) -> None:
    what = shown(bought)
    for line, outcome in zip(what.lines, judged(club_of(some, {}, mode), what).lines, strict=True):
        assert line.discount <= outcome.discount <= line.total


CAPS = {
    "receipt": "limits: {per_receipt: {amount: '%s'}}",
    "member": "limits: {per_member: {amount: '%s', period: day}}",
    "everybody": "limits: {total: {amount: '%s', period: month}}",
    "budget": "limits: {budget: '%s'}",
}


@pytest.mark.parametrize("cap", sorted(CAPS))
@light
@given(name=st.sampled_from(sorted(GETS)), left=st.integers(1, 1500), baskets=st.lists(goods, min_size=1, max_size=3))
def test_a_limit_gives_what_is_left_and_not_a_unit_less(cap: str, name: str, left: int, baskets: list[Any]) -> None:
    """Semantics 9: in part where it cannot give all. What one basket was given the next one has not."""
    amount = CAPS[cap] % f"{left // 100}.{left % 100:02}"
    club, free = programme(f"{{{GETS[name]}, {amount}}}"), programme(f"{{{GETS[name]}}}")
    used: dict[ProgressKey, Progress] = {}
    for bought in baskets:
        what = shown(bought)
        due, told = taken_off(free, what), taken_off(club, what, used)
        assert told == min(due, left)
        left -= told if cap != "receipt" else 0


@pytest.mark.parametrize("mode", MODES)
@light
@given(some=names, left=st.integers(1, 1500), bought=goods)
def test_all_promotions_together_give_what_is_left_before_they_stop(
    mode: str, some: list[str], left: int, bought: list[Any]
) -> None:
    what, more = (
        shown(bought),
        f"limits: {{promotions: {{per_receipt: {{amount: '{left // 100}.{left % 100:02}'}}}}}}\n",
    )
    free, told = judged(club_of(some, {}, mode), what), judged(club_of(some, {}, mode, more), what)
    given_ = sum([one.amount for one in told.promotions])
    assert given_ <= left
    if given_ < left:
        assert told.promotions == free.promotions


def taken_off(club: Programme, what: Basket, used: dict[ProgressKey, Progress] | None = None) -> int:
    """What promotions take off for a member who has used so much already; what is used then is added to it."""
    rows = {} if used is None else used
    told = judged(club, what, Buyer(rows), rows)
    for one in told.promotions:
        for key in (*one.counts, *one.shared):
            was = rows.get(key, Progress())
            rows[key] = Progress(was.base + one.base, was.awarded + one.amount, was.times + 1)
    return sum([one.amount for one in told.promotions])


@pytest.mark.parametrize("mode", MODES)
@light
@given(some=names, limits=limited, bought=goods, kept=st.sets(st.integers(0, 4)))
def test_what_stays_of_a_receipt_is_given_no_more_than_it_was_given(
    mode: str, some: list[str], limits: dict[str, str], bought: list[Any], kept: set[int]
) -> None:
    """Semantics 14: nothing begins to be given because goods came back; of all goods, what was given stands."""
    club, what = club_of(some, limits, mode), shown(bought)
    given_ = {one.rule: one.amount for one in judged(club, what).promotions}
    assert again(club, what, given_, what.lines) == given_
    lines = tuple([line for n, line in enumerate(what.lines) if n in kept])
    left = again(club, what, given_, lines)
    assert all(0 < amount <= given_[rule] for rule, amount in left.items())
    assert sum(left.values()) <= sum([line.total - line.discount for line in lines])


def again(club: Programme, what: Basket, given_: dict[str, int], lines: tuple[Line, ...]) -> dict[str, int]:
    """What each promotion still gives on these lines."""
    (left,) = judge_again([Given(club, given_)], what._replace(lines=lines))
    return {one.rule: one.amount for one in left.promotions}


@light
@given(some=names, bought=st.lists(goods, min_size=2, max_size=3))
def test_what_was_asked_before_changes_no_answer(some: list[str], bought: list[list[Any]]) -> None:
    """A programme is asked many baskets; each gets the answer that it would get alone, and so it does when asked twice."""
    more = "limits: {promotions: {per_receipt: {amount: '6.67'}}}\n"
    used = club_of(some, {}, MODES[0], more)
    for n, one in enumerate(bought):
        what = _moved(shown(one), n)
        alone = _told(club_of(some, {}, MODES[0], more), what)
        assert _told(used, what) == alone
        assert _told(used, what) == alone


def _told(club: Programme, what: Basket) -> Evaluation:
    return judged(club, what, Buyer({}))


def _moved(what: Basket, n: int) -> Basket:
    """The same with goods that the shop has moved to another category and brand meanwhile."""
    if n % 2 == 0:
        return what
    return what._replace(lines=tuple([line._replace(categories=("mugs",), brand="bolt") for line in what.lines]))
