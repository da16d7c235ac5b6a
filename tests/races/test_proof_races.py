"""Proofs that are shown at two tills at the same moment, and guesses that come all at once."""

from typing import Any

import pytest

from moadon.apps.members.types import MemberRef
from moadon.engine.proofs import step_at, token_of
from moadon.flows.credentials import keeping
from moadon.flows.holds import HoldDraft, place_hold, post_hold
from moadon.kernel.ids import public_id
from tests.flows.credentials.proving import PIN, asking_shop, code_for, spend, with_pin
from tests.races.test_hold_races import codes, told
from tests.races.test_till_races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Any:
    from tests.flows.credentials.proving import a_mailbox

    with a_mailbox(monkeypatch) as box:
        yield box


def test_one_code_at_eight_tills_at_once_is_taken_by_one(mailbox: Any) -> None:
    shop, noa = asking_shop(proof_floor_money=0)
    proof = code_for(shop, noa, mailbox)
    answers = at_once(*[lambda: spend(shop, noa, "5", proof) for _ in range(8)])
    _one_took_it(answers)
    shop.check_books()


def test_one_phones_code_on_holds_and_receipts_at_once_is_taken_by_one() -> None:
    shop, noa = asking_shop(proof_floor_money=0)
    made = keeping.pair_device(shop.club, noa, "", shop.actor, shop.now, code=None)
    proof = token_of(made.secret, public_id("dev", made.id), step_at(shop.now))
    wish = HoldDraft(MemberRef("id", noa), "credit", "5", 600, "order", proof)
    ways = [lambda: spend(shop, noa, "5", proof), lambda: told(lambda: place_hold(shop.club, wish, shop.now))] * 4
    _one_took_it(at_once(*ways))


def test_small_spends_at_once_never_take_more_than_the_floor_unproven() -> None:
    shop, noa = asking_shop()
    rows = [
        place_hold(shop.club, HoldDraft(MemberRef("id", noa), "credit", "8", 600, f"order {n}"), shop.now)
        for n in range(4)
    ]
    posts = [lambda row=row: told(lambda: post_hold(shop.club, row, None, shop.now)) for row in rows]
    answers = at_once(*posts, *[lambda: spend(shop, noa, "8") for _ in range(4)])
    assert codes(answers) == ["proof_needed"] * 6


def test_twenty_guesses_at_once_are_not_all_judged() -> None:
    shop, noa = asking_shop()
    with_pin(shop, noa)
    answers = at_once(*[lambda n=n: spend(shop, noa, "30", f"11{n:02}") for n in range(50, 70)])
    assert codes(answers).count("wrong_proof") <= 5
    assert spend(shop, noa, "30", PIN).code == "proof_locked"


def _one_took_it(answers: Any) -> None:
    """Of eight one was told yes; who came late to the count of wrong ones was told that it is full."""
    refused = codes(answers)
    assert len(refused) == 7
    assert set(refused) <= {"wrong_proof", "proof_locked"}
