"""How much at most: of one rule, or of all rules of a wallet together."""

from collections.abc import Iterator

from moadon.engine.rules.explain.teller import Teller
from moadon.engine.rules.limits import Limit


def tell_limits(teller: Teller, limit: Limit, of: str = "explain.limit") -> Iterator[str]:
    """The sentences of every cap; `of` begins their keys."""
    if limit.per_receipt is not None:
        yield teller.say(f"{of}.receipt", limit=teller.gain(limit.per_receipt))
    for cap in limit.caps:
        if cap.amount is not None:
            yield teller.say(f"{of}.{cap.kind}amount.{cap.period}", limit=teller.gain(cap.amount))
        if cap.times is not None:
            yield teller.say(f"{of}.{cap.kind}times.{cap.period}", n=cap.times)
