"""How a redemption goes on, step by step, to exactly one end."""

from collections.abc import Mapping
from typing import Final, Literal

from moadon.kernel.refusals import Refused

Stage = Literal["unpaid", "asked", "ready", "handed_over", "sent", "cancelled", "expired", "returned"]
STAGES: Final[tuple[Stage, ...]] = (
    "unpaid", "asked", "ready", "handed_over", "sent", "cancelled", "expired", "returned",
)  # fmt: skip
_NEXT: Final[Mapping[Stage, frozenset[Stage]]] = {
    "unpaid": frozenset({"asked", "cancelled", "expired"}),
    "asked": frozenset({"ready", "handed_over", "sent", "cancelled"}),
    "ready": frozenset({"handed_over", "sent", "cancelled"}),
    "handed_over": frozenset({"returned"}),
    "sent": frozenset({"returned"}),
    "cancelled": frozenset(),
    "expired": frozenset(),
    "returned": frozenset(),
}
OPEN: Final[tuple[Stage, ...]] = ("unpaid", "asked", "ready")
"""Somebody still has to do something."""
UNDONE: Final[tuple[Stage, ...]] = ("cancelled", "expired", "returned")
"""What it took was given back: no limit counts it."""
CAN_END: Final[Mapping[Stage, Stage]] = {
    "unpaid": "cancelled", "asked": "cancelled", "ready": "cancelled", "handed_over": "returned", "sent": "returned",
}  # fmt: skip
"""What a redemption becomes that is called off now."""


def check_step(now: Stage, then: Stage) -> None:
    """Raise `Refused("redemption_is_past_that", status=409)` unless `then` may follow `now`."""
    if then not in _NEXT[now]:
        raise Refused("redemption_is_past_that", status=409, state=now)
