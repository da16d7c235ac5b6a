"""Value that one member hands to another: nothing is made, nothing lives longer, both are told."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moadon.apps.corrections import actions, transfers
from moadon.apps.corrections.policy import DEFAULT_LIMITS, DEFAULT_REASONS
from moadon.apps.corrections.types import Policy, TransferTerms
from moadon.apps.ledger.models import Entry, Lot
from moadon.apps.members.models import Member
from moadon.apps.members.types import MemberRef
from moadon.flows.corrections.transferring import TransferDraft, transfer
from moadon.flows.credentials.keeping import set_pin
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.corrections.desk import correct, later, opened
from tests.flows.holds.keeping import hold
from tests.flows.shopkeeper import Shopkeeper

pytestmark = pytest.mark.django_db


def allow(shop: Shopkeeper, **terms: Any) -> None:
    """Let members hand over credit, without proof unless it is asked for."""
    own = TransferTerms("credit", **{"proof": False, **terms})
    actions.decide_policy(shop.club, Policy(DEFAULT_LIMITS, DEFAULT_REASONS, 7, {"credit": own}), shop.actor)


def two(spent: str = "1000", **terms: Any) -> tuple[Shopkeeper, str, str]:
    """A shop, somebody with a tenth of what they spent, and somebody with nothing."""
    shop, noa = opened(spent)
    allow(shop, **terms)
    return shop, noa, shop.member("+972525550143")


def hand(shop: Shopkeeper, giver: str, receiver: str, amount: str, **more: Any) -> int:
    draft = TransferDraft(MemberRef("id", giver), MemberRef("id", receiver), "credit", amount, **more)
    return transfer(shop.club, draft, shop.actor, shop.now)


def test_value_goes_from_one_to_the_other_and_keeps_when_it_ends() -> None:
    shop, noa, dan = two()
    later(shop, days=5)
    hand(shop, noa, dan, "40")
    assert (shop.balance(noa)[0], shop.balance(dan)[0]) == (6000, 4000)
    with club_transaction(shop.club.id):
        first, second = Lot.objects.order_by("id")
        assert (first.remaining, second.remaining) == (6000, 4000)
        assert (first.expires_at, first.active_at) == (second.expires_at, second.active_at)
        books = Entry.objects.filter(transaction__kind="transfer", account__isnull=True)
        assert sorted((one.book, one.amount) for one in books) == [("transferred", -4000), ("transferred", 4000)]
    shop.check_books()


def test_several_lots_go_in_the_order_in_which_they_would_be_spent_each_with_its_own_end() -> None:
    shop, noa, dan = two()
    soon = shop.club.day_of(shop.now) + timedelta(days=3)
    correct(shop, noa, "30", expires_on=soon)
    hand(shop, noa, dan, "50")
    with club_transaction(shop.club.id):
        theirs = list(Lot.objects.filter(account__owner=row_id("mbr", dan)).order_by("id"))
        assert [one.remaining for one in theirs] == [3000, 2000]
        assert shop.club.day_of(theirs[0].expires_at - timedelta(seconds=1)) == soon  # type: ignore[operator]
    shop.check_books()


def test_the_fee_is_kept_by_the_club_and_rounded_half_up() -> None:
    shop, noa, dan = two(fee="0.05")
    row = hand(shop, noa, dan, "0.50")
    assert (shop.balance(noa)[0], shop.balance(dan)[0]) == (9950, 47)
    with club_transaction(shop.club.id):
        kept = transfers.transfer(shop.club, row)
        assert (kept.amount, kept.fee) == (50, 3)
    shop.check_books()


def test_what_the_receiver_owes_is_paid_from_it() -> None:
    shop, noa, dan = two()
    correct(shop, dan, "-10", shortage="arrears")
    hand(shop, noa, dan, "40")
    assert shop.balance(dan) == (3000, 0, 0)
    shop.check_books()


@pytest.mark.parametrize(
    ("amount", "terms", "code"),
    [
        ("0", {}, "not_above_zero"),
        ("-1", {}, "not_above_zero"),
        ("1.001", {}, "too_many_decimals"),
        ("100.01", {}, "not_enough_value"),
        ("50.01", {"single": "50"}, "above_transfer_limit"),
        ("50", {"single": "50"}, None),
        ("0.01", {"fee": "0.99"}, "not_above_zero"),
        ("5", {"proof": True}, "proof_needed"),
    ],
)
def test_what_may_be_handed_over(amount: str, terms: dict[str, Any], code: str | None) -> None:
    shop, noa, dan = two(**terms)
    if code is None:
        hand(shop, noa, dan, amount)
        return
    with pytest.raises(Refused, match=code):
        hand(shop, noa, dan, amount)
    assert (shop.balance(noa)[0], shop.balance(dan)[0]) == (10000, 0)


def test_transfers_are_off_until_the_club_allows_them() -> None:
    shop, noa = opened()
    with pytest.raises(Refused, match="no_transfers"):
        hand(shop, noa, shop.member("+972525550143"), "1")


def test_a_day_and_a_month_have_limits_of_their_own() -> None:
    shop, noa, dan = two(day="30", month="50")
    hand(shop, noa, dan, "30")
    with pytest.raises(Refused, match="above_transfer_limit"):
        hand(shop, noa, dan, "0.01")
    later(shop, days=1)
    hand(shop, noa, dan, "20")
    later(shop, days=1)
    with pytest.raises(Refused, match="above_transfer_limit"):
        hand(shop, noa, dan, "0.01")
    later(shop, days=7)
    hand(shop, noa, dan, "30")
    # What somebody was given counts into nobody's limit.
    hand(shop, dan, noa, "30")
    shop.check_books()


def test_neither_what_is_owed_nor_what_is_set_aside_moves() -> None:
    shop, noa, dan = two()
    hold(shop, noa, "90.00")
    with pytest.raises(Refused, match="not_enough_value"):
        hand(shop, noa, dan, "10.01")
    hand(shop, noa, dan, "10")
    correct(shop, dan, "-30", shortage="arrears")
    with pytest.raises(Refused, match="owes_value"):
        hand(shop, dan, noa, "1")


@pytest.mark.parametrize("who", ["giver", "receiver"])
def test_who_is_unknown_or_has_left_neither_gives_nor_gets(who: str) -> None:
    shop, noa, dan = two()
    with club_transaction(shop.club.id):
        Member.objects.filter(id=row_id("mbr", noa if who == "giver" else dan)).update(
            status="ended", ended_at=shop.now
        )
    with pytest.raises(Refused, match="unknown_member"):
        hand(shop, noa, dan, "1")
    with pytest.raises(Refused, match="unknown_member"):
        hand(shop, public_id("mbr", 1 << 40), dan, "1")
    with pytest.raises(Refused, match="unknown_member"):
        hand(shop, noa, public_id("mbr", 1 << 40), "1")


def test_nobody_hands_to_themself() -> None:
    shop, noa, _ = two()
    with pytest.raises(Refused, match="same_member"):
        hand(shop, noa, noa, "1")


def test_the_giver_proves_to_be_themself_where_the_club_wants_it() -> None:
    shop, noa, dan = two(proof=True)
    set_pin(shop.club, noa, "258014", shop.actor, shop.now)
    for wrong in (None, "111999"):
        with pytest.raises(Refused, match="proof"):
            hand(shop, noa, dan, "1", proof=wrong)
    assert shop.balance(dan)[0] == 0
    hand(shop, noa, dan, "1", proof="258014")
    assert shop.balance(dan)[0] == 100


def test_value_that_is_handed_on_is_known_by_the_lot_in_which_it_was_given() -> None:
    shop, noa, dan = two()
    tal = shop.member("+972525550144")
    hand(shop, noa, dan, "40")
    hand(shop, dan, tal, "10")
    with club_transaction(shop.club.id):
        first = Lot.objects.order_by("id").first()
        assert first is not None
        from moadon.apps.corrections.models import HandedLot

        assert [one.root_id for one in HandedLot.objects.all()] == [first.pk, first.pk]


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(1, 9000), st.integers(0, 6)),
        min_size=3,
        max_size=12,
    ),
    fee=st.sampled_from(["0", "0.05", "0.333"]),
)
def test_any_story_of_transfers_makes_nothing_and_prolongs_nothing(
    steps: list[tuple[int, int, int, int]], fee: str
) -> None:
    shop, noa, dan = two(fee=fee)
    people = [noa, dan, shop.member("+972525550144")]
    fees = 0
    for giver, receiver, units, days in steps:
        try:
            row = hand(shop, people[giver], people[receiver], f"{units // 100}.{units % 100:02}")
        except Refused:
            continue
        with club_transaction(shop.club.id):
            fees += transfers.transfer(shop.club, row).fee
        later(shop, days=days)
        shop.check_books()
    assert sum(shop.balance(one)[0] for one in people) + fees == 10000
    with club_transaction(shop.club.id):
        assert len(set(Lot.objects.values_list("expires_at", flat=True))) == 1
