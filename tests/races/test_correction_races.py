"""Corrections asked for and decided at the same moment, over real connections."""

import pytest

from moadon.apps.clubs.types import Role
from moadon.apps.corrections.models import Request
from moadon.apps.corrections.types import BRANCH_MANAGER
from moadon.apps.ledger.models import Transaction
from moadon.flows.corrections import approve, refuse, withdraw
from moadon.flows.nightly import run_night
from moadon.store import club_transaction
from tests.flows.corrections.desk import CASHIER, MANAGER, OWNER, correct, hand, later, opened, row_of, state
from tests.races.test_hold_races import codes, told
from tests.races.test_till_races import at_once

pytestmark = pytest.mark.django_db


def test_twelve_at_once_stay_within_the_limit_of_a_day() -> None:
    shop, noa = opened("")
    dan = shop.member("+972525550143")
    who = hand(BRANCH_MANAGER)
    rows = at_once(*[lambda member=member: correct(shop, member, "50", who) for member in (noa, dan) * 6])
    states = sorted(state(shop, row) for row in rows)
    assert states == ["done"] * 4 + ["waiting"] * 8
    assert shop.balance(noa)[0] + shop.balance(dan)[0] == 20000
    shop.check_books()


def test_approvals_of_one_person_at_once_stay_within_the_limit_of_a_day() -> None:
    shop, noa = opened("")
    rows = [correct(shop, noa, "500", CASHIER) for _ in range(6)]
    answers = at_once(*[lambda row=row: told(lambda: approve(shop.club, row, "", MANAGER, shop.now)) for row in rows])
    assert codes(answers) == ["above_limit"] * 2
    assert shop.balance(noa) == (200000, 0, 0)
    shop.check_books()


def test_approved_eight_times_at_once_it_is_done_once() -> None:
    shop, noa = opened("")
    row = correct(shop, noa, "100", CASHIER)
    people = [hand(Role.OWNER, number) for number in range(1, 9)]
    answers = at_once(*[lambda by=by: told(lambda: approve(shop.club, row, "", by, shop.now)) for by in people])
    assert codes(answers) == ["correction_ended"] * 7
    with club_transaction(shop.club.id):
        assert Transaction.objects.filter(kind="correction").count() == 1
    shop.check_books()


def test_approved_refused_withdrawn_and_swept_at_once_it_ends_one_way() -> None:
    shop, noa = opened("")
    for _ in range(5):
        row, before = correct(shop, noa, "100", CASHIER), shop.balance(noa)[0]
        answers = at_once(
            lambda row=row: told(lambda: approve(shop.club, row, "", MANAGER, shop.now)),
            lambda row=row: told(lambda: refuse(shop.club, row, "No", OWNER, shop.now)),
            lambda row=row: told(lambda: withdraw(shop.club, row, CASHIER, shop.now)),
        )
        assert codes(answers) == ["correction_ended"] * 2
        assert shop.balance(noa)[0] - before == (10000 if state(shop, row) == "done" else 0)
    row = correct(shop, noa, "100", CASHIER)
    early = shop.now
    later(shop, days=7)
    at_once(lambda: told(lambda: approve(shop.club, row, "", OWNER, early)), lambda: run_night(shop.club, shop.now))
    assert row_of(shop, row).state in ("done", "expired")
    shop.check_books()


def test_what_is_there_once_is_taken_once() -> None:
    shop, noa = opened("1000")
    rows = [correct(shop, noa, "-60", CASHIER) for _ in range(4)]
    answers = at_once(*[lambda row=row: told(lambda: approve(shop.club, row, "", OWNER, shop.now)) for row in rows])
    assert codes(answers) == ["not_enough_value"] * 3
    with club_transaction(shop.club.id):
        assert Request.objects.filter(state="waiting").count() == 3
    assert shop.balance(noa) == (4000, 0, 0)
    shop.check_books()
