"""The night: pays, activates, lets lapse; late, twice, after days off it books the same."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from moadon.flows.nightly import NightStuck, every_club, lots, periods, run, run_night
from tests.flows.shopkeeper import LINEAR, MONTHLY, document, open_shop

pytestmark = pytest.mark.django_db

OCTOBER = datetime(2026, 10, 10, 9, 0, tzinfo=UTC)
FIRST_NIGHT = datetime(2026, 11, 1, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("spent", "paid"),
    [(["399.99"], 0), (["400"], 4000), (["799.99"], 4000), (["500", "300"], 10000), (["1199.99"], 10000),
     (["1200"], 18000), (["1599.99"], 18000), (["1600"], 28000), (["5000"], 28000)],
)  # fmt: skip
def test_monthly_targets_pay_the_highest_step_reached_once(spent: list[str], paid: int) -> None:
    shop = open_shop()
    shop.publish(document(MONTHLY))
    noa = shop.member()
    for price in spent:
        shop.buy(price, member=noa, at=OCTOBER.isoformat())
    run_night(shop.club, FIRST_NIGHT)
    assert shop.balance(noa)[0] == paid
    assert run_night(shop.club, FIRST_NIGHT + timedelta(days=3)).settled == 0
    assert shop.balance(noa)[0] == paid
    shop.check_books()


def test_a_receipt_that_arrives_after_its_month_was_paid_corrects_the_month() -> None:
    shop = open_shop()
    shop.publish(document(MONTHLY))
    noa = shop.member()
    shop.buy("500", member=noa, at=OCTOBER.isoformat())
    run_night(shop.club, FIRST_NIGHT)
    late = shop.buy("300", member=noa, at=OCTOBER.isoformat())
    assert [(a["rule"], a["amount"]) for a in late["awards"]] == [("monthly", "60.00")]
    assert shop.balance(noa)[0] == 10000
    shop.bring_back(late["id"])
    assert shop.balance(noa)[0] == 4000
    shop.check_books()


def test_a_return_before_the_month_ends_lowers_what_it_pays() -> None:
    shop = open_shop()
    shop.publish(document(MONTHLY))
    noa = shop.member()
    sale = shop.buy("500", "300", member=noa, at=OCTOBER.isoformat())
    shop.bring_back(sale["id"], [{"line": "2", "quantity": "1"}])
    run_night(shop.club, FIRST_NIGHT)
    assert shop.balance(noa)[0] == 4000


def test_credit_lapses_after_its_last_local_day_and_says_so() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    shop.buy("100", member=noa, at=datetime(2025, 11, 21, 9, 0, tzinfo=UTC).isoformat())
    last_evening = datetime(2026, 11, 21, 21, 59, tzinfo=UTC)
    assert run_night(shop.club, last_evening).lapsed == 0
    assert run_night(shop.club, last_evening + timedelta(minutes=1)).lapsed == 1
    assert shop.balance(noa) == (0, 0, 0)
    shop.check_books()


def test_pending_points_wait_and_then_count() -> None:
    shop = open_shop()
    shop.publish(document("{id: slow, type: per_amount, amount: '1', give: '1', wallet: points, pending: {days: 14}}"))
    noa = shop.member()
    sale = shop.buy("120", member=noa)
    assert shop.balance(noa, "points") == (0, 120, 0)
    shop.bring_back(sale["id"])
    assert shop.balance(noa, "points") == (0, 0, 0)
    shop.buy("80", member=noa)
    run_night(shop.club, shop.now + timedelta(days=13))
    assert shop.balance(noa, "points") == (0, 80, 0)
    run_night(shop.club, shop.now + timedelta(days=40))
    assert shop.balance(noa, "points") == (80, 0, 0)
    shop.check_books()


@pytest.fixture
def _no_waiting_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """A night that spins is cut short."""
    calls = count()

    def waiting(*_: object) -> int:
        if next(calls) > 50:
            raise AssertionError("the night spins")
        return 0

    monkeypatch.setattr(run, "CHUNK", 5)
    monkeypatch.setattr(lots.audit, "write_facts", waiting)


@pytest.mark.usefixtures("_no_waiting_for_ever")
@pytest.mark.parametrize("chunk", [5, 1])
def test_a_step_that_makes_no_progress_stops_and_says_which_and_whose(
    monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    shop, other = open_shop(), open_shop()
    for one in (shop, other):
        one.publish(document(LINEAR))
        one.buy("100", member=one.member(), at=datetime(2024, 11, 21, 9, 0, tzinfo=UTC).isoformat())
        one.buy("200", member=one.member("+972525550143"), at=datetime(2024, 11, 22, 9, 0, tzinfo=UTC).isoformat())
    monkeypatch.setattr(run, "CHUNK", chunk)
    monkeypatch.setattr(lots, "_expire", lambda *_: None)

    with pytest.raises(NightStuck, match=rf"night of {shop.club.slug} .* step expire"):
        run_night(shop.club, FIRST_NIGHT)
    with pytest.raises(NightStuck):
        every_club(FIRST_NIGHT)


@pytest.mark.usefixtures("_no_waiting_for_ever")
def test_periods_that_stay_due_stop_the_night(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = open_shop()
    shop.publish(document(MONTHLY))
    shop.buy("500", member=shop.member(), at=OCTOBER.isoformat())
    monkeypatch.setattr(periods.reward_writes, "mark_settled", lambda _: None)

    with pytest.raises(NightStuck, match="step pay") as stuck:
        run_night(shop.club, FIRST_NIGHT)
    assert (stuck.value.step, stuck.value.club) == ("pay", shop.club.slug)


def test_a_night_of_many_chunks_is_no_night_without_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    for day in range(1, 13):
        shop.buy("100", member=shop.member(f"+9725255502{day:02}"), at=f"2024-11-{day:02}T10:00:00+02:00")
    monkeypatch.setattr(run, "CHUNK", 1)

    assert run_night(shop.club, FIRST_NIGHT).lapsed == 12
    shop.check_books()
