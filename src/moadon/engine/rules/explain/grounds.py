"""What stands under all rules: the wallets and what counts."""

from collections.abc import Iterator

from moadon.engine.rules.document import Document, Expires
from moadon.engine.rules.expiry import Term
from moadon.engine.rules.explain.goods import tell_without
from moadon.engine.rules.explain.teller import Teller
from moadon.engine.rules.explain.terms import tell_good
from moadon.engine.rules.programme import Wallet


def tell_wallet(teller: Teller, wallet: Wallet, expires: Expires | None) -> Iterator[str]:
    """What the wallet's units pay, and how long they last."""
    if wallet.kind == "credit":
        if teller.depth != "poster":
            yield teller.say("explain.wallet.credit")
    elif wallet.worth is not None:
        yield _worth(teller, wallet)
    elif teller.depth != "poster":
        yield teller.say("explain.wallet.points")
    if teller.depth != "poster":
        yield tell_good(teller, wallet, wallet.term)
        for level, after in ((expires.tiers if expires is not None else None) or {}).items():
            good = tell_good(teller, wallet, Term(months=after.months or 0, days=after.days or 0))
            yield teller.say("explain.at_level", level=teller.called([level]), said=good)


def _worth(teller: Teller, wallet: Wallet) -> str:
    """The smallest round number of points that pays a whole number of minor units."""
    points = 1
    while (wallet.worth or 0) * points * 10**wallet.exponent % 10**4:
        points *= 10
    amount = points * 10**wallet.places
    value = teller.units.money(wallet.value_of(amount))
    return teller.say("explain.wallet.worth", points=("points", amount, wallet.places), worth=value)


def tell_base(teller: Teller, document: Document) -> Iterator[str]:
    """What counts for earning, whatever the rule; to a manager, also its place among other programmes."""
    if document.earn:
        yield teller.say(f"explain.base.{document.base.tax}")
        if document.base.discounts == "before":
            yield teller.say("explain.base.before")
        yield teller.say("explain.base.club_value")
        yield from tell_without(teller, document.base.exclude)
    if teller.tells_all and document.priority:
        yield teller.say("explain.priority.programme", priority=("number", str(document.priority)))
    if teller.tells_all and document.stop:
        yield teller.say("explain.stop.programme")
