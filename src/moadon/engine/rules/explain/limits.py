"""Where a rule, a promotion or the whole programme stops giving."""

from collections.abc import Callable, Iterator, Mapping

from moadon.engine.rules.document import Limits, PerMember, Together, WholeLimits
from moadon.engine.rules.earn.scheme import Units
from moadon.engine.rules.explain.teller import Teller

Told = Callable[[str], object]
"""An amount of the document as it is told."""


def tell_limits(teller: Teller, limits: Limits | None, told: Told, counted: str = "") -> Iterator[str]:
    """At most how much. What all members together get, a manager reads in figures, a member as that it may end.

    `counted`: what `per_receipt.times` counts, `items` or `sets`; an empty text where it is given once anyway.
    """
    if limits is None:
        return
    receipt = limits.per_receipt
    if receipt is not None and receipt.amount is not None:
        yield teller.say("explain.limit.receipt", limit=told(receipt.amount))
    if receipt is not None and receipt.times is not None and counted:
        yield teller.say(f"explain.limit.{counted}", n=receipt.times)
    if limits.per_member is not None:
        yield from _of(teller, "explain.limit", limits.per_member, told)
    if teller.tells_all:
        if limits.total is not None:
            yield from _of(teller, "explain.limit.total", limits.total, told)
        if limits.budget is not None:
            yield teller.say("explain.limit.budget", limit=told(limits.budget))
    elif limits.total is not None or limits.budget is not None:
        yield teller.say("explain.limit.while_it_lasts")


def _of(teller: Teller, key: str, limit: PerMember | Together, told: Told) -> Iterator[str]:
    if limit.amount is not None:
        yield teller.say(f"{key}.amount.{limit.period}", limit=told(limit.amount))
    if limit.times is not None:
        yield teller.say(f"{key}.times.{limit.period}", n=limit.times)


def tell_whole(
    teller: Teller, limits: WholeLimits | None, units: Mapping[str, Units], off: Told
) -> Iterator[tuple[str, str]]:
    """Limits of the whole programme: the wallet's id, or `promotions`, with what is said of it.

    `units`: those of each wallet; `off`: how an amount is told that promotions take off.
    """
    if limits is None:
        return
    for wallet, part in (limits.wallets or {}).items():
        mine = teller.beside(units[wallet])
        said = tell_limits(mine, part, mine.gained)
        yield wallet, " ".join([mine.say("explain.limit.of_wallet", wallet=mine.called([wallet])), *said])
    if limits.promotions is not None:
        said = tell_limits(teller, limits.promotions, off)
        yield "promotions", " ".join([teller.say("explain.limit.of_promotions"), *said])
