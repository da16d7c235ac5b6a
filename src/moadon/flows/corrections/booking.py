"""What a correction does to a wallet: judged on the balance as it is, then written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.corrections.models import Request
from moadon.apps.corrections.types import Booked, NewRequest, Policy
from moadon.apps.ledger import actions as ledger_writes
from moadon.apps.ledger import queries as ledger
from moadon.apps.ledger.models import Entry
from moadon.apps.programmes import queries as programmes
from moadon.apps.programmes.types import Shelf
from moadon.engine.ledger import AccountState, LotState, Origin, Posting, by_hand
from moadon.engine.rules import Wallet
from moadon.flows.holds.lapsing import end_overdue
from moadon.flows.holds.telling import typed
from moadon.kernel.calendars import day_end
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import Message

Asked = NewRequest | Request
"""A correction as it was asked for: not written yet, or waiting."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a correction is judged by."""

    club: ClubInfo
    policy: Policy
    shelf: Shelf
    now: datetime

    def wallet(self, code: str) -> Wallet:
        """How the wallet counts. Raises `Refused("unknown_wallet")`."""
        holder = self.shelf.wallets(self.now).get(code)
        if holder is None:
            raise Refused("unknown_wallet", field="wallet", given=code[:40])
        return holder.wallets[code]


def scene_of(club: ClubInfo, policy: Policy, now: datetime) -> Scene:
    """The scene now. One statement."""
    return Scene(club, policy, programmes.shelf(club), now)


def book(scene: Scene, asked: Asked) -> Booked:
    """Correct the wallet. Inside a transaction of the club.

    Raises `Refused`: `not_enough_value` where less is there than is to be taken, `day_is_over`, `unknown_wallet`.
    """
    account, posting, before = _judged(scene, asked)
    ledger_writes.number([posting], [account])
    ledger_writes.post(scene.club.id, [posting], [account])
    assert posting.id is not None
    return Booked(posting.id, before, account.stands_at)


def rehearse(scene: Scene, asked: Asked) -> None:
    """Judge it without doing it. Raises what `book` would be refused with."""
    _judged(scene, asked)


def _judged(scene: Scene, asked: Asked) -> tuple[AccountState, Posting, int]:
    """The locked account with the correction in it, the posting, and what the account stood at before."""
    wallet = scene.wallet(asked.wallet)
    named = _named(asked)
    account = ledger_writes.lock_accounts(scene.club.id, [(asked.member_id, wallet.id)])[asked.member_id, wallet.id]
    ledger.load_lots([account])
    end_overdue(scene.club.id, [account], scene.now)
    before = account.stands_at
    return account, move(scene, asked, account, named), before


def move(scene: Scene, asked: Asked, account: AccountState, named: Sequence[Entry]) -> Posting:
    """The correction in the locked account, and its posting. `named`: the lines that it corrects.

    Raises `Refused`: `not_enough_value`, `day_is_over`, and then changes nothing.
    """
    wallet = scene.wallet(asked.wallet)
    posting = Posting(by_hand.BY_HAND, asked.member_id, scene.now, corrects=named[0].transaction_id if named else None)
    origin = Origin(why=_why(scene, asked))
    if asked.amount > 0:
        by_hand.give(account, posting, _lot(scene, wallet, asked), origin, scene.now)
    else:
        lots = by_hand.takeable(account, scene.now, {entry.lot_id for entry in named if entry.lot_id is not None})
        with typed(scene.club, wallet):
            by_hand.take(account, posting, -asked.amount, origin, lots, arrears=asked.shortage == "arrears")
    for entry in posting.entries:
        entry.corrects = asked.corrects
    return posting


def _named(asked: Asked) -> list[Entry]:
    """The member's lines of the transaction whose entry is corrected, in this wallet; that entry is among them."""
    if asked.corrects is None:
        return []
    lines = ledger.entries_of(asked.member_id).filter(wallet=asked.wallet)
    one = lines.filter(id=asked.corrects).first()
    if one is None:
        raise Refused("unknown_entry", field="corrects")
    return list(lines.filter(transaction_id=one.transaction_id))


def _lot(scene: Scene, wallet: Wallet, asked: Asked) -> LotState:
    club, now = scene.club, scene.now
    if asked.expires_on is None:
        expires_at = wallet.term.expires_at(now, scene.shelf.clock)
    elif asked.expires_on < club.day_of(now):
        raise Refused("day_is_over", field="expires_on", given=("date", asked.expires_on.isoformat()))
    else:
        expires_at = day_end(asked.expires_on, club.time_zone)
    programme = scene.shelf.wallets(now)[wallet.id].id
    return LotState(None, asked.amount, asked.amount, False, now, expires_at, programme, "")


def _why(scene: Scene, asked: Asked) -> Message:
    """What the member reads. What else was written about it is for the office: it may tell of people."""
    reason = scene.policy.reason(asked.reason)
    told = ("text", dict(reason.name)) if reason else asked.reason
    return Message("correction.given" if asked.amount > 0 else "correction.taken", {"reason": told})
