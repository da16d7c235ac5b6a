"""What a member holds as callers see it."""

from datetime import date, datetime, timedelta

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.ledger.past import LotThen
from moadon.engine.rules import AWAITED
from moadon.flows.cards.terms import terms_of
from moadon.flows.holdings import Holding
from moadon.interfaces.api import shown
from moadon.kernel.ids import public_id
from moadon.kernel.money import format_decimal


def terms_told(club: ClubInfo, wallet: str, until: date | None) -> dict[str, object] | None:
    """The terms of a stored wallet, what ends first of which is good until `until`; None of another."""
    terms = terms_of(club, wallet)
    if terms is None:
        return None
    return {
        "kind": terms.kind,
        "months": terms.months or None,
        "least_months": terms.lawful or None,
        "basis": terms.basis,
        "law": terms.law,
        "until": None if until is None else until.isoformat(),
        "tax": terms.tax,
    }


def last_day(club: ClubInfo, until: datetime | None) -> date | None:
    """The last of the club's days on which value can be spent that ends at `until`."""
    return None if until is None else club.day_of(until - timedelta(microseconds=1))


def wallet_told(club: ClubInfo, one: Holding, *, lots: bool) -> dict[str, object]:
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
        "terms": terms_told(club, one.wallet.id, one.expiring[0][0] if one.expiring else None),
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
