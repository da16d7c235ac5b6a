"""What compare says of two documents is what baskets show: never less where it says better, a loss where it says worse."""

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from moadon.engine.rules import Buyer, Programme, compile_programme, evaluate, parse
from moadon.engine.rules.compare import compare, harms
from tests.engine.compare.paper import HEAD, WALLETS
from tests.engine.shop import TEL_AVIV, Member, basket, light, line

thorough = settings(max_examples=200, deadline=None, derandomize=True)
HOURS = ("10:15", "13:45", "20:30")
GOODS = (("S1", "jeans clothes", "acme"), ("S2", "shirts clothes", "zeta"), ("S3", "mugs home", "acme"))

money = st.integers(1, 40).map(lambda n: str(n * 5))
categories = st.lists(st.sampled_from(["jeans", "shirts", "clothes", "home"]), min_size=1, max_size=3, unique=True)
days = st.lists(st.sampled_from(["sun", "mon", "tue", "sat"]), min_size=1, unique=True)
around = st.fixed_dictionaries(
    {},
    optional={
        "items": categories.map(lambda some: f"{{category: [{', '.join(some)}]}}"),
        "when": st.one_of(
            days.map(lambda some: f"{{weekday: [{', '.join(some)}]}}"),
            money.map(lambda least: f"{{basket_from: '{least}'}}"),
            st.sampled_from(["{hour: ['10:00', '14:00']}", "{hour: ['10:00', '21:00']}", "{branch: [tlv]}"]),
        ),
    },
)
rest = st.fixed_dictionaries(
    {},
    optional={
        "multiply": st.tuples(days, st.sampled_from(["0.5", "1.5", "2"])).map(
            lambda given: "{weekday: {" + ", ".join(f"{day}: '{given[1]}'" for day in given[0]) + "}}"
        ),
        "limits": money.map(lambda most: f"{{per_receipt: {{amount: '{most}'}}}}"),
    },
)
linear = st.builds(
    lambda every, give, basis: f"type: linear, every: '{every}', give: '{give}', basis: {basis}",
    money, money, st.sampled_from(["receipt", "accumulated"]),
)  # fmt: skip
rates = st.builds(
    lambda low, high, start, method: f"type: rate_by_value, period: quarter, method: {method}, bands: "
    f"[{{from: '0', rate: '{low / 100}'}}, {{from: '{start}', rate: '{(low + high) / 100}'}}]",
    st.integers(1, 30), st.integers(0, 30), money, st.sampled_from(["whole", "within"]),
)  # fmt: skip
ways_to_earn = st.one_of(linear, rates)
goods = st.tuples(st.sampled_from(GOODS), st.integers(1, 300))
baskets = st.lists(
    st.tuples(st.integers(1, 28), st.sampled_from(HOURS), st.sampled_from(["tlv", "jfa"]), st.lists(goods, min_size=1, max_size=4)),
    min_size=1, max_size=5,
)  # fmt: skip


def rule(gives: str, around: Mapping[str, str], rest: Mapping[str, str]) -> str:
    more = "".join(f", {key}: {value}" for key, value in {**around, **rest}.items())
    return f"{{id: r, wallet: credit, {gives}{more}}}"


rules = st.builds(rule, ways_to_earn, around, rest)


@st.composite
def changed_rules(draw: st.DrawFn) -> tuple[str, str]:
    """A rule, and the same with one or two of its parts drawn again."""
    was = [draw(ways_to_earn), draw(around), draw(rest)]
    now = list(was)
    for place in draw(st.sets(st.integers(0, 2), min_size=1, max_size=2)):
        now[place] = draw((ways_to_earn, around, rest)[place])
    return rule(*was), rule(*now)  # type: ignore[arg-type]


offers = st.one_of(
    st.integers(1, 90).map(lambda n: f"kind: percent, value: '{n / 100}'"),
    money.map(lambda off: f"kind: amount, value: '{off}'"),
    st.tuples(st.integers(1, 3), st.integers(1, 2)).map(
        lambda n: f"kind: buy_get, buy: {n[0]}, get: {n[1]}, percent: '1'"
    ),
    st.tuples(money, money).map(
        lambda n: (
            f"kind: steps, steps: [{{from: '{n[0]}', value: '1'}}, {{from: '{int(n[0]) + int(n[1])}', value: '3'}}]"
        )
    ),
)


def promotion(get: str, around: Mapping[str, str]) -> str:
    return "{id: p" + "".join(f", {k}: {v}" for k, v in around.items()) + f", get: {{{get}}}}}"


promotions = st.builds(promotion, offers, around)


@st.composite
def changed_promotions(draw: st.DrawFn) -> tuple[str, str]:
    """A promotion, and the same with what it gives or where it holds drawn again."""
    get, where = draw(offers), draw(around)
    if draw(st.booleans()):
        kind = get.split(",")[0]
        return promotion(get, where), promotion(draw(offers.filter(lambda one: one.startswith(kind))), where)
    return promotion(get, where), promotion(get, draw(around))


def written(*, earn: str = "", promotion: str = "") -> str:
    """A document of one rule or one promotion."""
    return (
        HEAD + WALLETS + (f"earn: [{earn}]\n" if earn else "") + (f"promotions: [{promotion}]\n" if promotion else "")
    )


def bought(what: list[tuple[int, str, str, list[tuple[tuple[str, str, str], int]]]]) -> list[object]:
    """Baskets of November 2026, in the order of their days."""
    return [
        basket(
            f"2026-11-{day:02} {hour}",
            *(
                line(f"{price}.00", sku, kinds, brand=brand, number=str(n))
                for n, ((sku, kinds, brand), price) in enumerate(lines)
            ),
            branch=branch,
        )
        for day, hour, branch, lines in sorted(what, key=lambda one: one[:2])
    ]


def programme(text: str) -> Programme:
    return compile_programme(parse(text), TEL_AVIV)


def earned_in_all(text: str, what: list[object]) -> list[int]:
    """What a member has after each basket, who began with nothing."""
    member = Member(programme(text))
    found = []
    for one in what:
        member.buy(one)  # type: ignore[arg-type]
        found.append(member.balance["credit"])
    return found


@thorough
@given(changed_rules(), baskets)
def test_a_rule_that_is_only_better_never_earns_less(rules: tuple[str, str], what: list[object]) -> None:
    was, now = rules
    one, other = written(earn=was), written(earn=now)
    differences, shopping = compare(parse(one), parse(other)), bought(what)  # type: ignore[arg-type]
    before, after = earned_in_all(one, shopping), earned_in_all(other, shopping)
    if not harms(differences):
        assert all(b <= a for b, a in zip(before, after, strict=True)), differences
    if not harms(compare(parse(other), parse(one))):
        assert all(b >= a for b, a in zip(before, after, strict=True)), differences


@thorough
@given(changed_promotions(), baskets)
def test_a_promotion_that_is_only_better_never_takes_off_less(both: tuple[str, str], what: list[object]) -> None:
    was, now = both
    one, other = written(promotion=was), written(promotion=now)
    if harms(compare(parse(one), parse(other))):
        one, other = other, one
    if harms(compare(parse(one), parse(other))):
        return
    for shopping in bought(what):  # type: ignore[arg-type]
        before, after = (evaluate(programme(text), shopping, Buyer({})).discount for text in (one, other))  # type: ignore[arg-type]
        assert before <= after


@light
@given(st.one_of(rules.map(lambda one: written(earn=one)), promotions.map(lambda one: written(promotion=one))))
def test_a_document_beside_itself_has_no_difference(text: str) -> None:
    assert compare(parse(text), parse(text)) == ()


@light
@given(st.integers(1, 500), st.integers(1, 500), around, rest)
def test_to_give_more_is_better_and_to_give_less_is_worse(
    was: int, now: int, around: dict[str, str], rest: dict[str, str]
) -> None:
    one, other = (
        parse(written(earn=rule(f"type: linear, every: '100', give: '{give}'", around, rest))) for give in (was, now)
    )
    expected = [] if was == now else ["better" if now > was else "worse"]
    assert [difference.direction for difference in compare(one, other)] == expected


@light
@given(rules, rules)
def test_the_way_back_is_the_opposite(was: str, now: str) -> None:
    one, other = parse(written(earn=was)), parse(written(earn=now))
    there, back = compare(one, other), compare(other, one)
    if there and not harms(there) and any(difference.direction == "better" for difference in there):
        assert harms(back)


def test_the_property_sees_cases_of_each_kind() -> None:
    """The random documents are worth their time only if some of them are comparable."""
    seen: set[bool] = set()

    @light
    @given(changed_rules())
    def look(rules: tuple[str, str]) -> None:
        was, now = rules
        seen.add(harms(compare(parse(written(earn=was)), parse(written(earn=now)))))

    look()
    assert seen == {True, False}
