"""Value given and taken by hand: double entry, never below zero, and the member is told why (semantics 32)."""

from datetime import date, timedelta
from typing import Any

import pytest

from moadon.apps.ledger.models import Entry, Lot
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.corrections.desk import correct, later, lines, opened, row_of, state

pytestmark = pytest.mark.django_db


def test_what_is_given_is_a_lot_of_its_own_that_ends_by_the_wallets_terms() -> None:
    shop, noa = opened("")
    row = correct(shop, noa, "12.50")
    assert (state(shop, row), shop.balance(noa)) == ("done", (1250, 0, 0))
    assert lines(shop, row) == [("correction", "balance", 1250), ("correction", "issued", -1250)]
    with club_transaction(shop.club.id):
        (lot,) = Lot.objects.all()
        assert lot.expires_at is not None
        assert shop.club.day_of(lot.expires_at - timedelta(microseconds=1)) == date(2026, 12, 12)
    shop.check_books()


def test_the_last_good_day_of_a_gift_may_be_chosen_and_is_good_to_its_end() -> None:
    shop, noa = opened("")
    correct(shop, noa, "5", expires_on=date(2026, 11, 22))
    with club_transaction(shop.club.id):
        (lot,) = Lot.objects.all()
        assert lot.expires_at is not None
        assert shop.club.day_of(lot.expires_at) == date(2026, 11, 23)
        assert shop.club.day_of(lot.expires_at - timedelta(microseconds=1)) == date(2026, 11, 22)


def test_the_member_reads_the_reason_and_not_the_free_words() -> None:
    shop, noa = opened("")
    row = correct(shop, noa, "5", note="Dana was rude to him")
    with club_transaction(shop.club.id):
        (line,) = Entry.objects.filter(account__isnull=False)
        assert line.why is not None
        key, params = line.why
        assert (key, params["reason"][0]) == ("correction.given", "text")
        assert set(params["reason"][1]) == {"en", "he", "fa"}
        assert "rude" not in str(line.why)
    assert row_of(shop, row).note == "Dana was rude to him"


def test_what_is_taken_comes_from_the_lot_that_ends_first() -> None:
    shop, noa = opened("1000")
    correct(shop, noa, "30", expires_on=date(2026, 11, 25))
    row = correct(shop, noa, "-40", reason="wrong_amount")
    with club_transaction(shop.club.id):
        assert [one.remaining for one in Lot.objects.order_by("id")] == [9000, 0]
    assert (row_of(shop, row).before, row_of(shop, row).after) == (13000, 9000)
    shop.check_books()


def test_a_taking_that_corrects_a_line_takes_from_its_own_lots_first_and_names_it() -> None:
    shop, noa = opened("1000")
    correct(shop, noa, "30", expires_on=date(2026, 11, 25))
    with club_transaction(shop.club.id):
        award = Entry.objects.filter(transaction__kind="award", account__isnull=False).get()
    row = correct(shop, noa, "-40", reason="wrong_amount", corrects=public_id("ent", award.pk))
    with club_transaction(shop.club.id):
        assert [one.remaining for one in Lot.objects.order_by("id")] == [6000, 3000]
        made = Entry.objects.filter(transaction=row_of(shop, row).transaction_id).select_related("transaction")
        assert {(one.corrects, one.transaction.corrects) for one in made} == {(award.pk, award.transaction_id)}
    shop.check_books()


def test_a_correction_is_undone_by_a_new_one_that_names_it() -> None:
    shop, noa = opened("")
    first = correct(shop, noa, "20")
    with club_transaction(shop.club.id):
        line = Entry.objects.filter(transaction=row_of(shop, first).transaction_id, account__isnull=False).get()
    undone = correct(shop, noa, "-20", reason="undo", corrects=public_id("ent", line.pk))
    with club_transaction(shop.club.id):
        second = Entry.objects.filter(transaction=row_of(shop, undone).transaction_id, account__isnull=False).get()
    correct(shop, noa, "20", reason="undo", corrects=public_id("ent", second.pk))
    assert shop.balance(noa) == (2000, 0, 0)
    shop.check_books()


def test_more_than_there_is_can_not_be_taken_unless_the_rest_is_to_be_owed() -> None:
    shop, noa = opened("1000")
    with pytest.raises(Refused) as refused:
        correct(shop, noa, "-100.01")
    assert (refused.value.code, refused.value.field) == ("not_enough_value", "amount")
    assert refused.value.params["available"] == ("money", 10000, "ILS")
    row = correct(shop, noa, "-130", shortage="arrears")
    assert shop.balance(noa) == (0, 0, 3000)
    assert row_of(shop, row).after == -3000
    shop.check_books()


def test_a_gift_pays_what_is_owed_first_and_only_the_rest_is_a_lot() -> None:
    shop, noa = opened("1000")
    correct(shop, noa, "-130", shortage="arrears")
    row = correct(shop, noa, "50")
    assert shop.balance(noa) == (2000, 0, 0)
    assert lines(shop, row) == [
        ("correction", "arrears", 3000),
        ("correction", "balance", 2000),
        ("correction", "issued", -3000),
        ("correction", "issued", -2000),
    ]
    shop.check_books()


def test_a_gift_that_is_less_than_what_is_owed_makes_no_lot() -> None:
    shop, noa = opened("")
    correct(shop, noa, "-30", shortage="arrears")
    correct(shop, noa, "10")
    assert shop.balance(noa) == (0, 0, 2000)
    with club_transaction(shop.club.id):
        assert not Lot.objects.exists()
    shop.check_books()


@pytest.mark.parametrize(
    ("draft", "code", "field"),
    [
        ({"amount": "0"}, "not_zero", "amount"),
        ({"amount": "1.001"}, "too_many_decimals", "amount"),
        ({"amount": "x"}, "not_a_number", "amount"),
        ({"wallet": "gold"}, "unknown_wallet", "wallet"),
        ({"reason": "because"}, "unknown_reason", "reason"),
        ({"note": "x" * 501}, "too_long", "note"),
        ({"expires_on": date(2026, 11, 21)}, "day_is_over", "expires_on"),
        ({"amount": "-1", "expires_on": date(2026, 12, 1)}, "only_for_gifts", "expires_on"),
        ({"corrects": public_id("ent", 1 << 40)}, "unknown_entry", "corrects"),
        ({"corrects": "nonsense"}, "unknown_entry", "corrects"),
    ],
)
def test_what_cannot_be_corrected_is_refused_and_changes_nothing(draft: dict[str, Any], code: str, field: str) -> None:
    shop, noa = opened("1000")
    with pytest.raises(Refused) as refused:
        correct(shop, noa, **{"amount": "5", **draft})
    assert (refused.value.code, refused.value.field) == (code, field)
    assert shop.balance(noa) == (10000, 0, 0)


def test_a_line_of_another_member_is_none_of_this_one() -> None:
    shop, noa = opened("1000")
    dan = shop.member("+972525550143")
    with club_transaction(shop.club.id):
        line = Entry.objects.filter(account__owner=row_id("mbr", noa)).first()
    assert line is not None
    with pytest.raises(Refused, match="unknown_entry"):
        correct(shop, dan, "-5", corrects=public_id("ent", line.pk))


def test_what_has_expired_is_not_taken_and_what_is_set_aside_is_left_alone() -> None:
    from tests.flows.holds.keeping import hold

    shop, noa = opened("1000")
    hold(shop, noa, "90.00", ttl=7 * 24 * 3600)
    with pytest.raises(Refused, match="not_enough_value"):
        correct(shop, noa, "-10.01")
    later(shop, days=30)
    with pytest.raises(Refused, match="not_enough_value"):
        correct(shop, noa, "-1")
