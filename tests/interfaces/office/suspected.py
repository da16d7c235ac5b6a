"""Something that waits to be reviewed."""

from datetime import UTC, datetime

from moadon.apps.clubs.queries import branches
from moadon.apps.fraud.actions import note
from moadon.apps.fraud.types import Proof, Sighting, Subject
from moadon.kernel.ids import public_id, row_id
from moadon.store import club_transaction


def suspected(club, member, receipt, rule="member_receipts", score=40):
    """A receipt of a member, found to be one too many; the id of the finding."""
    row = row_id("mbr", member)
    with club_transaction(club.id):
        branch = branches(club)[0].pk
        proof = Proof("receipt", row_id("rcp", receipt), datetime.now(UTC), 1000, branch)
        (finding,) = note(club.id, [Sighting(rule, Subject(f"member:{row}", row), (proof,), 7, score)]).opened
    return public_id("fnd", finding)
