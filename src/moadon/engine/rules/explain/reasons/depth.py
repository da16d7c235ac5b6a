"""How much of a reason tree is told: all of it to whoever runs the club, what is theirs to know to everybody else."""

from collections.abc import Sequence

from moadon.engine.rules.explain.reasons.reason import Reason
from moadon.engine.rules.explain.teller import Depth

_SECRET = ("not_applied.no_items", "not_applied.coupon_needed", "not_applied.other_segment", "not_applied.personal")
"""Of what a member could not have here: which goods it is on, which coupon or group opens it."""
_OF_ALL = ("total", "budget")
"""Limits that tell how much the club gives to everybody."""
_PASSING = ("programme", "group", "promotion", "rule", "near")


def at_depth(reason: Reason, depth: Depth) -> Reason:
    """`reason` as it is told at a depth.

    `manager`: whole. `member`: without the club's margin, what all members get together, and what is not for this
    basket or this member. `poster`: what gave something and what is near, without the steps.
    """
    if depth == "manager":
        return reason
    return reason._replace(within=tuple(_within(reason.within, depth)))


def _within(reasons: Sequence[Reason], depth: Depth) -> list[Reason]:
    return [at_depth(one, depth) for one in reasons if _is_told(one, depth)]


def _is_told(reason: Reason, depth: Depth) -> bool:
    ruled = reason.kind in ("promotion", "rule")
    if ruled and not reason.holds and reason.why.key.startswith(_SECRET):
        return False
    if depth == "member":
        return not (reason.kind == "limit" and reason.subject in _OF_ALL) and reason.kind != "floor"
    if reason.kind not in _PASSING:
        return False
    return reason.kind == "near" or bool(reason.holds) or any(_is_told(one, depth) for one in reason.within)
