"""What is said of corrections: facts, and what the audit log keeps."""

from datetime import datetime

from moadon.apps.corrections.types import Booked
from moadon.flows.corrections.booking import Asked, Scene
from moadon.kernel.facts import Fact
from moadon.kernel.ids import public_id
from moadon.kernel.money import format_decimal


def fact(name: str, row: int, asked: Asked, at: datetime) -> Fact:
    """What happened to a correction."""
    data = {"member": public_id("mbr", asked.member_id), "wallet": asked.wallet, "units": asked.amount}
    return Fact(name, public_id("cor", row), at, {**data, "reason": asked.reason})


def told(scene: Scene, asked: Asked, done: Booked | None) -> dict[str, object]:
    """What the log keeps of a correction; not its free words, which may tell of people."""
    places = scene.wallet(asked.wallet).places
    log: dict[str, object] = {
        "member": public_id("mbr", asked.member_id),
        "wallet": asked.wallet,
        "amount": format_decimal(asked.amount, places),
        "reason": asked.reason,
    }
    if asked.corrects is not None:
        log["corrects"] = public_id("ent", asked.corrects)
    if done is not None:
        log["balance_before"] = format_decimal(done.before, places)
        log["balance_after"] = format_decimal(done.after, places)
    return log
