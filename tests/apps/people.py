"""Clubs to try things in."""

import itertools

from moadon.apps.audit import queries as audit
from moadon.apps.audit.types import StoredFact
from moadon.apps.clubs import actions, queries
from moadon.apps.clubs.types import SYSTEM, ClubInfo, NewClub
from moadon.store import club_transaction, run
from tests.platform.running import until

_HIDDEN = "select exists (select from audit_fact where xact >= pg_snapshot_xmin(pg_current_snapshot()))"
_numbers = itertools.count(1)


def new_club(currency: str = "ILS", time_zone: str = "Asia/Jerusalem") -> ClubInfo:
    """A new club with nothing in it."""
    queries.forget_recent()
    return actions.create_club(new=NewClub(f"club-{next(_numbers)}", "Club", currency, time_zone))


def open_branch(club: ClubInfo, code: str = "tlv") -> int:
    """The row of a new branch."""
    return actions.add_branch(club=club, code=code, name=code.upper(), actor=SYSTEM).pk


def let_facts_settle(club: ClubInfo) -> None:
    """Until no transaction that is still running anywhere on the server keeps a fact of the club from its readers."""

    def settled() -> bool:
        with club_transaction(club.id):
            return not run(_HIDDEN)[0][0]

    until(settled)


def facts_of(club: ClubInfo) -> list[StoredFact]:
    """Every fact of the club."""
    let_facts_settle(club)
    with club_transaction(club.id):
        return audit.read_new_facts(club.id, "a test", 1000)
