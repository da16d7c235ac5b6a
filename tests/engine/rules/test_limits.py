"""Caps per member and receipt: granted in part, said so, and never used up by nothing (semantics 9)."""

import pytest

from moadon.engine.rules import Buyer, Progress, evaluate
from tests.engine.shop import NEWCOMER, Member, basket, earned, minor, programme, reason

RULE = "{{id: r, type: per_amount, amount: '1', give: '1', wallet: points, limits: {}}}"
MONTHLY = programme(RULE.format("{per_member: {amount: '500', period: month}}"))


def test_an_award_is_granted_in_part_and_says_so():
    member = Member(MONTHLY)
    assert earned(member.buy(basket("2026-11-02 10:00", "499"))) == 499
    evaluation = member.buy(basket("2026-11-03 10:00", "20"))
    assert earned(evaluation) == 1
    assert evaluation.earnings[0].why.key == "limit.amount.month"
    assert evaluation.earnings[0].why.params["due"] == ("points", 20, 0)
    evaluation = member.buy(basket("2026-11-30 23:59", "20"))
    assert (earned(evaluation), reason(evaluation)) == (0, "limit_reached")
    assert earned(member.buy(basket("2026-12-01 00:00", "20"))) == 20


def test_the_limit_counts_under_a_key_of_its_own():
    what = basket("2026-11-22 10:15", "20")
    assert MONTHLY.progress_keys(what) == {("r#limit", "2026-11")}
    (earning,) = evaluate(MONTHLY, what, Buyer({("r#limit", "2026-11"): Progress(awarded=490)})).earnings
    assert (earning.amount, earning.period, earning.counts) == (10, "-", (("r#limit", "2026-11"),))


@pytest.mark.parametrize(
    ("period", "second", "third"),
    [("day", 0, 10), ("week", 0, 10), ("month", 0, 0), ("quarter", 0, 0), ("year", 0, 0), ("ever", 0, 0)],
)
def test_once_in_a_period(period, second, third):
    member = Member(programme(RULE.format(f"{{per_member: {{times: 1, period: {period}}}}}")))
    got = [
        earned(member.buy(basket(when, "10"))) for when in ("2026-11-22 10:00", "2026-11-22 11:00", "2026-11-29 10:00")
    ]
    assert got == [10, second, third]


def test_a_receipt_without_effect_uses_up_no_limit():
    member = Member(programme(RULE.format("{per_member: {times: 1, period: month}}")))
    assert earned(member.buy(basket("2026-11-22 10:00", "0.50"))) == 0
    assert earned(member.buy(basket("2026-11-22 10:00", "50", redeem={"credit": "50"}))) == 0
    assert earned(member.buy(basket("2026-11-22 11:00", "10"))) == 10


def test_a_receipt_has_a_limit_of_its_own():
    member = Member(programme(RULE.format("{per_receipt: {amount: '100'}}")))
    evaluation = member.buy(basket("2026-11-22 10:00", "150"))
    assert earned(evaluation) == 100
    assert evaluation.earnings[0].why.key == "limit.receipt"
    assert earned(member.buy(basket("2026-11-22 10:00", "150"))) == 100
    assert member.progress == {}


def test_an_award_that_just_fits_its_limit_is_not_said_to_be_cut():
    for limits in ("{per_receipt: {amount: '100'}}", "{per_member: {amount: '100', period: day}}"):
        evaluation = evaluate(programme(RULE.format(limits)), basket("2026-11-22 10:00", "100"), NEWCOMER)
        assert (earned(evaluation), evaluation.earnings[0].why.key) == (100, "earn.per_amount")


def test_both_limits_hold_and_the_factor_comes_before_them():
    rule = RULE.format("{per_receipt: {amount: '100'}, per_member: {amount: '150', period: month}}")
    member = Member(programme(rule.replace("limits", "multiply: {weekday: {sun: 3}}, limits")))
    assert [earned(member.buy(basket("2026-11-22 10:00", "50"))) for _ in range(3)] == [100, 50, 0]


def test_a_cumulative_rule_counts_on_while_its_limit_holds():
    member = Member(
        programme(
            "{id: r, type: linear, every: '100', give: '10', basis: accumulated,"
            " limits: {per_member: {amount: '20', period: month}}}"
        )
    )
    assert earned(member.buy(basket("2026-11-22 10:00", "350"))) == minor("20")
    evaluation = member.buy(basket("2026-11-22 10:00", "100"))
    assert earned(evaluation) == 0
    assert evaluation.earnings[0].base == 10000
    assert reason(evaluation) == "limit_reached"
    assert evaluation.near == ()
    assert earned(member.buy(basket("2026-12-01 10:00", "50"))) == minor("10")
    assert member.progress[("r", "ever")] == Progress(50000, 3000, 2)


def test_near_promises_no_more_than_the_limit_leaves():
    club = programme(
        "{id: r, type: linear, every: '100', give: '10', basis: accumulated,"
        " limits: {per_member: {amount: '15', period: month}}}"
    )
    member = Member(club)
    assert member.buy(basket("2026-11-22 10:00", "150")).near[0].gets == minor("5")
    once = Member(programme("{id: r, type: linear, every: '100', give: '10', basis: accumulated, limits:"
                            " {per_member: {times: 1, period: month}}}"))  # fmt: skip
    assert once.buy(basket("2026-11-22 10:00", "60")).near[0].gets == minor("10")
    assert once.buy(basket("2026-11-22 10:00", "60")).near == ()


def test_a_return_gives_the_limit_its_room_again():
    """Semantics 17: a return undoes its part of caps."""
    member = Member(programme(RULE.format("{per_member: {amount: '100', times: 2, period: month}}")))
    assert [earned(member.buy(basket("2026-11-22 10:00", "60"))) for _ in range(3)] == [60, 40, 0]
    member.bring_back(0)
    assert member.progress[("r#limit", "2026-11")] == Progress(6000, 40, 1)
    assert earned(member.buy(basket("2026-11-23 10:00", "70"))) == 60
