"""What promotions cost: baskets of 8 lines against 20 live ones, beside others' engines and a loop that only decides.

20 promotions that go together (8 a share off a range, 4 "of three the cheapest is free" on a range, 4 an amount and 4
a share off the basket from a minimum on), a member with a level and two wallets, a rule to earn in each.
"""

from benchmarks.ground import Figure
from benchmarks.promotions import growth, peers, served
from benchmarks.promotions.calculation import best, decided, rate_of
from benchmarks.promotions.load import BASKETS, OFFERS, cases, goods, programme
from moadon.engine.rules import evaluate

AIM, LEAST = 10_000, 3_000


def figures() -> list[Figure]:
    """Every figure of promotions."""
    return [*_calculation(), *growth.figures(), *peers.figures(), *served.figures()]


def _calculation() -> list[Figure]:
    baskets, own = goods(BASKETS), programme()
    over = cases(own, baskets)
    for case, basket in zip(over, baskets, strict=True):
        assert sorted(one.rule for one in evaluate(own, *case).promotions) == sorted(decided(OFFERS, basket))
    ours, loop = 0.0, 0.0
    for _ in range(2):
        ours = max(ours, rate_of(own, over))
        loop = max(loop, best(lambda basket: decided(OFFERS, basket), baskets))
    return [
        Figure("evaluate, 8 lines, 20 promotions, 2 rules", ours, "baskets per second and core", LEAST, "at least"),
        Figure("evaluate as a share of the aim of 10,000", ours / AIM, "ratio"),
        Figure("a loop that decides the same conditions", loop, "baskets per second and core"),
        Figure("evaluate as a share of that loop", ours / loop, "ratio"),
    ]
