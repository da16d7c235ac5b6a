"""Receipts that wait together are committed together, and none pays for another's fault."""

import asyncio
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pytest
from django.db import OperationalError

from moadon.apps.clubs.types import ClubInfo
from moadon.flows.till import commit
from moadon.flows.till.gather import Gatherer
from moadon.flows.till.reading import read_receipt
from moadon.flows.till.types import Committed, ReceiptDraft
from moadon.kernel.refusals import Refused
from tests.flows.shopkeeper import NOON, open_shop
from tests.platform.loops import on_a_loop

pytestmark = pytest.mark.django_db

CLUB = ClubInfo(1, "club", "Club", "ILS", "Asia/Jerusalem")


def _draft(number: int) -> ReceiptDraft:
    return ReceiptDraft(str(number), NOON, ())


class Slow:
    """A commit that the test opens by hand, and that notes its batches."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.entered = threading.Semaphore(0)
        self.open = threading.Semaphore(0)

    def __call__(self, club: ClubInfo, drafts: Sequence[ReceiptDraft]) -> list[Any]:
        self.entered.release()
        self.open.acquire()
        self.batches.append([draft.number for draft in drafts])
        if any(draft.number == "13" for draft in drafts):
            raise ValueError("13 breaks")
        return [Committed(int(draft.number), draft.number) for draft in drafts]


def _start(gatherer: Gatherer, numbers: Sequence[int], told: dict[int, Any]) -> list[threading.Thread]:
    def one(number: int) -> None:
        try:
            told[number] = gatherer.submit(CLUB, _draft(number))
        except (ValueError, OperationalError) as problem:
            told[number] = problem

    threads = [threading.Thread(target=one, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    return threads


def _until_waiting(gatherer: Gatherer, count: int) -> None:
    while CLUB.id not in gatherer._queues or len(gatherer._queues[CLUB.id].waiting) < count:
        threading.Event().wait(0.001)


@pytest.mark.parametrize("most", [4, 100])
def test_those_who_wait_share_the_next_commit_and_each_gets_its_own_answer(most: int) -> None:
    work, told = Slow(), {}
    gatherer = Gatherer(work, most=most, committers=1)
    threads = _start(gatherer, [1], told)
    work.entered.acquire()
    threads += _start(gatherer, range(2, 12), told)
    _until_waiting(gatherer, 10)
    for _ in range(12):
        work.open.release()
    for thread in threads:
        thread.join(10)
    assert {number: outcome.answer for number, outcome in told.items()} == {n: str(n) for n in range(1, 12)}
    assert work.batches[0] == ["1"]
    assert max(map(len, work.batches)) == min(most, 10)
    assert gatherer._queues == {}


def test_one_that_breaks_the_batch_fails_alone() -> None:
    work, told = Slow(), {}
    gatherer = Gatherer(work, committers=1)
    threads = _start(gatherer, [1], told)
    work.entered.acquire()
    threads += _start(gatherer, [12, 13, 14], told)
    _until_waiting(gatherer, 3)
    for _ in range(8):
        work.open.release()
    for thread in threads:
        thread.join(10)
    assert isinstance(told[13], ValueError)
    assert [told[n].answer for n in (1, 12, 14)] == ["1", "12", "14"]


@pytest.mark.parametrize(("failures", "served"), [(1, True), (2, False)])
def test_a_lost_connection_is_tried_once_more_and_then_all_are_told_at_once(failures: int, served: bool) -> None:
    work, told, tries = Slow(), {}, []

    def lost(club: ClubInfo, drafts: Sequence[ReceiptDraft]) -> list[Any]:
        done = work(club, drafts)
        if len(drafts) > 1:
            tries.append(len(drafts))
            if len(tries) <= failures:
                raise OperationalError("the server closed the connection")
        return done

    gatherer = Gatherer(lost, committers=1)
    threads = _start(gatherer, [1], told)
    work.entered.acquire()
    threads += _start(gatherer, [2, 3, 4], told)
    _until_waiting(gatherer, 3)
    for _ in range(4):
        work.open.release()
    for thread in threads:
        thread.join(10)
    assert tries == [3, 3]
    assert [isinstance(told[n], Committed) for n in (1, 2, 3, 4)] == [True, served, served, served]


def test_coroutines_and_threads_wait_for_the_same_commit() -> None:
    work, told = Slow(), {}
    gatherer = Gatherer(work, committers=1)

    async def all_at_once() -> list[Any]:
        waiting = [asyncio.ensure_future(gatherer.submit_soon(CLUB, _draft(n))) for n in (2, 13, 4)]
        await asyncio.sleep(0)
        for _ in range(8):
            work.open.release()
        return await asyncio.gather(*waiting, return_exceptions=True)

    threads = _start(gatherer, [1], told)
    work.entered.acquire()
    threads += _start(gatherer, [3], told)
    _until_waiting(gatherer, 1)
    two, thirteen, four = on_a_loop(all_at_once())
    for thread in threads:
        thread.join(10)

    assert sorted(work.batches[1]) == ["13", "2", "3", "4"]
    assert (two.answer, four.answer, told[3].answer) == ("2", "4", "3")
    assert isinstance(thirteen, ValueError)


def test_a_loop_that_ended_meanwhile_keeps_nobody_else_waiting() -> None:
    work, told = Slow(), {}
    gatherer = Gatherer(work, committers=1)

    async def goes_away() -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(gatherer.submit_soon(CLUB, _draft(1)), 0.001)

    on_a_loop(goes_away())
    work.entered.acquire()
    threads = _start(gatherer, [2], told)
    _until_waiting(gatherer, 1)
    work.open.release()
    work.open.release()
    for thread in threads:
        thread.join(10)

    assert work.batches == [["1"], ["2"]]
    assert told[2].answer == "2"


def test_one_key_with_two_bodies_in_one_commit_stands_for_the_first() -> None:
    shop = open_shop()
    first, second = shop.basket("100"), shop.basket("200")
    drafts = [read_receipt(body, shop.club, key="K") for body in (first, first, second)]
    outcomes = commit(shop.club, drafts, shop.actor, now=lambda: NOON)

    assert [getattr(o, "replayed", None) for o in outcomes[:2]] == [False, True]
    assert isinstance(outcomes[2], Refused) and outcomes[2].code == "idempotency_key_reused"
    assert isinstance(commit(shop.club, drafts[2:], shop.actor, now=lambda: NOON)[0], Refused)
