"""D2: the highest step reached in a month, paid once at the start of the next (semantics 7)."""

import pytest

from moadon.engine.rules import Buyer, Progress, evaluate, settle
from moadon.kernel.calendars import period_of
from tests.engine.shop import NEWCOMER, TEHRAN, Member, at, basket, earned, line, minor, programme

STEPS = (
    "steps: [{reach: '400', give: '40'}, {reach: '800', give: '100'}, {reach: '1200', give: '180'},"
    " {reach: '1600', give: '280'}]"
)
CLUB = programme(f"{{id: r, type: targets, period: month, {STEPS}}}")


@pytest.mark.parametrize(
    ("spend", "gets"),
    [
        ("0.01", "0"), ("399.99", "0"), ("400.00", "40"), ("799.99", "40"), ("800.00", "100"), ("1199.99", "100"),
        ("1200.00", "180"), ("1599.99", "180"), ("1600.00", "280"), ("1600.01", "280"), ("50000.00", "280"),
    ],
)  # fmt: skip
def test_the_published_table_with_its_edges(spend, gets):
    member = Member(CLUB)
    assert earned(member.buy(basket("2026-11-22 10:15", spend))) == 0
    assert member.balance["credit"] == 0
    paid = member.close("r", "2026-11-22")
    assert (paid.amount if paid else 0) == minor(gets)
    assert member.close("r", "2026-11-22") is None
    assert member.balance["credit"] == minor(gets)


@pytest.mark.parametrize(
    ("receipts", "gets"),
    [
        ([("2026-11-01 00:00", "200"), ("2026-11-30 23:59", "200")], "40"),
        ([("2026-10-31 23:59", "200"), ("2026-11-01 00:00", "399.99")], "0"),
        ([("2026-11-30 23:59", "399.99"), ("2026-12-01 00:00", "200")], "0"),
        ([("2026-11-05 10:00", "399.99"), ("2026-11-06 10:00", "0.01")], "40"),
        ([("2026-11-05 10:00", "500"), ("2026-11-06 10:00", "500"), ("2026-11-07 10:00", "600")], "280"),
    ],
)
def test_a_month_is_the_clubs_own_and_its_receipts_add_up(receipts, gets):
    member = Member(CLUB)
    for when, price in receipts:
        member.buy(basket(when, price))
    paid = member.close("r", "2026-11-15")
    assert (paid.amount if paid else 0) == minor(gets)


def test_it_is_paid_at_the_first_moment_of_the_next_month_in_the_clubs_zone():
    member = Member(CLUB)
    member.buy(basket("2026-11-22 10:15", "806"))
    paid = member.close("r", "2026-11-22")
    assert paid is not None
    assert paid.active_at == at("2026-12-01 00:00")
    assert (paid.base, paid.times, paid.period) == (0, 1, "2026-11")
    assert paid.why.key == "earn.targets.paid"
    assert paid.counts == (("r", "2026-11"),)


def test_utc_and_local_month_differ_and_the_local_one_counts():
    """Semantics 3: 22:30 UTC on 30 November is 00:30 on 1 December in Tel Aviv."""
    late = evaluate(CLUB, basket(at("2026-12-01 00:30"), "400"), NEWCOMER)
    assert late.earnings[0].period == "2026-12"


def test_a_late_receipt_of_a_paid_month_is_paid_the_difference_at_once():
    """Semantics 4: it corrects the period it belongs to."""
    member = Member(CLUB)
    member.buy(basket("2026-11-10 10:00", "700"))
    assert member.close("r", "2026-11-10").amount == minor("40")
    late = member.buy(basket("2026-11-11 10:00", "100"))
    assert earned(late) == minor("60")
    assert late.earnings[0].active_at == at("2026-12-01 00:00")
    assert late.earnings[0].why.key == "earn.targets.late"
    assert earned(member.buy(basket("2026-11-12 10:00", "100"))) == 0
    assert member.balance["credit"] == minor("100")
    assert late.near == ()


@pytest.mark.parametrize(("awarded", "gets"), [("40", "60"), ("70", "30"), ("150", "0"), ("0", "60")])
def test_a_late_receipt_pays_its_own_step_whatever_another_version_paid(awarded, gets):
    standing = {("r", "2026-11"): Progress(base=minor("700"), awarded=minor(awarded), times=1, settled=True)}
    assert earned(evaluate(CLUB, basket("2026-11-11 10:00", "100"), Buyer(standing))) == minor(gets)


def test_a_late_receipt_before_the_payment_is_paid_with_the_rest():
    member = Member(CLUB)
    member.buy(basket("2026-11-10 10:00", "700"))
    member.buy(basket("2026-11-30 23:59", "100"))
    assert member.close("r", "2026-11-10").amount == minor("100")


def test_it_says_the_next_step_and_what_that_makes_it():
    member = Member(CLUB)
    member.buy(basket("2026-12-02 10:00", "612"))
    evaluation = member.buy(basket("2026-12-17 17:20", "194"))
    assert evaluation.earnings[0].why.key == "earn.targets.reached"
    (near,) = evaluation.near
    assert (near.missing, near.gets) == (minor("394"), minor("180"))
    top = member.buy(basket("2026-12-18 17:20", "5000"))
    assert top.near == ()


@pytest.mark.parametrize(
    ("kind", "last", "first", "key"),
    [
        ("day", "2026-11-21 23:59", "2026-11-22 00:00", "2026-11-22"),
        ("week", "2026-11-21 23:59", "2026-11-22 00:00", "w2026-11-22"),
        ("month", "2026-11-30 23:59", "2026-12-01 00:00", "2026-12"),
        ("quarter", "2026-09-30 23:59", "2026-10-01 00:00", "2026-Q4"),
        ("year", "2026-12-31 23:59", "2027-01-01 00:00", "2027"),
    ],
)
def test_every_kind_of_period_has_its_border_at_local_midnight(kind, last, first, key):
    """Semantics 3: the week of an Israeli club starts on Sunday."""
    club = programme(f"{{id: r, type: targets, period: {kind}, {STEPS}}}")
    before = evaluate(club, basket(last, "1"), NEWCOMER).earnings[0]
    after = evaluate(club, basket(first, "1"), NEWCOMER).earnings[0]
    assert after.period == key
    assert before.period != key


@pytest.mark.parametrize(
    ("local", "fold", "month"),
    [
        ("2026-03-27 01:59", 0, "2026-03"),  # the night clocks go forward in Israel: 02:00 becomes 03:00
        ("2026-03-27 03:00", 0, "2026-03"),
        ("2026-10-25 01:30", 0, "2026-10"),  # the night they go back: 01:30 comes twice
        ("2026-10-25 01:30", 1, "2026-10"),
    ],
)
def test_the_nights_on_which_clocks_change_belong_to_one_day(local, fold, month):
    """Semantics 3: DST nights."""
    what = basket(at(local, fold=fold), "400")
    assert evaluate(CLUB, what, NEWCOMER).earnings[0].period == month
    daily = programme(f"{{id: r, type: targets, period: day, {STEPS}}}")
    assert evaluate(daily, what, NEWCOMER).earnings[0].period == local[:10]


def test_the_two_equal_hours_of_the_autumn_night_add_up_in_one_day():
    daily = programme(f"{{id: r, type: targets, period: day, {STEPS}}}")
    member = Member(daily)
    for fold in (0, 1):
        member.buy(basket(at("2026-10-25 01:30", fold=fold), "200"))
    assert member.close("r", "2026-10-25").amount == minor("40")


@pytest.mark.parametrize(
    ("kind", "last", "first", "key"),
    [
        ("month", "2026-11-21 23:59", "2026-11-22 00:00", "j1405-09"),
        ("quarter", "2026-09-22 23:59", "2026-09-23 00:00", "j1405-Q3"),
        ("year", "2027-03-20 23:59", "2027-03-21 00:00", "j1406"),
        ("year", "2025-03-20 23:59", "2025-03-21 00:00", "j1404"),  # 1403 was a leap year of 366 days
        ("week", "2026-11-20 23:59", "2026-11-21 00:00", "w2026-11-21"),  # Saturday
        ("day", "2022-03-21 23:59", "2022-03-22 01:00", "2022-03-22"),  # DST, while Iran had it: midnight was skipped
    ],
)
def test_a_persian_club_runs_on_jalali_periods(kind, last, first, key):
    """Semantics 3: Jalali months and quarters, weeks from Saturday."""
    club = programme(
        "{id: r, type: targets, period: " + kind + ", steps: [{reach: '4000000', give: '400000'}]}",
        wallets="{credit: {kind: credit}}", currency="IRR", clock=TEHRAN,
    )  # fmt: skip
    one = line("1", currency="IRR")
    after = evaluate(club, basket(at(first, TEHRAN), one, clock=TEHRAN), NEWCOMER).earnings[0]
    before = evaluate(club, basket(at(last, TEHRAN), one, clock=TEHRAN), NEWCOMER).earnings[0]
    assert after.period == key
    assert before.period != key


def test_a_jalali_quarter_is_paid_on_the_first_day_of_the_next():
    club = programme(
        "{id: r, type: targets, period: quarter, steps: [{reach: '4000000', give: '400000'}]}",
        wallets="{credit: {kind: credit}}", currency="IRR", clock=TEHRAN,
    )  # fmt: skip
    member = Member(club)
    member.buy(basket(at("2026-12-21 23:59", TEHRAN), line("4000000", currency="IRR"), clock=TEHRAN))
    paid = member.close("r", "2026-10-15")
    assert paid is not None
    assert (paid.period, paid.amount, paid.active_at) == ("j1405-Q3", 400000, at("2026-12-22 00:00", TEHRAN))


def test_nothing_is_paid_for_other_rules_or_below_the_first_step():
    november = period_of(at("2026-11-22 10:15").date(), "month")
    assert settle(CLUB, "r", november, Progress(base=39999)) is None
    assert settle(CLUB, "r", november, Progress(base=40000, settled=True)) is None
    assert settle(CLUB, "r", november, Progress(base=40000, awarded=4000)) is None
    assert settle(CLUB, "unknown", november, Progress(base=40000)) is None
    linear = programme("{id: r, type: linear, every: '100', give: '10', basis: accumulated}")
    assert settle(linear, "r", november, Progress(base=40000)) is None
