"""What a member holds, or held at a past moment: every wallet of the club, what can be spent, what waits, what ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.ledger import queries as ledger
from moadon.apps.ledger.past import LotThen, lots_then
from moadon.apps.programmes import queries as programmes
from moadon.engine.rules import Wallet, reserved_wallets
from moadon.kernel.calendars import local_day
from moadon.kernel.moments import AsOf
from moadon.store import ask

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Holding:
    """One wallet, in its smallest units.

    `balance` is what the member stands at (below zero: owed from returns), `available` what can be spent now,
    `pending` what waits to become spendable, `held` what is set aside, `arrears` what is owed. `expiring` says what
    runs out at the end of which of the club's days, soonest first. `lots` are told of a past moment only.
    """

    wallet: Wallet
    balance: int = 0
    available: int = 0
    held: int = 0
    pending: int = 0
    expiring: tuple[tuple[date, int], ...] = ()
    arrears: int = 0
    lots: tuple[LotThen, ...] = ()


def holdings(club: ClubInfo, member_id: int, now: datetime) -> list[Holding]:
    """Every wallet that a programme of the club knows, and stored value that the member ever had, by code.

    Inside a transaction of the club; five statements.
    """
    wallets = {code: holder.wallets[code] for code, holder in programmes.shelf(club).wallets(now).items()}
    accounts = {account.wallet: account for account in ledger.accounts_of(member_id)}
    wallets |= {code: one for code, one in reserved_wallets(club.exponent).items() if code in accounts}
    lots: dict[str, list[tuple[datetime | None, int]]] = {}
    for lot in ledger.lots_of(member_id):
        if not lot.pending:
            lots.setdefault(lot.account.wallet, []).append((lot.expires_at, lot.remaining))
    held, tied = ledger.held_by(member_id, now), ask(ledger.asking_tied([(member_id, code) for code in wallets], now))
    told = []
    for code, wallet in sorted(wallets.items()):
        account = accounts.get(code)
        if account is None:
            told.append(Holding(wallet))
            continue
        live = [(end, left) for end, left in lots.get(code, ()) if end is None or end > now]
        told.append(
            Holding(
                wallet=wallet,
                balance=account.balance - account.owed,
                available=max(0, account.balance - account.owed - tied.get((member_id, code), 0)),
                held=held.get(code, 0),
                pending=account.pending,
                expiring=_by_day(live, club.time_zone),
                arrears=account.owed,
            )
        )
    return told


def holdings_then(club: ClubInfo, member_id: int, moment: AsOf, now: datetime) -> list[Holding]:
    """Every wallet as it was at `moment`, added up from the entries, with its lots. Two statements.

    What was set aside then is not known: a hold leaves no entry. Inside a transaction of the club.
    """
    then = moment.moment(now)
    wallets = {code: holder.wallets[code] for code, holder in programmes.shelf(club).wallets(then).items()}
    lots: dict[str, list[LotThen]] = {}
    for lot in lots_then(member_id, moment):
        lots.setdefault(lot.wallet, []).append(lot)
    wallets |= {code: one for code, one in reserved_wallets(club.exponent).items() if code in lots}
    return [_then(wallet, lots.get(code, []), then, club.time_zone) for code, wallet in sorted(wallets.items())]


def _then(wallet: Wallet, lots: list[LotThen], then: datetime, zone: str) -> Holding:
    balance, arrears = sum(lot.balance for lot in lots), sum(lot.owed for lot in lots)
    live = [(lot.expires_at, lot.balance) for lot in lots if lot.expires_at is None or lot.expires_at > then]
    return Holding(
        wallet=wallet,
        balance=balance - arrears,
        available=max(0, sum(left for _, left in live)),
        pending=sum(lot.pending for lot in lots),
        expiring=_by_day(((end, left) for end, left in live if left), zone),
        arrears=arrears,
        lots=tuple(lot for lot in lots if lot.id is not None),
    )


def _by_day(lots: Iterable[tuple[datetime | None, int]], zone: str) -> tuple[tuple[date, int], ...]:
    days: dict[date, int] = {}
    for end, left in lots:
        if end is not None:
            # Good until the end is reached: the day is the one of the last instant before it.
            last = local_day(end - _INSTANT, zone)
            days[last] = days.get(last, 0) + left
    return tuple(sorted(days.items()))
