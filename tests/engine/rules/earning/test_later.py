"""Awards that can be spent later, and a base that counts prices before discounts."""

import pytest

from moadon.engine.rules import AWAITED
from tests.engine.shop import TEHRAN, TEL_AVIV, Member, at, basket, earned, line, minor, programme

R = "{{id: r, type: per_amount, amount: '1', give: '1', pending: {}}}"
YEAR = "{credit: {kind: credit, expires: {after: {months: 12}}}}"


@pytest.mark.parametrize(
    ("pending", "bought", "active", "until", "clock"),
    [
        ("{days: 14}", "2026-11-22 10:15", "2026-12-06 00:00", "2027-12-07 00:00", TEL_AVIV),
        ("{period: week}", "2026-11-22 10:15", "2026-11-29 00:00", "2027-11-30 00:00", TEL_AVIV),  # Sunday to Sunday
        ("{period: week}", "2026-11-28 23:59", "2026-11-29 00:00", "2027-11-30 00:00", TEL_AVIV),
        ("{period: month}", "2026-11-30 23:59", "2026-12-01 00:00", "2027-12-02 00:00", TEL_AVIV),
        ("{period: quarter}", "2026-11-22 10:15", "2027-01-01 00:00", "2028-01-02 00:00", TEL_AVIV),
        ("{period: year}", "2026-11-22 10:15", "2027-01-01 00:00", "2028-01-02 00:00", TEL_AVIV),
        ("{period: month}", "2026-11-22 10:15", "2026-12-22 00:00", "2027-12-23 00:00", TEHRAN),  # the 1st of Dey
    ],
)
def test_it_waits_and_its_clock_begins_when_it_is_active(pending, bought, active, until, clock):
    """Semantics 8."""
    club = programme(R.format(pending), wallets=YEAR, clock=clock)
    (earning,) = Member(club).buy(basket(bought, "10", clock=clock)).earnings
    assert (earning.active_at, earning.expires_at) == (at(active, clock), at(until, clock))


def test_what_waits_for_an_event_has_no_end_yet():
    club = programme(R.format("{event: delivered}"), wallets=YEAR)
    member = Member(club)
    (earning,) = member.buy(basket("2026-11-22 10:15", "10")).earnings
    assert (earning.amount, earning.active_at, earning.expires_at) == (minor("10"), AWAITED, None)
    assert member.bring_back(0)[0].amount == -minor("10")


BEFORE = "base: {discounts: before}"
AFTER = "base: {discounts: after}"


@pytest.mark.parametrize(
    ("base", "lines", "redeem", "counts"),
    [
        (BEFORE, [line("100", off="30")], None, "100"),
        (AFTER, [line("100", off="30")], None, "70"),
        (BEFORE, [line("100", off="100")], None, "100"),
        (BEFORE, [line("100", off="30")], "20", "80"),  # value of the club is left out
        (BEFORE, [line("100", off="30")], "70", "0"),  # nothing was bought with the member's own money
        (BEFORE, [line("60", "A", off="20"), line("40", "B")], "16", "84"),
        ("base: {discounts: before, tax: excluded}", [line("118", off="18", tax="0.18")], None, "100"),
        ("base: {discounts: before, exclude: {sku: [A]}}", [line("60", "A"), line("40", "B", off="9")], None, "40"),
    ],
)
def test_prices_may_count_before_discounts(base, lines, redeem, counts):
    club = programme("{id: r, type: per_amount, amount: '0.01', give: '0.01'}", base=base)
    what = basket("2026-11-22 10:15", *lines, redeem={"credit": redeem} if redeem else None)
    assert earned(Member(club).buy(what)) == minor(counts)
