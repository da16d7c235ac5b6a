"""Several rules at once: who goes first, who stops the others, what they may give together and what all members may."""

import pytest

from moadon.engine.rules import Buyer, Document, Progress, compile_programme, evaluate
from moadon.engine.rules.reading import read_document
from tests.engine.shop import TEL_AVIV, Member, basket, document, earned, line, programme, reason

DAY = "2026-11-22 10:15"  # a Sunday
P = "{{id: {}, type: per_amount, wallet: points, amount: '1', give: '{}'{}}}"


def rule(name: str, give: int = 1, more: str = "") -> str:
    return P.format(name, give, more)


def club(*rules: str, limits: str = ""):
    return programme(*rules, base=f"limits: {{wallets: {{points: {limits}}}}}" if limits else "")


@pytest.mark.parametrize(
    ("rules", "gives"),
    [
        ([rule("a"), rule("b", 2)], {"a": 10, "b": 20}),
        ([rule("a", 1, ", stop: true"), rule("b", 2)], {"a": 10}),
        ([rule("a"), rule("b", 2, ", stop: true")], {"a": 10, "b": 20}),  # it comes last
        ([rule("a"), rule("b", 2, ", stop: true, priority: 1")], {"b": 20}),
        ([rule("a", 1, ", priority: 5"), rule("b", 2, ", stop: true, priority: 1"), rule("c")], {"a": 10, "b": 20}),
        # one that gives nothing stops nobody
        ([rule("a", 1, ", stop: true, items: {sku: [Z]}"), rule("b")], {"b": 10}),
        ([rule("a", 1, ", stop: true, when: {weekday: [mon]}"), rule("b")], {"b": 10}),
        ([rule("a", 1, ", stop: true, limits: {per_receipt: {amount: '3'}}"), rule("b")], {"a": 3}),
        # another wallet is not stopped
        ([rule("a", 1, ", stop: true"), rule("b").replace("points", "credit")], {"a": 10, "b": 1000}),
    ],
)
def test_the_first_by_priority_may_stop_the_rest(rules, gives):
    evaluation = Member(club(*rules)).buy(basket(DAY, "10"))
    assert {earning.rule: earning.amount for earning in evaluation.earnings} == gives


def test_who_is_stopped_is_told_by_whom():
    name = ", stop: true, name: {en: Double day, he: יום כפול, fa: روز دو برابر}"
    evaluation = Member(club(rule("a", 1, name), rule("b"))).buy(basket(DAY, "10"))
    (no,) = evaluation.not_applied
    assert (no.rule, no.code, no.why.params["other"][1]["en"]) == ("b", "stopped", "Double day")


def test_nobody_begins_to_give_because_the_first_was_brought_back():
    member = Member(club(rule("a", 1, ", stop: true, items: {sku: [A]}"), rule("b")))
    member.buy(basket(DAY, line("10", "A"), line("20", "B")))
    assert [(e.rule, e.amount) for e in member.bring_back(0, line("20", "B"))] == [("a", -10)]


@pytest.mark.parametrize(
    ("who", "more", "points"),
    [
        ({"levels": {"main": "gold"}}, ", for: {tier: [gold]}", 10),
        ({"levels": {"main": "basic"}}, ", for: {tier: [gold]}", 0),
        ({"segments": frozenset(["vip"])}, ", for: {segment: [vip, new]}", 10),
        ({}, ", for: {segment: [vip]}", 0),
        ({"id": "mbr_1"}, ", for: {member: [mbr_1]}", 10),
        ({"id": "mbr_2"}, ", for: {member: [mbr_1]}", 0),
        ({"first_purchase": True}, ", when: {first_purchase: true}", 10),
        ({}, ", when: {first_purchase: true}", 0),
        ({"levels": {"main": "gold"}}, ", multiply: {tier: {gold: 2, basic: '1.5'}}", 20),
        ({"levels": {"main": "basic"}}, ", multiply: {tier: {gold: 2, basic: '1.5'}}", 15),
        ({}, ", multiply: {tier: {gold: 2}}", 10),
        ({"segments": frozenset(["vip"])}, ", multiply: {segment: {vip: 3}}", 30),
        ({"levels": {"main": "gold"}, "segments": frozenset(["vip"])},
         ", multiply: {tier: {gold: 2}, segment: {vip: 3}, weekday: {sun: 2}}", 120),
    ],
)  # fmt: skip
def test_for_whom_and_how_many_times(who, more, points):
    assert earned(evaluate(tiered(rule("r", 1, more)), basket(DAY, "10"), Buyer({}, **who))) == points


def tiered(one: str):
    """The rule in a programme whose ladder has two levels. Ladders are not judged here, only named."""
    plain = read_document(document(one))
    plain["tiers"] = [
        {"id": "main", "basis": "spend", "levels": [{"id": "basic", "from": "0"}, {"id": "gold", "from": 9}]}
    ]
    return compile_programme(Document.model_validate(plain), TEL_AVIV)


def test_what_a_tier_multiplied_is_taken_back_in_proportion_when_nobody_knows_the_tier_any_more():
    member = Member(tiered(rule("r", 1, ", multiply: {tier: {gold: 2}}")), levels={"main": "gold"})
    member.buy(basket(DAY, line("10", "A"), line("30", "B")))
    assert member.balance["points"] == 80
    assert member.bring_back(0, line("10", "A"))[0].amount == -60
    assert member.bring_back(0)[0].amount == -20


def test_a_card_that_a_tier_multiplied_is_emptied_whole():
    card = "{id: r, type: stamps, of: visit, wallet: points, every: 2, give: '10', multiply: {tier: {gold: 2}}}"
    member = Member(tiered(card), levels={"main": "gold"})
    assert [earned(member.buy(basket(DAY, "10"))) for _ in range(2)] == [0, 20]
    assert member.bring_back(1)[0].amount == -20


# --- limits


@pytest.mark.parametrize(
    ("limits", "receipts", "gives"),
    [
        ("{per_receipt: {amount: '25'}}", ["10", "10"], [{"a": 10, "b": 15}, {"a": 10, "b": 15}]),
        ("{per_member: {amount: '45', period: month}}", ["10", "10"], [{"a": 10, "b": 20}, {"a": 10, "b": 5}]),
        ("{per_member: {amount: '30', period: month}}", ["10", "10"], [{"a": 10, "b": 20}, {}]),
        ("{total: {amount: '35', period: year}}", ["10", "10"], [{"a": 10, "b": 20}, {"a": 5}]),
        ("{budget: '12'}", ["10", "10"], [{"a": 10, "b": 2}, {}]),
        ("{budget: '100', per_receipt: {amount: '11'}}", ["10"], [{"a": 10, "b": 1}]),
    ],
)
def test_all_rules_of_a_wallet_share_its_limit_in_their_order(limits, receipts, gives):
    member = Member(club(rule("a"), rule("b", 2), limits=limits))
    found = [{e.rule: e.amount for e in member.buy(basket(DAY, price)).earnings} for price in receipts]
    assert found == gives


def test_priority_is_the_order_in_which_a_limit_is_used_up():
    member = Member(club(rule("a"), rule("b", 2, ", priority: 1"), limits="{per_receipt: {amount: '25'}}"))
    assert {e.rule: e.amount for e in member.buy(basket(DAY, "10")).earnings} == {"b": 20, "a": 5}


def test_what_a_wallet_limit_cut_says_so():
    member = Member(club(rule("a"), rule("b", 2), limits="{per_member: {amount: '25', period: month}}"))
    whys = [e.why for e in member.buy(basket(DAY, "10")).earnings]
    assert [why.key for why in whys] == ["earn.per_amount", "limit.wallet.amount.month"]
    assert whys[1].params["due"] == ("points", 20, 0)
    evaluation = member.buy(basket(DAY, "10"))
    assert (reason(evaluation, "a"), reason(evaluation, "b")) == ("limit_reached", "limit_reached")


def test_a_wallet_limit_counts_under_a_name_that_no_rule_can_have():
    one = club(rule("a"), limits="{per_member: {amount: '25', period: month}, budget: '100'}")
    what = basket(DAY, "10")
    assert one.progress_keys(what) == {("*points#limit", "2026-11")}
    assert one.shared_keys(what) == {("*points#budget", "ever")}
    (earning,) = evaluate(one, what, Buyer({})).earnings
    assert (earning.counts, earning.shared) == ((("*points#limit", "2026-11"),), (("*points#budget", "ever"),))


@pytest.mark.parametrize(
    ("limits", "key", "first", "second", "why"),
    [
        ("total: {amount: '15', period: month}", ("r#total", "2026-11"), 10, 5, "limit.total.amount.month"),
        ("total: {times: 1, period: day}", ("r#total", "2026-11-22"), 10, 0, ""),
        ("budget: '15'", ("r#budget", "ever"), 10, 5, "limit.budget.amount.ever"),
        ("total: {amount: '12', period: ever}, budget: '11'", ("r#budget", "ever"), 10, 1, "limit.budget.amount.ever"),
    ],
)
def test_what_all_members_together_may_get(limits, key, first, second, why):
    """Semantics 9: granted in part, and said so."""
    together: dict = {}
    one = programme(rule("r", 1, f", limits: {{{limits}}}"))
    ann, bob = Member(one, together), Member(one, together)
    assert earned(ann.buy(basket(DAY, "10"))) == first
    evaluation = bob.buy(basket(DAY, "10"))
    assert earned(evaluation) == second
    if second:
        assert evaluation.earnings[0].why.key == why
    else:
        assert reason(evaluation) == "limit_reached"
    assert together[key].awarded == first + second
    ann.bring_back(0)
    assert together[key].awarded == second
    assert earned(bob.buy(basket(DAY, "10"))) == 10


def test_a_return_gives_back_its_part_of_every_cap():
    """Semantics 17."""
    together: dict = {}
    limits = "{per_member: {amount: '500', times: 9, period: month}, total: {times: 9, period: year}, budget: '1000'}"
    one = club(rule("a", 1, f", limits: {limits}"), rule("b", 2), limits="{per_member: {amount: '900', period: day}}")
    member = Member(one, together)
    member.buy(basket(DAY, line("10", "A"), line("30", "B")))
    member.bring_back(0, line("10", "A"))
    assert member.progress[("a#limit", "2026-11")] == Progress(1000, 10, 1)
    assert together[("a#budget", "ever")] == together[("a#total", "2026")] == Progress(1000, 10, 1)
    assert member.progress[("*points#limit", "2026-11-22")].awarded == 30
    member.bring_back(0)
    assert set(member.progress.values()) | set(together.values()) == {Progress()}
