"""How the time of a basket grows with the promotions that are live and with its lines, and what a big programme costs
to read, compile and keep."""

import time
import tracemalloc
from collections.abc import Callable

from benchmarks.ground import Figure
from benchmarks.promotions.calculation import rate_of
from benchmarks.promotions.load import BASKETS, CLOCK, FIVE, LINES, OFFERS, cases, document, goods, programme
from moadon.engine.rules import Programme, compile_programme, parse

MANY = 1_000


def figures() -> list[Figure]:
    """All of them."""
    return [*_by_promotions(), *_by_lines(), *_cost()]


def _times(programmes: dict[int, Programme], lines: dict[int, int], rounds: int = 5) -> list[dict[int, float]]:
    """Seconds per basket, in each of two runs, in turns: what else the machine does meets all."""
    found = []
    for _ in range(2):
        took = {}
        for which, one in programmes.items():
            count = lines[which]
            over = cases(one, goods(max(20, min(BASKETS, BASKETS * LINES // count)), count))
            took[which] = 1 / rate_of(one, over, rounds)
        found.append(took)
    return found


def _relative(programmes: dict[int, Programme], lines: dict[int, int], usual: int) -> dict[int, float]:
    runs = _times(programmes, lines)
    least = {which: min(run[which] for run in runs) for which in programmes}
    return {which: took / least[usual] for which, took in least.items()}


def _by_promotions() -> list[Figure]:
    live = {
        0: programme(()), 5: programme(FIVE), 20: programme(), 100: programme(others=80),
        MANY: programme(others=MANY - len(OFFERS)),
    }  # fmt: skip
    found = _relative(live, dict.fromkeys(live, LINES), len(OFFERS))
    return [
        Figure(
            f"{count:,} promotions live, time of 20",
            times,
            "ratio",
            *((2, "at most") if count == MANY else ()),
        )
        for count, times in found.items()
        if count != len(OFFERS)
    ]


def _by_lines() -> list[Figure]:
    own = programme()
    counts = (1, LINES, 30, 200)
    found = _relative(dict.fromkeys(counts, own), {count: count for count in counts}, LINES)
    return [
        Figure(f"{count} lines, time of {LINES}", times, "ratio") for count, times in found.items() if count != LINES
    ]


def _cost() -> list[Figure]:
    """What a programme of many promotions costs once, and for as long as it is live."""
    written = document(others=MANY - len(OFFERS))
    read = parse(written, languages=())
    tracemalloc.start()
    kept = compile_programme(parse(written, languages=()), CLOCK)
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert len(kept.board.promotions) == MANY
    return [
        Figure(f"{MANY:,} promotions, to read and check", _best(lambda: parse(written, languages=())), "ms"),
        Figure(f"{MANY:,} promotions, to compile", _best(lambda: compile_programme(read, CLOCK)), "ms"),
        Figure(f"{MANY:,} promotions, compiled, with the document", size / 2**20, "MiB"),
    ]


def _best(run: Callable[[], object], rounds: int = 3) -> float:
    fastest = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        run()
        fastest = min(fastest, time.process_time() - started)
    return fastest * 1000
