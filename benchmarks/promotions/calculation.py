"""Ours, and the ceiling: a plain loop that decides the same conditions and does nothing else."""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from benchmarks.promotions.load import Goods, Offer, range_of
from moadon.engine.rules import Basket, Buyer, Programme, evaluate

ROUNDS = 15
One = TypeVar("One")


def best(run: Callable[[One], object], over: Sequence[One], rounds: int = ROUNDS) -> float:
    """Baskets per second of processor time in the best round."""
    fastest = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        for one in over:
            run(one)
        fastest = min(fastest, time.process_time() - started)
    return len(over) / fastest


def rate_of(programme: Programme, over: Sequence[tuple[Basket, Buyer]], rounds: int = ROUNDS) -> float:
    """Baskets per second that `programme` evaluates."""
    return best(lambda case: evaluate(programme, *case), over, rounds)


def decided(offers: Sequence[Offer], basket: Goods) -> list[str]:
    """Which of the promotions hold for a basket: one after the other, each looking at the lines it asks about."""
    total = 0
    for item in basket:
        total += item.quantity * item.price
    found = []
    for offer in offers:
        if offer.least:
            holds = total >= offer.least
        else:
            units, wanted = 0, 3 if offer.kind == "get" else 1
            for item in basket:
                if range_of(item.product) == offer.range:
                    units += item.quantity
                    if units >= wanted:
                        break
            holds = units >= wanted
        if holds:
            found.append(offer.id)
    return found
