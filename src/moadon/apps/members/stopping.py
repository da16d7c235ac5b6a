"""Who may spend nothing for now: a flag on the member, which the till reads with the rest of them."""

from collections.abc import Iterable
from datetime import datetime

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.kernel.facts import Fact
from moadon.kernel.ids import public_id
from moadon.store import run

_SET = """update members_member set spending_stopped = %s, edition = edition + 1, updated_at = now()
          where id = any(%s::bigint[]) and spending_stopped <> %s returning id"""


def set_spending(*, club: ClubInfo, members: Iterable[int], stopped: bool, actor: Actor, now: datetime) -> set[int]:
    """Stop these members from spending, or let them spend again; whom it changed. In a transaction of the club.

    A constant number of statements, and one for each that it changed.
    """
    changed = {row[0] for row in run(_SET, (stopped, sorted(set(members)), stopped))}
    name, action = ("SpendingStopped", "member.stopped") if stopped else ("SpendingAllowed", "member.allowed")
    audit.write_facts(club.id, [Fact(name, public_id("mbr", one), now) for one in sorted(changed)])
    for one in sorted(changed):
        audit.record_deed(club.id, actor, action, public_id("mbr", one))
    return changed
