"""What stands under all rules: the wallets and what counts."""

from collections.abc import Iterator

from moadon.engine.rules.document import Base
from moadon.engine.rules.explain.teller import Teller, named
from moadon.engine.rules.explain.terms import tell_good
from moadon.engine.rules.programme import Wallet


def tell_wallet(teller: Teller, wallet: Wallet) -> Iterator[str]:
    """What the wallet's units pay, and how long they last."""
    if wallet.kind == "credit":
        yield teller.say("explain.wallet.credit")
    elif wallet.worth is None:
        yield teller.say("explain.wallet.points")
    else:
        yield _worth(teller, wallet)
    yield tell_good(teller, wallet, wallet.term)


def _worth(teller: Teller, wallet: Wallet) -> str:
    """The smallest round number of points that pays a whole number of minor units."""
    points = 1
    while (wallet.worth or 0) * points * 10**wallet.exponent % 10**4:
        points *= 10
    amount = points * 10**wallet.places
    value = teller.units.money(wallet.value_of(amount))
    return teller.say("explain.wallet.worth", points=("points", amount, wallet.places), worth=value)


def tell_base(teller: Teller, base: Base) -> Iterator[str]:
    """What counts for earning, whatever the rule."""
    yield teller.say(f"explain.base.{base.tax}")
    if base.discounts == "before":
        yield teller.say("explain.base.before")
    yield teller.say("explain.base.club_value")
    for kind in ("sku", "category", "brand"):
        wanted = getattr(base.exclude, kind, None)
        if wanted:
            yield teller.say(f"explain.without.{kind}", wanted=named(kind, wanted))
