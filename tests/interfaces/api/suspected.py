"""Something that waits to be reviewed."""

from datetime import UTC, datetime

from moadon.apps.fraud.actions import note
from moadon.apps.fraud.types import Proof, Sighting, Subject
from moadon.kernel.ids import public_id, row_id
from moadon.store import club_transaction
from tests.interfaces.api.shop import Shop


def suspected(shop: Shop, member: str, branch: str | None = "tlv") -> str:
    """A receipt of a member, found to be one too many; the id of the finding."""
    receipt = shop.post("receipts", shop.sale(member=member)).json()["id"]
    row, where = row_id("mbr", member), shop.branches.get(branch or "")
    proof = Proof("receipt", row_id("rcp", receipt), datetime.now(UTC), 1000, where)
    with club_transaction(shop.club.id):
        sighting = Sighting("member_receipts", Subject(f"member:{row}", row), (proof,), 7, 40)
        (finding,) = note(shop.club.id, [sighting]).opened
    return public_id("fnd", finding)
