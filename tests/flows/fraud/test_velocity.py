"""Too much at once, watched from what the tills sent."""

import pytest

from moadon.apps.fraud.models import Finding
from moadon.store import club_transaction
from tests.flows.fraud.watched import evidence, found, ring, the_finding, watch, watched_shop

pytestmark = pytest.mark.django_db


def test_one_receipt_more_than_usual_opens_a_finding_with_all_of_them() -> None:
    shop = watched_shop(member_receipts={"most": 3, "hours": 24})
    noa = shop.member()
    ring(shop, noa, 0, 10, 20)
    assert (watch(shop), found(shop)) == (0, [])
    ring(shop, noa, 30)
    assert (watch(shop), found(shop)) == (1, [("member_receipts", "open", 4, 4)])
    one = the_finding(shop)
    assert (one.amount, one.score, one.quiet) == (4000, 40, False)
    ring(shop, noa, 40)
    assert (watch(shop), found(shop)) == (0, [("member_receipts", "open", 5, 5)])
    assert watch(shop) == 0


@pytest.mark.parametrize(
    ("kind", "numbers", "more", "caught"),
    [
        ("member_receipts", {"most": 2, "hours": 1}, [{}, {}, {}], 3),
        ("member_branches", {"most": 1, "hours": 1}, [{}, {"branch": "jfa"}], 2),
        ("employee_member", {"most": 2, "hours": 1}, [{}, {}, {}], 3),
        ("till_member", {"most": 2, "hours": 1}, [{}, {}, {}], 3),
        ("till_member", {"most": 2, "hours": 1}, [{}, {}, {"till": "T2"}], 0),
        ("employee_receipts", {"most": 5, "hours": 1}, [{}] * 6, 6),
        ("till_receipts", {"most": 5, "hours": 1}, [{}] * 6, 6),
        ("branch_receipts", {"most": 5, "hours": 1}, [{}] * 6, 6),
        ("branch_receipts", {"most": 5, "hours": 1}, [{}] * 5, 0),
    ],
)
def test_velocity(kind: str, numbers: dict[str, int], more: list[dict[str, str]], caught: int) -> None:
    shop = watched_shop(**{kind: numbers})
    noa = shop.member()
    for i, extra in enumerate(more):
        ring(shop, noa, i, **extra)
    watch(shop)
    assert [one[2] for one in found(shop)] == ([caught] if caught else [])


def test_a_member_who_spends_again_and_again() -> None:
    shop = watched_shop(member_spends={"most": 2, "hours": 24})
    noa = shop.member()
    ring(shop, noa, 0, price="1000")
    for minute in (1, 2, 3):
        ring(shop, noa, minute, redeem=[{"wallet": "credit", "amount": "1.00"}])
    watch(shop)
    assert found(shop) == [("member_spends", "open", 3, 3)]


def test_history_that_is_brought_in_was_not_rung_now() -> None:
    shop = watched_shop(member_receipts={"most": 1, "hours": 24}, till_receipts={"most": 5, "hours": 1})
    noa = shop.member()
    for _ in range(7):
        shop.post_history(shop.basket("100", member=noa))
    watch(shop)
    assert found(shop) == []


def test_a_rule_that_only_notes_waits_for_nobody() -> None:
    shop = watched_shop(member_receipts={"most": 1, "hours": 24, "effect": "note"})
    ring(shop, shop.member(), 0, 1)
    watch(shop)
    with club_transaction(shop.club.id):
        assert Finding.objects.get().quiet


def test_receipts_that_come_late_and_in_any_batches_make_the_same_finding() -> None:
    told = []
    for order, most in (([0, 10, 20, 30, 5000], 1000), ([5000, 30, 0, 20, 10], 1), ([20, 5000, 0, 10, 30], 2)):
        shop = watched_shop(member_receipts={"most": 2, "hours": 1})
        noa = shop.member()
        for minute in order:
            ring(shop, noa, minute)
            if most == 1:
                watch(shop, most)
        watch(shop, most)
        told.append(([one[1:] for one in found(shop)], len(evidence(shop))))
    assert told == [([("open", 4, 4)], 4)] * 3
