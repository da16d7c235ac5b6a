"""Goods that go back and forth, strange joining, guessing."""

from datetime import timedelta

import pytest

from moadon.apps.audit.actions import tell_wrong_guess
from moadon.apps.clubs.types import Actor
from moadon.apps.fraud.rules import rules
from moadon.apps.ledger.models import Account
from moadon.apps.members.types import NewMember
from moadon.flows.fraud import watch_club
from moadon.flows.fraud.trying import try_rule
from moadon.flows.joining import join, join_many
from moadon.flows.till import give_back
from moadon.flows.till.reading_returns import read_return
from moadon.kernel.ids import public_id
from moadon.store import club_transaction
from tests.flows.fraud.watched import dana, decide_on, found, ring, the_finding, watch, watched_shop
from tests.flows.holds.keeping import check_holds
from tests.flows.shopkeeper import LINEAR, NOON, Shopkeeper, document

pytestmark = pytest.mark.django_db
TIERS = "tiers: [{id: main, basis: spend, levels: [{id: basic, from: '0'}, {id: gold, from: '500'}]}]\n"


def back(shop: Shopkeeper, sale: str, minute: int) -> None:
    at = NOON + timedelta(minutes=minute)
    shop.now = max(shop.now, at)
    shop.bring_back(sale, at=at.isoformat(), employee="e1")


def test_a_member_who_brings_back_most_of_what_they_buy() -> None:
    shop = watched_shop(member_returns={"most": 1, "hours": 24, "share": 50})
    noa, ori = shop.member(), shop.member("+972525550143")
    sales = ring(shop, noa, 0, 1, 2)
    for i, sale in enumerate(sales[:2]):
        back(shop, sale["id"], 10 + i)
    for i, sale in enumerate(ring(shop, ori, *range(20, 30))[:2]):
        back(shop, sale["id"], 40 + i)
    watch(shop)
    assert found(shop) == [("member_returns", "open", 2, 2)]
    assert the_finding(shop).subject.startswith("member:")


def test_an_employee_who_takes_much_back() -> None:
    shop = watched_shop(employee_returns={"most": 2, "hours": 24})
    for i, sale in enumerate(ring(shop, None, 0, 1, 2)):
        back(shop, sale["id"], 10 + i)
    watch(shop)
    assert found(shop) == [("employee_returns", "open", 3, 3)]


@pytest.mark.parametrize(("minutes", "caught"), [(30, 1), (90, 0)])
def test_value_spent_and_the_goods_brought_back_soon(minutes: int, caught: int) -> None:
    shop = watched_shop(spent_and_returned={"most": 0, "hours": 24, "within": 1})
    noa = shop.member()
    ring(shop, noa, 0, price="1000")
    (sale,) = ring(shop, noa, 1, redeem=[{"wallet": "credit", "amount": "20.00"}])
    back(shop, sale["id"], 1 + minutes)
    watch(shop)
    assert [one[2] for one in found(shop)] == [1] * caught


def test_the_same_goods_back_again_and_again() -> None:
    shop = watched_shop(same_goods={"most": 1, "hours": 24})
    noa = shop.member()
    for i, sale in enumerate(ring(shop, noa, 0, 1)):
        back(shop, sale["id"], 10 + i)
    watch(shop)
    assert found(shop) == [("same_goods", "open", 2, 2)]


def test_a_level_reached_and_the_goods_brought_back() -> None:
    shop = watched_shop(reached_and_returned={"most": 0, "hours": 24})
    shop.publish(document(LINEAR) + TIERS)
    noa = shop.member()
    small, large = ring(shop, noa, 0, price="100"), ring(shop, noa, 1, price="600")
    back(shop, small[0]["id"], 10)
    watch(shop)
    assert found(shop) == []
    back(shop, large[0]["id"], 11)
    watch(shop)
    assert found(shop) == [("reached_and_returned", "open", 1, 1)]


def test_whom_an_employee_took_in_and_who_never_bought() -> None:
    shop = watched_shop(joined_never_bought={"most": 2, "hours": 1440, "days": 14})
    till = Actor("key", 7, "till")
    for i, days in enumerate([50, 40, 30, 20, 1, 0]):
        new = NewMember(phone=f"05255502{i}0", employee_id=dana(shop), joined_at=shop.now - timedelta(days=days))
        who = public_id("mbr", join(club=shop.club, new=new, actor=till, now=lambda: shop.now).pk)
        if i == 0:
            ring(shop, who, 0)
    watch(shop)
    assert found(shop) == [("joined_never_bought", "open", 3, 3)]


def test_returns_whose_sales_nobody_knows() -> None:
    shop = watched_shop(returns_without_sale={"most": 1, "hours": 24})
    for number in ("W1", "W2"):
        body = {"number": number, "at": NOON.isoformat(), "of": {"number": "none"}, "employee": "e1", "branch": "tlv"}
        give_back(shop.club, [read_return(body, None, 2, language="en")], shop.actor, now=lambda: shop.now)
    watch(shop)
    assert found(shop) == [("returns_without_sale", "open", 2, 2)]


def joins(shop: Shopkeeper, *phones: str, address: str = "", by: int = 7) -> None:
    for phone in phones:
        actor = Actor("key", by, "till", address)
        join(club=shop.club, new=NewMember(phone=phone), actor=actor, now=lambda: shop.now)


@pytest.mark.parametrize(
    ("rule", "address", "phones", "caught"),
    [
        (
            "joins_by_caller",
            "",
            ["0525550110", "0525550120", "0525550130", "0525550140", "0525550150", "0525550160"],
            6,
        ),
        ("joins_by_caller", "", ["0525550110", "0525550120"], 0),
        ("joins_from_address", "10.0.0.9", [f"05255501{i}0" for i in range(1, 7)], 6),
        ("joins_from_address", "", [f"05255501{i}0" for i in range(1, 7)], 0),
        ("joins_in_a_row", "", ["0525550102", "0525550101", "0525550103"], 3),
        ("joins_in_a_row", "", ["0525550102", "0525550104", "0525550107"], 0),
    ],
)
def test_joining(rule: str, address: str, phones: list[str], caught: int) -> None:
    most = 2 if rule == "joins_in_a_row" else 5
    shop = watched_shop(**{rule: {"most": most, "hours": 1}})
    joins(shop, *phones, address=address)
    watch(shop)
    assert [one[2] for one in found(shop)] == ([caught] if caught else [])


def test_who_is_brought_in_by_a_file_was_taken_in_by_nobody() -> None:
    shop = watched_shop(joins_in_a_row={"most": 2, "hours": 1}, joins_by_caller={"most": 2, "hours": 1})
    join_many(club=shop.club, rows=[NewMember(phone=f"052555010{i}") for i in range(8)], now=lambda: shop.now)
    watch(shop)
    assert found(shop) == []


def test_what_was_given_for_joining_is_held_and_taken_back() -> None:
    shop = watched_shop(joins_in_a_row={"most": 2, "hours": 1, "effect": "hold"})
    shop.publish(document("{id: hello, type: per_event, event: joined, give: '50', wallet: credit}"))
    joins(shop, "0525550101", "0525550102", "0525550103")
    watch(shop)
    with club_transaction(shop.club.id):
        assert list(Account.objects.filter(balance__gt=0).values_list("balance", "held")) == [(5000, 5000)] * 3
    decide_on(shop, "reverse")
    with club_transaction(shop.club.id):
        assert set(Account.objects.values_list("balance", "held", "owed")) == {(0, 0, 0)}
    check_holds(shop)


def guess(shop: Shopkeeper, times: int, kind: str = "coupon", caller: str = "key:1", address: str = "") -> None:
    for i in range(times):
        tell_wrong_guess(shop.club.id, kind, caller, NOON + timedelta(seconds=i), address)


@pytest.mark.parametrize(
    ("rule", "guesses", "caught"),
    [
        ("guesses_of_caller", {}, 5),
        ("guesses_of_caller", {"kind": "member"}, 0),
        ("lookups_of_caller", {"kind": "member"}, 5),
        ("guesses_of_address", {"address": "10.0.0.9"}, 5),
        ("guesses_of_address", {}, 0),
    ],
)
def test_guessing(rule: str, guesses: dict[str, str], caught: int) -> None:
    shop = watched_shop(**{rule: {"most": 3, "hours": 1}})
    guess(shop, 3, **guesses)
    watch(shop)
    assert found(shop) == []
    guess(shop, 2, **guesses)
    guess(shop, 3, caller="key:2", kind=guesses.get("kind", "pin"))
    watch(shop)
    assert [one[2] for one in found(shop)] == ([caught] if caught else [])


def test_a_dry_run_finds_what_watching_finds_and_writes_nothing() -> None:
    shop = watched_shop(member_receipts={"most": 2, "hours": 24}, own_receipts={"most": 0})
    noa = shop.member()
    ring(shop, noa, 0, 1, 2)
    for i in range(4):
        shop.post_history(shop.basket("100", member=shop.member(f"+97252555020{i}"), at=NOON.isoformat()))
    with club_transaction(shop.club.id):
        known = rules(shop.club)
        told = try_rule(shop.club, known["member_receipts"], shop.now)
        assert (told.findings, told.receipts, told.events) == (1, 7, 3)
        assert all(try_rule(shop.club, one, shop.now).findings <= 1 for one in known.values())
    assert found(shop) == []
    assert sum(step.opened for step in watch_club(shop.club, shop.now)) <= 1
