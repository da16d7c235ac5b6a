"""What is said of holds: facts, and refusals with amounts as people write them."""

from collections.abc import Iterator
from contextlib import contextmanager

from moadon.apps.clubs.types import ClubInfo
from moadon.engine.ledger import HoldState
from moadon.engine.rules import Wallet
from moadon.kernel.facts import Fact
from moadon.kernel.ids import owner_id, public_id
from moadon.kernel.refusals import Refused

_AMOUNTS = frozenset({"available", "held", "owed", "wanted"})


def fact(name: str, hold: HoldState) -> Fact:
    """What happened to a hold: when it was placed, or when it ended."""
    owner = hold.account.owner
    told = {
        "member" if owner > 0 else "card": owner_id(owner),
        "wallet": hold.account.wallet,
        "reference": hold.reference,
    }
    return Fact(name, public_id("hld", hold.id or 0), hold.ended_at or hold.placed_at, told)


@contextmanager
def typed(club: ClubInfo, wallet: Wallet) -> Iterator[None]:
    """Let refusals of the block name the field `amount` and its units where they tell amounts."""
    try:
        yield
    except Refused as refusal:
        params = dict(refusal.params)
        for name in _AMOUNTS & params.keys():
            units = params[name]
            params[name] = (
                ("points", units, wallet.places) if wallet.kind == "points" else ("money", units, club.currency)
            )
        field = "amount" if _AMOUNTS & params.keys() else None
        raise Refused(refusal.code, field=field, status=refusal.status, **params) from None
