"""What a member holds as callers see it."""

from moadon.apps.ledger.past import LotThen
from moadon.engine.rules import AWAITED
from moadon.flows.holdings import Holding
from moadon.interfaces.api import shown
from moadon.kernel.ids import public_id
from moadon.kernel.money import format_decimal


def wallet_told(one: Holding, *, lots: bool) -> dict[str, object]:
    """One wallet; with `lots`, what is left of each."""
    places = one.wallet.places
    return {
        "wallet": one.wallet.id,
        "kind": one.wallet.kind,
        "balance": format_decimal(one.balance, places),
        "available": format_decimal(one.available, places),
        "held": format_decimal(one.held, places),
        "pending": format_decimal(one.pending, places),
        "arrears": format_decimal(one.arrears, places),
        "expiring": [{"on": day.isoformat(), "amount": format_decimal(left, places)} for day, left in one.expiring],
        "lots": [_lot(lot, places) for lot in one.lots] if lots else None,
    }


def _lot(lot: LotThen, places: int) -> dict[str, object]:
    return {
        "id": public_id("lot", lot.id or 0),
        "given": format_decimal(lot.given or 0, places),
        "balance": format_decimal(lot.balance, places),
        "pending": format_decimal(lot.pending, places),
        "active_at": None if lot.active_at and lot.active_at >= AWAITED else shown.moment(lot.active_at),
        "expires_at": shown.moment(lot.expires_at),
        "receipt": shown.opaque("rcp", lot.receipt),
    }
