"""Decisions, tills and watchers at the same moment, over real connections."""

import pytest

from moadon.flows.fraud import watch_club
from moadon.flows.fraud import watching as module
from moadon.kernel.refusals import Refused
from tests.flows.fraud.watched import decide_on, evidence, found, ring, watch, watched_shop
from tests.flows.holds.keeping import check_holds, figures, pay
from tests.flows.sealed import others_are_over
from tests.flows.shopkeeper import Shopkeeper
from tests.races.test_hold_races import codes, told
from tests.races.test_till_races import at_once

pytestmark = pytest.mark.django_db
FEW = {"most": 2, "hours": 24}


def held() -> tuple[Shopkeeper, str]:
    shop = watched_shop(member_receipts=FEW)
    noa = shop.member()
    ring(shop, noa, 0, 1, 2)
    watch(shop)
    decide_on(shop, "hold")
    return shop, noa


@pytest.mark.parametrize("_turn", range(3))
def test_a_finding_ends_one_way(_turn: int) -> None:
    shop, noa = held()
    ends = ["release", "reverse"] * 4
    answers = at_once(*[lambda end=end: told(lambda: decide_on(shop, end)) for end in ends])
    assert codes(answers) == ["finding_decided"] * 7
    state = found(shop)[0][1]
    assert figures(shop, noa) == ((3000, 3000, 0) if state == "released" else (0, 0, 0))
    check_holds(shop)


@pytest.mark.parametrize("_turn", range(4))
def test_who_spends_while_it_is_being_held_spends_it_or_finds_it_held(_turn: int) -> None:
    shop = watched_shop(member_receipts=FEW)
    noa = shop.member()
    ring(shop, noa, 0, 1, 2)
    watch(shop)
    paid, _ = at_once(lambda: told(lambda: pay(shop, noa, "30.00", "30")), lambda: decide_on(shop, "hold"))
    refused = isinstance(paid, Refused)
    assert figures(shop, noa) == ((3000, 0, 3000) if refused else (0, 0, 0))
    check_holds(shop)


@pytest.mark.parametrize("_turn", range(4))
def test_goods_that_come_back_while_it_is_reversed_are_taken_back_once(_turn: int) -> None:
    shop = watched_shop(member_receipts=FEW)
    noa = shop.member()
    (first, *_) = ring(shop, noa, 0, 1, 2)
    watch(shop)
    at_once(lambda: shop.bring_back(first["id"], at=shop.now.isoformat()), lambda: decide_on(shop, "reverse"))
    assert shop.balance(noa) == (0, 0, 0)
    check_holds(shop)


def test_two_watchers_find_what_one_finds() -> None:
    shop = watched_shop(member_receipts=FEW)
    noa = shop.member()
    ring(shop, noa, *range(8))
    others_are_over()
    at_once(*[lambda: list(watch_club(shop.club, shop.now, 2)) for _ in range(4)])
    watch(shop)
    assert (found(shop), len(evidence(shop))) == ([("member_receipts", "open", 8, 8)], 8)


@pytest.mark.parametrize("dies", ["note", "advance_reader", "watched"])
def test_a_watcher_that_dies_has_done_nothing_and_the_next_one_does_it_all(
    dies: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = watched_shop(member_receipts={**FEW, "effect": "hold"})
    noa = shop.member()
    ring(shop, noa, 0, 1, 2)
    others_are_over()
    place = module.audit if dies == "advance_reader" else module.actions
    real = getattr(place, dies)

    def killed(*given: object) -> object:
        real(*given)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(place, dies, killed)
        with pytest.raises(KeyboardInterrupt):
            list(watch_club(shop.club, shop.now))
    assert (found(shop), figures(shop, noa)) == ([], (3000, 3000, 0))
    assert watch(shop) == 1
    assert (found(shop), figures(shop, noa)) == ([("member_receipts", "held", 3, 3)], (3000, 0, 3000))
    check_holds(shop)
