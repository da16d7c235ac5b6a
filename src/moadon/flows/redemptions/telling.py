"""What is said of redemptions: facts, and lines in the books."""

from datetime import datetime

from moadon.apps.redemptions.models import Redemption
from moadon.engine.ledger import Origin
from moadon.kernel.facts import Fact
from moadon.kernel.ids import public_id
from moadon.kernel.sentences import Message


def fact(name: str, row: Redemption, at: datetime) -> Fact:
    """What happened to a redemption."""
    told = {
        "member": public_id("mbr", row.member_id),
        "reward": public_id("rwd", row.reward_id),
        "wallet": row.wallet,
        "amount": row.amount,
        "state": row.state,
    }
    return Fact(name, public_id("rdm", row.pk), at, told)


def origin(row: Redemption, key: str) -> Origin:
    """Why a line stands in the books: for which reward."""
    return Origin(why=Message(key, {"reward": ("text", dict(row.names))}))


def called(row: Redemption, language: str) -> str:
    """The reward's name, for those who keep only one."""
    return str(row.names.get(language) or next(iter(row.names.values()), ""))
