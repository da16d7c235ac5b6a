"""Balances of the club and its branches at any moment, against what the accounts of its members held."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moadon.apps.clubs.models import Branch
from moadon.flows.nightly import run_night
from moadon.insight.lake import look
from moadon.insight.reports import balances
from moadon.kernel.moments import AsOf
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.past import LADDER, STEP, Accounts, history_of
from tests.flows.shopkeeper import LINEAR, NOON, POINTS, Shopkeeper, document, open_shop

pytestmark = pytest.mark.django_db
NAMES = ("balance", "pending", "arrears")


def held(told: dict[str, Any]) -> Accounts:
    """What the report says, in the smallest units, as accounts keep it."""
    found: Accounts = {}
    for row in told["rows"]:
        places = 2 if row["wallet"] == "credit" else 0
        balance, pending, arrears = (int(Decimal(row[name]).scaleb(places)) for name in NAMES)
        found[row["wallet"]] = (balance + arrears, pending, arrears)
    return found


def rows(shop: Shopkeeper, moment: AsOf, *names: str, by: str | None = None) -> list[tuple[Any, ...]]:
    told: Any = balances(shop.club, moment, by)
    return [tuple(row[name] for name in names) for row in told["rows"]]


def levels(shop: Shopkeeper, moment: AsOf, by: str | None = None) -> list[tuple[Any, ...]]:
    told: Any = balances(shop.club, moment, by)
    return [(row["branch"], row["level"], row["members"]) for row in told["tiers"]]


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=1, max_size=8))
def test_at_every_moment_the_club_is_what_its_members_held(steps: list[tuple[str, Any, int]]) -> None:
    story = history_of(steps)
    for clock, accounts in story.told:
        told: Any = balances(story.shop.club, AsOf(known=clock))
        assert held(told) == {wallet: three for wallet, three in accounts.items() if any(three)}
    assert held(balances(story.shop.club, AsOf())) == held(balances(story.shop.club, AsOf(known=story.told[-1][0])))


def test_value_is_of_the_branch_that_gave_it_and_members_of_the_one_that_signed_them_up() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR, POINTS) + LADDER)
    with club_transaction(shop.club.id):
        jaffa = Branch.objects.get(code="jfa").pk
    noa, dana = shop.member("+972525550101", branch_id=jaffa), shop.member("+972525550102")
    shop.buy("300", member=noa, branch="tlv")
    shop.buy("100", member=noa, branch="jfa", redeem=[{"wallet": "credit", "amount": "5.00"}])
    shop.buy("200", member=dana, branch="jfa")
    assert rows(shop, AsOf(), "branch", "wallet", "kind", "members", "balance", "worth", by="branch") == [
        ("tlv", "credit", "credit", 1, "25.00", "25.00"), ("tlv", "points", "points", 1, "300", "15.00"),
        ("jfa", "credit", "credit", 1, "20.00", "20.00"), ("jfa", "points", "points", 2, "295", "14.75"),
    ]  # fmt: skip
    assert rows(shop, AsOf(), "branch", "wallet", "members", "balance") == [
        (None, "credit", 2, "45.00"), (None, "points", 2, "595"),
    ]  # fmt: skip
    assert levels(shop, AsOf()) == [(None, "basic", 1), (None, "gold", 1)]
    assert levels(shop, AsOf(), "branch") == [(None, "basic", 1), ("jfa", "gold", 1)]


def test_before_and_after_the_end_of_a_lot_swept_out_or_not() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR, wallets="{credit: {kind: credit, expires: {after: {days: 40}}}}"))
    shop.buy("100", member=shop.member())
    early, soon, after = (AsOf(at=NOON + timedelta(days=days)) for days in (1, 15, 60))
    what = ("balance", "available", "expiring", "worth")
    assert rows(shop, early, *what) == [("10.00", "10.00", "0.00", "10.00")]
    assert rows(shop, soon, *what) == [("10.00", "10.00", "10.00", "10.00")]
    assert rows(shop, after, *what) == [("10.00", "0.00", "0.00", "0.00")]
    run_night(shop.club, NOON + timedelta(days=61))
    assert rows(shop, soon, *what) == [("10.00", "10.00", "10.00", "10.00")]
    assert rows(shop, after, *what) == []


def test_levels_of_a_past_day_are_of_those_who_were_members_then() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR) + LADDER)
    noa = shop.member("+972525550101")
    shop.member("+972525550102", ended_at=NOON - timedelta(days=2))
    shop.buy("400", member=noa)
    assert levels(shop, AsOf(at=NOON - timedelta(days=9))) == [(None, "basic", 2)]
    assert levels(shop, AsOf(at=NOON + timedelta(days=1))) == [(None, "gold", 1)]
    assert levels(shop, AsOf(at=NOON - timedelta(days=2000))) == []


def test_years_on_a_ladder_count_for_who_never_came() -> None:
    shop = open_shop()
    years = "tiers: [{id: main, basis: tenure, levels: [{id: new, from: '0'}, {id: old, from: '12'}]}]\n"
    shop.publish(document(LINEAR) + years)
    shop.member("+972525550101")
    assert levels(shop, AsOf(at=NOON - timedelta(days=800))) == [(None, "new", 1)]
    assert levels(shop, AsOf(at=NOON)) == [(None, "old", 1)]


def test_the_number_of_questions_does_not_grow() -> None:
    counts = []
    for members in (1, 5):
        shop = open_shop()
        shop.publish(document(LINEAR, POINTS) + LADDER)
        for n in range(members):
            shop.buy("100", member=shop.member(f"+97252555010{n}"))
        with look(shop.club) as lake:
            balances(shop.club, AsOf(at=NOON), "branch", lake=lake)
            counts.append(lake.asked)
    assert counts[0] == counts[1] <= 4


def test_an_unknown_by_is_refused() -> None:
    with pytest.raises(Refused, match="unknown_by"):
        balances(open_shop().club, AsOf(), "moon")
