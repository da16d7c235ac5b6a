"""Rules for what a till does not see."""

from datetime import date

import pytest

from moadon.engine.rules import Progress
from tests.engine.shop import Member, basket, earned, line, programme, reason

E = "{{id: r, type: per_event, event: {}, give: '50', wallet: points{}}}"
WHEN = "2026-11-22 10:00"  # a Sunday


@pytest.mark.parametrize(
    ("event", "more", "happens", "data", "points"),
    [
        ("joined", "", "joined", {}, 50),
        ("joined", "", "birthday", {}, 0),
        ("review", "", "review", {"stars": "5"}, 50),
        ("review", ", data: {stars: ['4', '5']}", "review", {"stars": "5"}, 50),
        ("review", ", data: {stars: ['4', '5']}", "review", {"stars": "3"}, 0),
        ("review", ", data: {stars: ['4', '5']}", "review", {}, 0),
        ("review", ", data: {stars: ['5'], photo: ['yes']}", "review", {"stars": "5"}, 0),
        ("review", ", data: {stars: ['5'], photo: ['yes']}", "review", {"stars": "5", "photo": "yes"}, 50),
        ("check_in", ", when: {weekday: [sun]}", "check_in", {}, 50),
        ("check_in", ", when: {weekday: [mon]}", "check_in", {}, 0),
        ("check_in", ", when: {hour: ['09:00', '11:00']}", "check_in", {}, 50),
        ("check_in", ", multiply: {weekday: {sun: '1.5'}}", "check_in", {}, 75),
        ("share", ", when: {birthday_within: {days: 3}}", "share", {}, 50),
        ("share", ", when: {birthday_within: {days: 1}}", "share", {}, 0),
        ("share", ", limits: {per_member: {amount: '20', period: month}}", "share", {}, 20),
    ],
)
def test_an_event_earns(event, more, happens, data, points):
    member = Member(programme(E.format(event, more)), birth=date(1990, 11, 24))
    assert earned(member.happens(happens, WHEN, **data)) == points


def test_an_event_says_what_it_is_for():
    (earning,) = Member(programme(E.format("joined", ""))).happens("joined", WHEN).earnings
    assert (earning.why.key, earning.base, earning.times, earning.period) == ("earn.event", 1, 1, "-")
    assert earning.why.params["event"][1]["en"] == "Joining the club"
    (earning,) = Member(programme(E.format("tasting", ""))).happens("tasting", WHEN).earnings
    assert earning.why.params["event"] == "tasting"
    doubled = Member(programme(E.format("joined", ", multiply: {weekday: {sun: 2}}"))).happens("joined", WHEN)
    assert doubled.earnings[0].why.key == "earn.event.times"


def test_rules_for_other_events_are_not_heard_of():
    verdict = Member(programme(E.format("joined", ""))).happens("review", WHEN)
    assert verdict == ((), ())


def test_a_basket_does_not_ask_rules_of_events():
    evaluation = Member(programme(E.format("joined", ""))).buy(basket(WHEN, "10"))
    assert (evaluation.earnings, evaluation.near, evaluation.not_applied) == ((), (), ())


def test_events_use_up_the_same_limits_as_receipts():
    club = programme(
        E.format("review", ", limits: {per_member: {times: 1, period: week}}"),
        "{id: a, type: per_amount, amount: '1', give: '1', wallet: points}",
        base="limits: {wallets: {points: {per_member: {amount: '70', period: month}}}}",
    )
    member = Member(club)
    assert earned(member.buy(basket(WHEN, line("30"))), "a") == 30
    assert earned(member.happens("review", WHEN)) == 40
    verdict = member.happens("review", WHEN)
    assert (earned(verdict), reason(verdict)) == (0, "limit_reached")
    assert member.progress[("r#limit", "w2026-11-22")] == Progress(1, 40, 1)


def test_an_event_may_stop_the_others_and_go_first():
    club = programme(E.format("review", ""), E.format("review", ", stop: true, priority: 2").replace("id: r", "id: s"))
    verdict = Member(club).happens("review", WHEN)
    assert [(e.rule, e.amount) for e in verdict.earnings] == [("s", 50)]
    assert reason(verdict) == "stopped"
