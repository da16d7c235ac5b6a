"""What a basket costs: the compiled programme against a loop written by hand that decides the same.

The loop knows the four rules of one programme, their numbers and nothing else; it makes no words. Both give the same
awards, bases and near steps, which is checked first. One process, one core, processor time, the best of several rounds.
"""

import json
import random
import sys
import time
from bisect import bisect_right
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from benchmarks.ground import Figure
from moadon.engine.rules import (
    Basket,
    Buyer,
    Clock,
    Line,
    Payment,
    Programme,
    Progress,
    compile_programme,
    evaluate,
    parse,
)

DOCUMENT = """
format: moadon/programme/1
id: bench
name: {en: Bench}
currency: ILS
wallets:
  credit: {kind: credit, expires: {after: {months: 12}}}
  points: {kind: points, worth: "0.05"}
earn:
  - {id: base, type: linear, every: "100.00", give: "10.00", wallet: credit, basis: accumulated}
  - {id: monthly, type: targets, period: month, wallet: credit,
     steps: [{reach: "400", give: "40"}, {reach: "800", give: "100"}, {reach: "1200", give: "180"},
             {reach: "1600", give: "280"}]}
  - {id: quarter, type: rate_by_value, period: quarter, wallet: credit,
     bands: [{from: "0", rate: "0.10"}, {from: "1000", rate: "0.15"}, {from: "2000", rate: "0.20"},
             {from: "3000", rate: "0.25"}]}
  - {id: jeans, type: per_amount, amount: "1.00", give: "1", wallet: points, items: {category: [jeans]},
     multiply: {weekday: {sun: "2"}}}
"""
ZONE = "Asia/Jerusalem"
LINES = 8
BASKETS = 400
ROUNDS = 15

Case = tuple[Basket, Buyer]
Award = tuple[str, int, int]
Decision = tuple[int, list[Award], list[Award]]
"""What is left to pay; (rule, base, amount) of each award; (rule, missing, gets) of what is near."""


def cases(programme: Programme, seed: int = 7) -> list[Case]:
    """Baskets of eight lines over a year, of members who stand somewhere in each rule."""
    rng = random.Random(seed)
    start = datetime(2026, 1, 1, 8, tzinfo=UTC)
    found = []
    for _ in range(BASKETS):
        lines = tuple(
            Line(str(i), f"S{rng.randrange(500)}", rng.choice([("jeans", "clothes"), ("hat", "clothes"), ("sock",)]),
                 None, 1000, price * 100, price, rng.choice([0, 0, 0, price // 10]))
            for i, price in enumerate(rng.randrange(500, 20000) for _ in range(LINES))
        )  # fmt: skip
        moment = start + timedelta(minutes=rng.randrange(360 * 24 * 60))
        basket = Basket(
            moment, Clock(ZONE), "tlv", "T1", None, "store", lines, (Payment("card", sum(one.total for one in lines)),)
        )
        rows = {key: Progress(rng.randrange(200_000), 0) for key in programme.progress_keys(basket)}
        found.append((basket, Buyer(rows)))
    return found


REACHES, GIVES = (40_000, 80_000, 120_000, 160_000), (4_000, 10_000, 18_000, 28_000)
STARTS, RATES = (0, 100_000, 200_000, 300_000), (1000, 1500, 2000, 2500)
LOCAL = ZoneInfo(ZONE)
SUNDAY = 6


def by_hand(case: Case) -> Decision:
    """The same decision, written for these four rules alone."""
    basket, rows = case[0], case[1].standing
    total = jeans = 0
    for line in basket.lines:
        cost = line.total - line.discount
        total += cost
        if "jeans" in line.categories:
            jeans += cost
    local = basket.at.astimezone(LOCAL)
    month, quarter = f"{local.year}-{local.month:02}", f"{local.year}-Q{(local.month - 1) // 3 + 1}"
    awards: list[Award] = []
    near: list[Award] = []

    before = rows[("base", "ever")].base
    after = before + total
    awards.append(("base", total, (after // 10_000 - before // 10_000) * 1000))
    near.append(("base", 10_000 - after % 10_000, 1000))

    after = rows[("monthly", month)].base + total
    awards.append(("monthly", total, 0))
    step = bisect_right(REACHES, after)
    if step < len(REACHES):
        near.append(("monthly", REACHES[step] - after, GIVES[step]))

    before = rows[("quarter", quarter)].base
    after = before + total
    due = _rate(after)
    awards.append(("quarter", total, due - _rate(before)))
    band = bisect_right(STARTS, after)
    if band < len(STARTS):
        near.append(("quarter", STARTS[band] - after, _rate(STARTS[band]) - due))

    if jeans >= 100:
        awards.append(("jeans", jeans, jeans // 100 * (2 if local.weekday() == SUNDAY else 1)))
    near.sort(key=lambda one: one[1])
    return total, awards, near


def _rate(base: int) -> int:
    return (2 * RATES[bisect_right(STARTS, base) - 1] * base + 10_000) // 20_000


def by_programme(programme: Programme) -> Callable[[Case], Decision]:
    """The compiled programme's decision in the same shape."""

    def decide(case: Case) -> Decision:
        told = evaluate(programme, *case)
        awards = [(one.rule, one.base, one.amount) for one in told.earnings]
        return told.to_pay, awards, [(one.rule, one.missing, one.gets) for one in told.near]

    return decide


def best(run: Callable[[Case], object], over: list[Case]) -> float:
    """Baskets per second of processor time in the best round."""
    fastest = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        for case in over:
            run(case)
        fastest = min(fastest, time.process_time() - started)
    return len(over) / fastest


def figures() -> list[Figure]:
    """Baskets of eight lines per second and core, and how many times the loop by hand that costs."""
    programme = compile_programme(parse(DOCUMENT, languages=()), Clock(ZONE))
    over = cases(programme)
    decide = by_programme(programme)
    for case in over:
        assert decide(case) == by_hand(case)
    compiled, plain = 0.0, 0.0
    for _ in range(2):
        compiled = max(compiled, best(lambda case: evaluate(programme, *case), over))
        plain = max(plain, best(by_hand, over))
    return [
        Figure("evaluate, 8 lines, 4 rules", compiled, "baskets per second and core"),
        Figure("the same by hand", plain, "baskets per second and core"),
        Figure("evaluate as a multiple of by hand", plain / compiled, "ratio", 12, "at most"),
    ]


def main() -> None:
    """One line with figure and ratio, or with `--json` the figures."""
    found = figures()
    if "--json" in sys.argv:
        print(json.dumps([{"name": one.name, "value": one.value, "unit": one.unit, "met": one.met} for one in found]))
    else:
        print(f"evaluate: {found[0].value:,.0f} baskets a second and core, {found[2].value:.1f} times the loop by hand")


if __name__ == "__main__":
    main()
