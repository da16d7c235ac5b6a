"""From when an award can be spent and until when (semantics 3, 8)."""

import pytest

from moadon.engine.rules import evaluate
from tests.engine.shop import NEWCOMER, TEHRAN, Member, at, basket, line, programme

RULE = "{{id: r, type: per_amount, amount: '1', give: '1'{}}}"


def wallet(expires: str) -> str:
    return f"{{credit: {{kind: credit, expires: {{after: {expires}}}}}}}"


@pytest.mark.parametrize(
    ("expires", "bought", "good_until"),
    [
        ("{months: 12}", "2026-11-22 10:15", "2027-11-23 00:00"),
        ("{months: 1}", "2026-01-31 10:15", "2026-03-01 00:00"),  # the last day of February
        ("{months: 1}", "2028-01-31 10:15", "2028-03-01 00:00"),  # 29 February
        ("{months: 12}", "2028-02-29 10:15", "2029-03-01 00:00"),
        ("{months: 1}", "2026-02-28 10:15", "2026-03-29 00:00"),
        ("{days: 30}", "2026-11-22 10:15", "2026-12-23 00:00"),
        ("{days: 1}", "2026-03-26 23:59", "2026-03-28 00:00"),  # the day of 23 hours
        ("{days: 1}", "2026-10-24 00:00", "2026-10-26 00:00"),  # the day of 25 hours
    ],
)
def test_it_is_good_until_the_local_day_ends(expires, bought, good_until):
    club = programme(RULE.format(""), wallets=wallet(expires))
    (earning,) = evaluate(club, basket(bought, "10"), NEWCOMER).earnings
    assert earning.active_at == at(bought)
    assert earning.expires_at == at(good_until)


def test_without_an_end_it_does_not_end():
    assert (
        evaluate(programme(RULE.format("")), basket("2026-11-22 10:15", "10"), NEWCOMER).earnings[0].expires_at is None
    )


@pytest.mark.parametrize(
    ("days", "bought", "active", "good_until"),
    [
        (14, "2026-11-22 10:15", "2026-12-06 00:00", "2026-12-17 00:00"),
        (1, "2026-11-22 23:59", "2026-11-23 00:00", "2026-12-04 00:00"),
        (1, "2026-11-22 00:00", "2026-11-23 00:00", "2026-12-04 00:00"),
        (30, "2026-10-10 12:00", "2026-11-09 00:00", "2026-11-20 00:00"),  # over a change of clocks
    ],
)
def test_the_expiry_clock_starts_at_activation(days, bought, active, good_until):
    club = programme(RULE.format(f", pending: {{days: {days}}}"), wallets=wallet("{days: 10}"))
    (earning,) = evaluate(club, basket(bought, "10"), NEWCOMER).earnings
    assert (earning.active_at, earning.expires_at) == (at(active), at(good_until))


@pytest.mark.parametrize(
    ("bought", "good_until"),
    [
        ("2026-08-22 10:00", "2026-09-23 00:00"),  # 31 Mordad + 1 month is 31 Shahrivar
        ("2026-09-22 10:00", "2026-10-23 00:00"),  # 31 Shahrivar + 1 month is 30 Mehr
        ("2027-02-19 10:00", "2027-03-21 00:00"),  # 30 Bahman + 1 month is 29 Esfand
        ("2021-03-20 10:00", "2021-04-20 00:00"),  # 30 Esfand 1399, a leap year, + 1 month is 30 Farvardin
    ],
)
def test_a_persian_club_counts_jalali_months(bought, good_until):
    club = programme(RULE.format(""), wallets=wallet("{months: 1}"), currency="IRR", clock=TEHRAN)
    what = basket(at(bought, TEHRAN), line("10", currency="IRR"), clock=TEHRAN)
    assert evaluate(club, what, NEWCOMER).earnings[0].expires_at == at(good_until, TEHRAN)


def test_a_skipped_midnight_in_tehran_ends_the_day_at_the_change():
    """22 March 2022 began at 01:00; what was good until the 21st ended at that moment."""
    club = programme(RULE.format(""), wallets=wallet("{days: 1}"), currency="IRR", clock=TEHRAN)
    what = basket(at("2022-03-20 10:00", TEHRAN), line("10", currency="IRR"), clock=TEHRAN)
    assert evaluate(club, what, NEWCOMER).earnings[0].expires_at == at("2022-03-22 01:00", TEHRAN)


def test_a_target_expires_from_its_payment():
    club = programme(
        "{id: r, type: targets, period: month, steps: [{reach: '100', give: '10'}], pending: {days: 3}}",
        wallets=wallet("{months: 1}"),
    )
    member = Member(club)
    member.buy(basket("2026-11-22 10:15", "100"))
    paid = member.close("r", "2026-11-22")
    assert paid is not None
    assert (paid.active_at, paid.expires_at) == (at("2026-12-04 00:00"), at("2027-01-05 00:00"))
