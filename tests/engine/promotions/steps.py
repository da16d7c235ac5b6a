"""How many lines of the engine's own Python a basket takes: the same number on every machine.

A process of its own, for compiled code has no lines to count: `MOADON_NATIVE=0 python -m tests.engine.promotions.steps`.
"""

import json
import sys
from types import FrameType

from moadon.engine import rules
from moadon.engine.rules import evaluate
from tests.engine.promotions.board import basket, programme

BUNDLE = (
    "{{id: p{n}, group: g, get: {{kind: bundle_price, price: '{n}', of: [{{items: {{brand: [acme]}}}}, "
    "{{items: {{category: [jeans]}}}}]}}}}"
)
RUN = "{{id: p{n}, group: g, items: {{brand: [acme]}}, get: {{kind: buy_get, buy: {n}, get: 1, percent: '1'}}}}"
ENGINE = rules.__file__.rpartition("/")[0]


def steps(kind: str, mode: str, units: int) -> int:
    """How many lines are run to judge that many units of two goods under three promotions of a kind in one group."""
    club = programme(*(kind.format(n=n) for n in (1, 2, 3)), groups=f"[{{id: g, mode: {mode}}}]")
    what = basket(f"{units}*A@10 {units}*J@7")
    count = 0

    def look(frame: FrameType, event: str, _arg: object) -> object:
        nonlocal count
        if not frame.f_code.co_filename.startswith(ENGINE):
            return None
        count += event == "line"
        return look

    sys.settrace(look)
    try:
        evaluate(club, what, None)
    finally:
        sys.settrace(None)
    return count


if __name__ == "__main__":
    told = {
        f"{name} {mode}": [steps(kind, mode, units) for units in (600, 1200)]
        for name, kind in (("bundles", BUNDLE), ("runs", RUN))
        for mode in ("best", "stack", "exclusive")
    }
    json.dump(told, sys.stdout)
