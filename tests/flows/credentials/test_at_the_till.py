"""Value above the floor leaves by proof only, whatever the receipt (semantics 12)."""

import pytest

from moadon.kernel.refusals import Refused, RefusedMany
from moadon.store import watching
from tests.flows.credentials.proving import FLOOR, PIN, Mailbox, asking, asking_shop, code_for, later, spend, with_pin
from tests.flows.shopkeeper import POINTS

pytestmark = pytest.mark.django_db


def code(told: object) -> str:
    (told,) = told.refusals if isinstance(told, RefusedMany) else (told,)
    return told.code if isinstance(told, Refused) else "taken"


def test_above_the_floor_a_phone_number_is_not_enough() -> None:
    shop, noa = asking_shop()
    told = spend(shop, noa, "20.01")
    assert isinstance(told, Refused)
    assert (told.code, told.status, told.field, told.params["taken"]) == (
        "proof_needed", 403, "redeem", ["code", "pin", "device"],
    )  # fmt: skip
    assert shop.balance(noa)[0] == 10000
    assert code(spend(shop, noa, "20.00")) == "taken"


def test_many_small_spends_do_not_go_around_it_and_a_day_later_the_floor_is_there_again() -> None:
    shop, noa = asking_shop()
    assert [code(spend(shop, noa, amount)) for amount in ("8", "12", "0.01")] == ["taken", "taken", "proof_needed"]
    later(shop, hours=23, minutes=59)
    assert code(spend(shop, noa, "0.01")) == "proof_needed"
    later(shop, minutes=1)
    assert code(spend(shop, noa, "20")) == "taken"


def test_in_one_batch_each_counts_what_those_before_it_spent() -> None:
    shop, noa = asking_shop()
    bodies = [shop.basket("50", member=noa, redeem=[{"wallet": "credit", "amount": "8"}]) for _ in range(4)]
    assert [code(told) for told in shop.post(*bodies)] == ["taken", "taken", "proof_needed", "proof_needed"]


@pytest.mark.parametrize(
    ("floor", "amount", "told"),
    [(0, "0.01", "proof_needed"), (None, "100", "taken"), (10_000, "100", "taken"), (9_999, "100", "proof_needed")],
)
def test_a_floor_of_nothing_always_asks_and_none_never(floor: int | None, amount: str, told: str) -> None:
    shop, noa = asking_shop(proof_floor_money=floor)
    assert code(spend(shop, noa, amount)) == told


def test_points_have_a_floor_of_their_own() -> None:
    shop, noa = asking_shop(POINTS, proof_floor_money=0, proof_floor_points=100)
    pay = {"wallet": "points", "amount": "60"}
    assert code(shop.buy("200", member=noa, redeem=[pay])) == "taken"
    assert code(shop.buy("200", member=noa, redeem=[pay])) == "proof_needed"
    assert code(shop.buy("200", member=noa, redeem=[{**pay, "amount": "40"}])) == "taken"


def test_a_pin_proves_again_and_again_and_what_it_proved_does_not_count() -> None:
    shop, noa = asking_shop()
    pin = with_pin(shop, noa)
    assert [code(spend(shop, noa, "30", pin)) for _ in range(2)] == ["taken", "taken"]
    assert code(spend(shop, noa, "20")) == "taken"
    assert code(spend(shop, noa, "1")) == "proof_needed"


def test_a_pin_may_be_typed_in_any_script_and_is_no_other_members() -> None:
    shop, noa = asking_shop()
    with_pin(shop, noa)
    dan = shop.member("+972525550199")
    shop.buy("1000", member=dan)
    assert code(spend(shop, noa, "30", "۸۳۰۲")) == "taken"
    assert code(spend(shop, dan, "30", PIN)) == "wrong_proof"


def test_a_one_time_code_does_once(mailbox: Mailbox) -> None:
    shop, noa = asking_shop()
    proof = code_for(shop, noa, mailbox)
    assert [code(spend(shop, noa, "30", proof)) for _ in range(2)] == ["taken", "wrong_proof"]


def test_a_code_ends_with_its_time_and_with_the_next_one(mailbox: Mailbox) -> None:
    shop, noa = asking_shop(code_minutes=5)
    old, new = code_for(shop, noa, mailbox), code_for(shop, noa, mailbox)
    assert old == new or code(spend(shop, noa, "30", old)) == "wrong_proof"
    later(shop, minutes=5)
    assert code(spend(shop, noa, "30", new)) == "wrong_proof"


def test_a_code_for_a_sum_is_good_for_no_more_and_for_no_other_wallet(mailbox: Mailbox) -> None:
    shop, noa = asking_shop()
    proof = code_for(shop, noa, mailbox, wallet="credit", amount="30")
    assert code(spend(shop, noa, "30.01", proof)) == "wrong_proof"
    assert code(spend(shop, noa, "30.00", proof)) == "taken"


def test_a_refused_receipt_uses_up_no_code(mailbox: Mailbox) -> None:
    shop, noa = asking_shop()
    proof = code_for(shop, noa, mailbox)
    assert code(spend(shop, noa, "150", proof)) == "not_enough_value"
    assert code(spend(shop, noa, "30", proof)) == "taken"


def test_a_receipt_that_stands_is_told_again_though_its_code_is_used(mailbox: Mailbox) -> None:
    shop, noa = asking_shop()
    redeem = [{"wallet": "credit", "amount": "30", "proof": code_for(shop, noa, mailbox)}]
    body = shop.basket("50", member=noa, redeem=redeem)
    assert [told["_status"] for told in (*shop.post(body), *shop.post(body))] == [201, 200]
    assert shop.balance(noa)[0] == 7000


def test_under_one_key_another_proof_is_another_request() -> None:
    shop, noa = asking_shop()
    body = shop.basket("50", member=noa, redeem=[{"wallet": "credit", "amount": "30"}])
    proven = {**body, "redeem": [{"wallet": "credit", "amount": "30", "proof": with_pin(shop, noa)}]}
    told = [shop.post(one, keys=[key])[0] for one, key in ((body, "a"), (body, "a"), (proven, "a"), (proven, "b"))]
    assert [code(one) for one in told] == ["proof_needed", "proof_needed", "idempotency_key_reused", "taken"]


def test_after_five_wrong_ones_nothing_is_judged_for_an_hour_not_even_the_right_one() -> None:
    shop, noa = asking_shop()
    pin = with_pin(shop, noa)
    told = [code(spend(shop, noa, "30", f"111{n}")) for n in range(6)]
    assert told == ["wrong_proof"] * 5 + ["proof_locked"]
    assert code(spend(shop, noa, "30", pin)) == "proof_locked"
    later(shop, hours=1)
    assert code(spend(shop, noa, "30", pin)) == "taken"


def test_old_books_and_a_club_that_asks_for_nothing_are_not_asked() -> None:
    shop, noa = asking_shop()
    body = shop.basket("200", member=noa, redeem=[{"wallet": "credit", "amount": "30"}])
    assert code(shop.post_history(body)) == "taken"
    asking(shop, proof_floor_money=None)
    assert code(spend(shop, noa, "60", "no proof at all")) == "taken"


def test_a_quote_says_that_proof_will_be_needed_and_uses_up_none(mailbox: Mailbox) -> None:
    shop, noa = asking_shop()
    proof = code_for(shop, noa, mailbox)
    redeem = [{"wallet": "credit", "amount": "30", "proof": proof}]
    body = shop.basket("50", member=noa, redeem=redeem)
    told = shop.quote(body)["proof_needed"]
    assert told["kinds"] == ["code", "pin", "device"] and "one-time code" in told["why"]
    assert shop.quote({**body, "redeem": [{"wallet": "credit", "amount": "20"}]})["proof_needed"] is None
    assert code(shop.post(body)[0]) == "taken"


def test_no_proof_is_asked_of_the_database_where_nothing_is_redeemed_or_no_floor_is() -> None:
    shop, noa = asking_shop()

    def asked(**settings: object) -> list[str]:
        asking(shop, **settings)
        with watching() as seen:
            spend(shop, noa, "1")
        return [sql for sql in seen if "credentials" in sql]

    assert asked(proof_floor_money=None) == []
    assert len(asked(proof_floor_money=FLOOR)) > 0
