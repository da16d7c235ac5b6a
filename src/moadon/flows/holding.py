"""Who judges, corrects or reviews a member holds what is counted of them, until the transaction ends."""

from collections.abc import Iterable

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.ledger import actions as ledger
from moadon.apps.members import queries as members
from moadon.apps.programmes.types import Shelf
from moadon.store import ask


def hold_members(club: ClubInfo, shelf: Shelf, ids: Iterable[int]) -> None:
    """Hold every wallet of these members, as tills do; the members themselves in a club that has no wallets.

    Two statements, or one.
    """
    wanted = sorted(set(ids))
    codes = shelf.wallets()
    if codes:
        ledger.lock_accounts(club.id, {(member, code) for member in wanted for code in codes})
    else:
        ask(members.asking_held(wanted, wait=True))
