"""Rules that give more than they take."""

from collections.abc import Iterator

from moadon.engine.rules.check.ladders import price_of
from moadon.engine.rules.document import Document, LinearPart, PerAmountPart, PerEventPart, PointsWallet, TargetsPart
from moadon.engine.rules.findings import Finding, pointer, warning
from moadon.kernel.money import PRICE_PLACES

BEFORE_A_PURCHASE = ("referred", "friend_joined")
"""Events of friends that no purchase stands behind."""


def too_generous(document: Document) -> Iterator[Finding]:
    """Warnings where what is given is worth more than what was bought for it, or nothing was."""
    for i, rule in enumerate(document.earn):
        wallet = document.wallets.get(rule.wallet)
        worth = _worth(wallet)
        if worth is None:
            continue
        if isinstance(rule, TargetsPart):
            for n, step in enumerate(rule.steps):
                if price_of(step.give) * worth > price_of(step.reach) * 10**PRICE_PLACES:
                    yield warning(pointer("earn", i, "steps", n, "give"), "gives_more_than_it_takes")
        elif isinstance(rule, PerEventPart):
            if rule.event in BEFORE_A_PURCHASE:
                yield warning(pointer("earn", i, "event"), "friend_bought_nothing")
        elif isinstance(rule, LinearPart | PerAmountPart):
            takes = rule.every if isinstance(rule, LinearPart) else rule.amount
            if price_of(rule.give) * worth > price_of(takes) * 10**PRICE_PLACES:
                yield warning(pointer("earn", i, "give"), "gives_more_than_it_takes")


def _worth(wallet: object) -> int | None:
    """What one unit of the wallet pays, in 1/10000 of the currency's unit; None where nothing says so."""
    if isinstance(wallet, PointsWallet):
        return None if wallet.worth is None else price_of(wallet.worth)
    return None if wallet is None else 10**PRICE_PLACES
