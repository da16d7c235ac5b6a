"""What becomes of what suspicious receipts gave: set aside, let go, or taken back."""

from datetime import timedelta

import pytest

from moadon.apps.clubs.models import Employee
from moadon.apps.clubs.types import Actor
from moadon.apps.fraud.links import Person, link, set_person
from moadon.apps.fraud.models import Finding
from moadon.apps.ledger.models import Entry, Hold, Transaction
from moadon.apps.members.models import Member
from moadon.flows.fraud import Decided, decide
from moadon.flows.holds import post_hold, void_hold
from moadon.flows.nightly import run_night
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.fraud.watched import (
    BOSS,
    dana,
    decide_on,
    found,
    ring,
    the_finding,
    watch,
    watched_shop,
)
from tests.flows.holds.keeping import check_holds, figures, hold, pay
from tests.flows.shopkeeper import Shopkeeper, document

pytestmark = pytest.mark.django_db
LIMIT = {"member_receipts": {"most": 2, "hours": 24}}


def suspected(**more: object) -> tuple[Shopkeeper, str]:
    """A member with three receipts of 100 and 30.00 of credit by them, one too many."""
    shop = watched_shop(member_receipts={**LIMIT["member_receipts"], **more})
    noa = shop.member()
    ring(shop, noa, 0, 1, 2)
    assert watch(shop) == 1
    return shop, noa


def refused(shop: Shopkeeper, decision: str, **more: object) -> str:
    with pytest.raises(Refused) as refusal:
        decide_on(shop, decision, **more)  # type: ignore[arg-type]
    return refusal.value.code


def test_what_is_held_cannot_be_spent_until_it_is_released_and_then_it_is_as_before() -> None:
    shop, noa = suspected()
    assert figures(shop, noa) == (3000, 3000, 0)
    decide_on(shop, "hold")
    assert (figures(shop, noa), found(shop)[0][1]) == ((3000, 0, 3000), "held")
    assert pay(shop, noa, "0.01").code == "not_enough_value"
    check_holds(shop)
    decide_on(shop, "release")
    assert (figures(shop, noa), found(shop)[0][1]) == ((3000, 3000, 0), "released")
    assert refused(shop, "reverse") == "finding_decided"
    pay(shop, noa, "30.00")
    check_holds(shop)


def test_what_a_rule_holds_at_once_grows_with_the_finding() -> None:
    shop, noa = suspected(effect="hold")
    assert (found(shop)[0][1], figures(shop, noa)) == ("held", (3000, 0, 3000))
    ring(shop, noa, 3)
    assert figures(shop, noa) == (4000, 1000, 3000)
    watch(shop)
    assert figures(shop, noa) == (4000, 0, 4000)
    assert watch(shop) == 0
    assert figures(shop, noa) == (4000, 0, 4000)
    check_holds(shop)


def test_reversed_awards_are_taken_back_by_entries_that_name_those_they_correct() -> None:
    shop, noa = suspected()
    decide_on(shop, "hold")
    decide_on(shop, "reverse")
    assert (figures(shop, noa), found(shop)[0][1]) == ((0, 0, 0), "reversed")
    with club_transaction(shop.club.id):
        awards = set(Transaction.objects.filter(kind="award").values_list("id", flat=True))
        assert set(Transaction.objects.filter(kind="reversal").values_list("corrects", flat=True)) == awards
        lines = list(Entry.objects.filter(transaction__kind="reversal", account__isnull=False))
        given = set(Entry.objects.filter(transaction__kind="award", account__isnull=False).values_list("id", flat=True))
        assert {line.corrects for line in lines} == given
        assert {line.why[0] for line in lines} == {"review.taken_back"}
    check_holds(shop)


def test_reversed_at_once_what_was_spent_already_is_owed() -> None:
    shop, noa = suspected()
    pay(shop, noa, "25.00", "25")
    decide_on(shop, "reverse")
    assert shop.balance(noa) == (0, 0, 2500)
    check_holds(shop)


def test_goods_of_a_reversed_receipt_come_back_without_anything_being_taken_twice() -> None:
    shop = watched_shop(**LIMIT)
    noa = shop.member()
    (first, *_) = ring(shop, noa, 0, 1, 2, price="250")
    watch(shop)
    assert shop.balance(noa) == (7000, 0, 0)
    decide_on(shop, "reverse")
    assert shop.balance(noa) == (0, 0, 0)
    shop.bring_back(first["id"], at=shop.now.isoformat())
    assert shop.balance(noa) == (0, 0, 0)
    ring(shop, noa, 5, price="100")
    assert shop.balance(noa) == (1000, 0, 0)
    check_holds(shop)


def test_goods_that_come_back_while_their_award_is_held() -> None:
    for decision, expected in (("release", (2000, 0, 0)), ("reverse", (0, 0, 0))):
        shop = watched_shop(**LIMIT)
        noa = shop.member()
        (first, *_) = ring(shop, noa, 0, 1, 2)
        watch(shop)
        decide_on(shop, "hold")
        shop.bring_back(first["id"], at=shop.now.isoformat())
        assert shop.balance(noa) == (3000, 0, 1000)
        decide_on(shop, decision)
        assert shop.balance(noa) == expected, decision
        check_holds(shop)


def test_pending_awards_wait_for_the_decision() -> None:
    rule = "{id: base, type: linear, every: '100', give: '10', wallet: credit, basis: receipt, pending: {days: 2}}"
    for decision, expected in (("release", (3000, 0, 0)), ("reverse", (0, 0, 0))):
        shop = watched_shop(**LIMIT)
        shop.publish(document(rule))
        noa = shop.member()
        ring(shop, noa, 0, 1, 2)
        watch(shop)
        assert shop.balance(noa) == (0, 3000, 0)
        decide_on(shop, "hold")
        shop.now += timedelta(days=3)
        run_night(shop.club, shop.now)
        assert shop.balance(noa) == (0, 3000, 0)
        decide_on(shop, decision)
        run_night(shop.club, shop.now)
        assert shop.balance(noa) == expected
        check_holds(shop)


def test_value_under_review_is_nobodys_to_post_or_to_void() -> None:
    shop, _ = suspected(effect="hold")
    with club_transaction(shop.club.id):
        row = Hold.objects.get().pk
    for end in (lambda: post_hold(shop.club, row, None, shop.now), lambda: void_hold(shop.club, row, shop.now)):
        with pytest.raises(Refused) as refusal:
            end()
        assert (refusal.value.code, refusal.value.status) == ("hold_under_review", 409)


def test_two_findings_that_share_receipts_keep_them_until_both_are_over() -> None:
    shop = watched_shop(
        member_receipts={"most": 2, "hours": 24, "effect": "hold"},
        till_member={"most": 2, "hours": 24, "effect": "hold"},
    )
    noa = shop.member()
    ring(shop, noa, 0, 1, 2)
    assert watch(shop) == 2
    assert figures(shop, noa) == (3000, 0, 3000)
    with club_transaction(shop.club.id):
        both = [public_id("fnd", row) for row in Finding.objects.order_by("id").values_list("id", flat=True)]
    decide(shop.club, Decided(both[0], "release", "a wedding"), BOSS, shop.now)
    assert figures(shop, noa) == (3000, 0, 3000)
    decide(shop.club, Decided(both[1], "release", "a wedding"), BOSS, shop.now)
    assert figures(shop, noa) == (3000, 3000, 0)
    check_holds(shop)


def test_a_member_who_is_stopped_earns_but_spends_nothing_until_they_may_again() -> None:
    shop, noa = suspected(effect="stop")
    ring(shop, noa, 10, price="500")
    assert pay(shop, noa, "1.00").code == "spending_stopped"
    with pytest.raises(Refused) as refusal:
        hold(shop, noa, "1.00")
    assert refusal.value.code == "spending_stopped"
    assert shop.balance(noa) == (3000, 5000, 0)
    watch(shop)
    decide_on(shop, "release")
    with club_transaction(shop.club.id):
        assert not Member.objects.get(id=row_id("mbr", noa)).spending_stopped
    run_night(shop.club, shop.now)
    assert figures(shop, noa) == (8000, 8000, 0)
    pay(shop, noa, "80.00")
    check_holds(shop)


def test_a_dismissal_can_be_undone_and_what_was_looked_at_is_not_found_again() -> None:
    shop, noa = suspected()
    assert refused(shop, "dismiss", reason=" ") == "reason_needed"
    decide_on(shop, "dismiss", "a big family")
    assert (watch(shop), found(shop)) == (0, [("member_receipts", "dismissed", 3, 3)])
    decide_on(shop, "reopen", "wrong button")
    assert found(shop) == [("member_receipts", "open", 3, 3)]
    decide_on(shop, "dismiss", "a big family")
    ring(shop, noa, 3)
    assert watch(shop) == 1
    assert [one[1:3] for one in found(shop)] == [("dismissed", 3), ("open", 1)]
    with club_transaction(shop.club.id):
        old = Finding.objects.get(state="dismissed").pk
    with pytest.raises(Refused) as refusal:
        decide(shop.club, Decided(public_id("fnd", old), "reopen", "again"), BOSS, shop.now)
    assert refusal.value.code == "finding_open_again"


@pytest.mark.parametrize("tie", ["employee", "self", "relative"])
def test_nobody_decides_about_themself_or_somebody_close(tie: str) -> None:
    shop = watched_shop(employee_member={"most": 2, "hours": 24})
    noa = shop.member()
    ring(shop, noa, 0, 1, 2)
    watch(shop)
    me = Actor("user", 99, "dana")
    if tie == "employee":
        set_person(club=shop.club, employee=dana(shop), person=Person(user_id=99), actor=BOSS)
    else:
        with club_transaction(shop.club.id):
            other = Employee.objects.create(club_id=shop.club.id, code="e2", name="Avi").pk
        set_person(club=shop.club, employee=other, person=Person(user_id=99), actor=BOSS)
        link(club=shop.club, employee=other, member=row_id("mbr", noa), kind=tie, actor=BOSS)  # type: ignore[arg-type]
    assert refused(shop, "dismiss", actor=me) == "about_yourself"
    decide_on(shop, "dismiss", actor=Actor("user", 100, "avi"))


def test_the_finding_says_who_decided_when_and_why() -> None:
    shop, _ = suspected()
    decide_on(shop, "hold", "looks odd")
    one = the_finding(shop)
    assert (one.decided_by, one.decided_at, one.reason) == ("boss", shop.now, "looks odd")
